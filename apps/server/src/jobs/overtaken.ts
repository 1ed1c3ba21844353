import { minuteMs, type Instant } from '#domain';
import { appointments, outbox, type OutboxMessage, type Tx } from '#db';

/** A letter that leaves when it is written is overtaken by nothing, and most do: they are not asked about. */
const oldMs = minuteMs;

/**
 * Z10: whether a letter that could not be sent before would turn back what its reader has been told since: a later one about the
 * same visit has left; or, of a reminder, that nothing is to come of what it reminds of.
 */
export function isOvertaken(tx: Tx, message: OutboxMessage, now: Instant): boolean {
  const { id, kind, appointmentId, createdAt } = message;
  if (appointmentId === null || now < createdAt + oldMs) return false;
  const others = outbox.alsoVisits(tx, id);
  if (kind === 'reminder' && ![appointmentId, ...others].some((each) => isToCome(tx, each, now))) return true;
  // One about several visits still tells of those that nothing else was written about.
  return others.length === 0 && outbox.hasLeftSince(tx, message);
}

function isToCome(tx: Tx, appointmentId: string, now: Instant): boolean {
  const visit = appointments.byId(tx, appointmentId)?.appointment;
  return (visit?.status === 'booked' || visit?.status === 'arrived') && visit.startsAt > now;
}
