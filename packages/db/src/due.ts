import { and, eq, isNotNull, lt, lte, ne, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Instant } from '#domain';
import { equalsWritten } from './prepared.ts';
import * as schema from './schema.ts';

/**
 * Whether time has brought anything about: a message to send, a hold that lapsed, a reminder whose hour has come, a request that was
 * not answered by its promise, a visit that nobody ended. Asked every
 * second, so it is compiled once: building these queries anew each time was a quarter of what Node does in a small call.
 */
export function prepareDue(
  db: BetterSQLite3Database<typeof schema>,
): (now: Instant, endedBefore: Instant) => boolean {
  const { outboxMessage, claim, encounter, appointment, reminder, triageRequest } = schema;
  const now = sql.placeholder('now');
  const message = db
    .select({ id: outboxMessage.id })
    .from(outboxMessage)
    .where(and(equalsWritten(outboxMessage.status, 'waiting'), lte(outboxMessage.nextAttemptAt, now)))
    .limit(1)
    .prepare();
  const hold = db
    .select({ id: claim.id })
    .from(claim)
    .where(and(equalsWritten(claim.kind, 'hold'), lte(claim.expiresAt, now)))
    .limit(1)
    .prepare();
  const hour = db
    .select({ at: reminder.dueAt })
    .from(reminder)
    .where(lte(reminder.dueAt, now))
    .limit(1)
    .prepare();
  const unanswered = db
    .select({ at: triageRequest.escalateAt })
    .from(triageRequest)
    .where(and(equalsWritten(triageRequest.status, 'submitted'), lte(triageRequest.escalateAt, now)))
    .limit(1)
    .prepare();
  const visit = db
    .select({ id: encounter.id })
    .from(encounter)
    .innerJoin(appointment, eq(appointment.id, encounter.appointmentId))
    .where(and(ne(encounter.status, 'finished'), lt(appointment.endsAt, sql.placeholder('endedBefore'))))
    .limit(1)
    .prepare();
  return (at, endedBefore) =>
    message.get({ now: at }) !== undefined ||
    hold.get({ now: at }) !== undefined ||
    hour.get({ now: at }) !== undefined ||
    unanswered.get({ now: at }) !== undefined ||
    visit.get({ endedBefore }) !== undefined;
}

/** The same of duty queues: somebody who waits or is on duty is away, or a number to call back is older than it is kept. */
export function prepareDutyDue(
  db: BetterSQLite3Database<typeof schema>,
): (askedBefore: Instant, doneBefore: Instant) => boolean {
  const { dutyPlace, dutyShift, dutyCallBack } = schema;
  const waits = db
    .select({ id: dutyPlace.id })
    .from(dutyPlace)
    .where(and(sql`${dutyPlace.status} <> 'ended'`, isNotNull(dutyPlace.goneAt)))
    .limit(1)
    .prepare();
  const serves = db
    .select({ id: dutyShift.serviceId })
    .from(dutyShift)
    .where(isNotNull(dutyShift.goneAt))
    .limit(1)
    .prepare();
  const asked = db
    .select({ id: dutyCallBack.id })
    .from(dutyCallBack)
    .where(lt(dutyCallBack.askedAt, sql.placeholder('askedBefore')))
    .limit(1)
    .prepare();
  const done = db
    .select({ id: dutyCallBack.id })
    .from(dutyCallBack)
    .where(lt(dutyCallBack.doneAt, sql.placeholder('doneBefore')))
    .limit(1)
    .prepare();
  return (askedBefore, doneBefore) =>
    waits.get() !== undefined ||
    serves.get() !== undefined ||
    asked.get({ askedBefore }) !== undefined ||
    done.get({ doneBefore }) !== undefined;
}

/** The same of the waitlist (Y18): nobody has answered an offer in time. */
export function prepareLapsedOffer(db: BetterSQLite3Database<typeof schema>): (now: Instant) => boolean {
  const { waitlistOffer } = schema;
  const lapsed = db
    .select({ id: waitlistOffer.id })
    .from(waitlistOffer)
    .where(and(sql`${waitlistOffer.status} = 'open'`, lte(waitlistOffer.heldUntil, sql.placeholder('now'))))
    .limit(1)
    .prepare();
  return (now) => lapsed.get({ now }) !== undefined;
}
