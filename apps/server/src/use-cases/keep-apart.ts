import { canBeKeptApart } from '#domain';
import { keptApartPairs, participants, type Participant } from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { change } from './change-appointment.ts';
import { concernedBy, logEvent } from './log-event.ts';
import { sameIn } from './same-people.ts';
import { personOf } from './visit.ts';

/**
 * M16: from whom of a visit somebody is kept apart, and from whom no longer. In a series it holds in every meeting, for the
 * same people.
 */
export function keepApart(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  participantId: string,
  { from, notFrom }: Body<'keepApart'>,
): void {
  const now = deps.now();
  let visitIds: string[] = [];
  change(deps, viewer, id, null, (tx, overview) => {
    const people = participants.ofAppointment(tx, id);
    const own = personOf({ people }, participantId);
    const pairs = (otherIds: readonly string[]) =>
      otherIds.map((otherId): [Participant, Participant] => {
        const other = personOf({ people }, otherId);
        if (!canBeKeptApart(own, other)) throw new Refusal('forbidden');
        return [own, other];
      });
    const [apart, together] = [pairs(from), pairs(notFrom)];
    visitIds = [id, ...keptApartPairs.relatedVisits(tx, id)];
    for (const visitId of visitIds) {
      const there = visitId === id ? people : participants.ofAppointment(tx, visitId);
      const visit = { id: visitId, organisationId: overview.appointment.organisationId };
      for (const pair of sameIn(there, apart)) keptApartPairs.add(tx, visit, pair);
      for (const pair of sameIn(there, together)) keptApartPairs.remove(tx, pair);
    }
    const log = (action: string) =>
      logEvent(
        tx,
        viewer,
        now,
        { action, entity: 'participant', entityId: own.id },
        concernedBy(overview.appointment),
      );
    if (apart.length > 0) log('keep-apart');
    if (together.length > 0) log('let-together');
    return overview;
  });
  for (const visitId of visitIds) deps.live.emit('appointment-changed', visitId);
}
