import type { SpokenLanguage } from '#domain';
import { keptApartPairs, participants } from '#db';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { change } from './change-appointment.ts';
import { whoIs } from './same-people.ts';
import { concernedBy, logEvent } from './log-event.ts';
import { personOf } from './visit.ts';

/** M18: between which languages somebody interprets, in a series in every meeting; nobody's interpreter any more without one. */
export function setInterpreter(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  participantId: string,
  languages: readonly SpokenLanguage[],
): void {
  const now = deps.now();
  let visitIds: string[] = [];
  change(deps, viewer, id, null, (tx, overview) => {
    const own = personOf({ people: participants.ofAppointment(tx, id) }, participantId);
    if (own.kind === 'host') throw new Refusal('forbidden');
    visitIds = [id, ...keptApartPairs.relatedVisits(tx, id)];
    for (const person of visitIds.flatMap((visitId) => participants.ofAppointment(tx, visitId)))
      if (person.id === own.id || (person.kind !== 'host' && whoIs(person) === whoIs(own)))
        participants.setInterprets(tx, person.id, languages.length > 0 ? [...languages] : null);
    const event = { action: 'set-interpreter', entity: 'participant' as const, entityId: own.id };
    logEvent(tx, viewer, now, event, concernedBy(overview.appointment));
    return overview;
  });
  for (const visitId of visitIds) deps.live.emit('appointment-changed', visitId);
}
