import { and, eq, lt, lte, ne, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Instant } from '#domain';
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
    .where(and(eq(outboxMessage.status, 'waiting'), lte(outboxMessage.nextAttemptAt, now)))
    .limit(1)
    .prepare();
  const hold = db
    .select({ id: claim.id })
    .from(claim)
    .where(and(eq(claim.kind, 'hold'), lte(claim.expiresAt, now)))
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
    .where(and(eq(triageRequest.status, 'submitted'), lte(triageRequest.escalateAt, now)))
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
