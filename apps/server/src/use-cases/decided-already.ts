import { appointmentChanges, appointments, isTakenOut, participants, type Tx } from '#db';
import type { Body } from '#protocol';
import type { UserViewer } from '../viewer.ts';

/**
 * C4: whether what is decided of a visit was done when the same person decided it before. The answer to that was lost on the
 * way, so they send it again, and are not to be told that it could not be done.
 */
export function isDecidedAlready(
  tx: Tx,
  viewer: UserViewer,
  awayId: string,
  decision: Body<'decideAbsence'>['decisions'][number],
): boolean {
  const appointment = appointments.byId(tx, decision.id)?.appointment;
  if (!appointment || decision.kind === 'keep') return false;
  if (decision.kind === 'decline') {
    const seat = participants.ofUser(tx, appointment.id, awayId);
    return seat !== undefined && isTakenOut(seat) && appointment.startsAt === decision.from;
  }
  const last = appointmentChanges.of(tx, appointment.id).at(-1)?.change;
  if (last?.actorId !== viewer.userId || last.kind !== decision.kind) return false;
  if (decision.kind === 'cancel')
    return appointment.practitionerId === awayId && appointment.startsAt === decision.from;
  const { practitionerId, startsAt } = decision;
  return (
    last.fromPractitionerId === awayId &&
    last.fromStartsAt === decision.from &&
    appointment.practitionerId === practitionerId &&
    appointment.startsAt === startsAt
  );
}
