import { audit, type Participant, type Tx } from '#db';
import type { Reply } from '#protocol';

type Told = Reply<'readAppointment'>['appointment']['peopleChanges'];

/** What the log says of a seat, in the words of the visit's page. */
const deeds: Record<string, Told[number]['kind']> = {
  'invite-guest': 'invite',
  'invite-colleague': 'invite',
  'take-out-guest': 'take-out',
  'take-out-colleague': 'take-out',
  decline: 'decline',
};

/** B8, B9: who was invited after the visit was booked and who is out, by whom and when; the oldest first. */
export function peopleHistory(tx: Tx, seats: readonly Participant[]): Told {
  const names = new Map(seats.map(({ id, name }) => [id, name]));
  return audit
    .doneToAny(tx, 'participant', [...names.keys()], Object.keys(deeds))
    .map(({ entityId, action, at, by }) => ({
      ...{ at, name: names.get(entityId)!, actorName: by, kind: deeds[action]! },
    }));
}
