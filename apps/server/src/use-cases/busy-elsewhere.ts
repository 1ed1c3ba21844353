import type { Instant } from '#domain';
import { appointments, type Tx } from '#db';

/** Whoever takes part in another visit at that time, though it claims nothing of them: they asked for it, or were invited. */
export function busyElsewhere(
  tx: Tx,
  ids: readonly string[],
  startsAt: Instant,
  endsAt: Instant,
  exceptId?: string,
): string[] {
  return appointments
    .ofPeople(tx, [...ids], startsAt, endsAt)
    .filter((visit) => visit.appointmentId !== exceptId)
    .map(({ userId }) => userId);
}
