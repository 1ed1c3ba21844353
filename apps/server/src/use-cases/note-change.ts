import { appointmentChanges, newId, type Tx } from '#db';
import { actor, type Actor } from '../viewer.ts';
import { logOnAppointment } from './log-event.ts';

type Change = Omit<
  Parameters<typeof appointmentChanges.add>[1],
  'id' | 'organisationId' | 'appointmentId' | 'at' | 'actorId'
>;

/** What was done to a visit's time, by whom and why (C2, H14). */
export function noteChange(
  tx: Tx,
  { organisationId, id: appointmentId }: { id: string; organisationId: string },
  by: Actor,
  at: number,
  what: Change,
): void {
  const { actorId } = actor(by);
  appointmentChanges.add(tx, { id: newId(), organisationId, appointmentId, at, actorId, ...what });
}

/** H14: why a time was taken against the rules stays with the visit, and in the log of both organisations. */
export function noteOverride(
  tx: Tx,
  visit: { id: string; organisationId: string; requesterOrganisationId: string },
  by: Actor,
  at: number,
  { role, note }: Pick<Change, 'role' | 'note'>,
): void {
  noteChange(tx, visit, by, at, { kind: 'override', role, reason: 'other', note });
  logOnAppointment(tx, by, at, 'override', visit);
}
