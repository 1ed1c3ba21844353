import type Sqlite from 'better-sqlite3';
import { and, eq, is, isNotNull, isNull, lt, lte, Placeholder, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Instant } from '#domain';
import { equalsWritten } from './prepared.ts';
import * as schema from './schema.ts';

/**
 * Whether time has brought anything about: a message to send, a hold that lapsed, a reminder whose hour has come, a request
 * that was not answered by its promise, a visit that nobody ended, a family's booking that was never confirmed.
 */
export function prepareDue(
  db: Database,
): (now: Instant, endedBefore: Instant, codeSentBefore: Instant) => boolean {
  const { outboxMessage, claim, encounter, appointment, reminder, triageRequest, familyBooking } = schema;
  const now = sql.placeholder('now');
  const message = db
    .select({ id: outboxMessage.id })
    .from(outboxMessage)
    .where(and(equalsWritten(outboxMessage.status, 'waiting'), lte(outboxMessage.nextAttemptAt, now)));
  const hold = db
    .select({ id: claim.id })
    .from(claim)
    .where(and(equalsWritten(claim.kind, 'hold'), lte(claim.expiresAt, now)));
  const hour = db.select({ at: reminder.dueAt }).from(reminder).where(lte(reminder.dueAt, now));
  const unanswered = db
    .select({ at: triageRequest.escalateAt })
    .from(triageRequest)
    .where(and(equalsWritten(triageRequest.status, 'submitted'), lte(triageRequest.escalateAt, now)));
  const visit = db
    .select({ id: encounter.id })
    .from(encounter)
    .innerJoin(appointment, eq(appointment.id, encounter.appointmentId))
    .where(
      and(sql`${encounter.status} <> 'finished'`, lt(appointment.endsAt, sql.placeholder('endedBefore'))),
    );
  const unconfirmed = db
    .select({ id: familyBooking.id })
    .from(familyBooking)
    .where(
      and(
        isNull(familyBooking.appointmentId),
        lt(familyBooking.codeSentAt, sql.placeholder('codeSentBefore')),
      ),
    );
  const isAny = anyOf(db, [message, hold, hour, unanswered, visit, unconfirmed]);
  return (at, endedBefore, codeSentBefore) => isAny({ now: at, endedBefore, codeSentBefore });
}

/** The same of duty queues: somebody who waits or is on duty is away, or a number to call back is older than it is kept. */
export function prepareDutyDue(db: Database): (askedBefore: Instant, doneBefore: Instant) => boolean {
  const { dutyPlace, dutyShift, dutyCallBack } = schema;
  const waits = db
    .select({ id: dutyPlace.id })
    .from(dutyPlace)
    .where(and(sql`${dutyPlace.status} <> 'ended'`, isNotNull(dutyPlace.goneAt)));
  const serves = db.select({ id: dutyShift.serviceId }).from(dutyShift).where(isNotNull(dutyShift.goneAt));
  const asked = db
    .select({ id: dutyCallBack.id })
    .from(dutyCallBack)
    .where(lt(dutyCallBack.askedAt, sql.placeholder('askedBefore')));
  const done = db
    .select({ id: dutyCallBack.id })
    .from(dutyCallBack)
    .where(lt(dutyCallBack.doneAt, sql.placeholder('doneBefore')));
  const isAny = anyOf(db, [waits, serves, asked, done]);
  return (askedBefore, doneBefore) => isAny({ askedBefore, doneBefore });
}

/** The same of the waitlist (Y18): nobody has answered an offer in time. */
export function prepareLapsedOffer(db: Database): (now: Instant) => boolean {
  const { waitlistOffer } = schema;
  const lapsed = db
    .select({ id: waitlistOffer.id })
    .from(waitlistOffer)
    .where(and(sql`${waitlistOffer.status} = 'open'`, lte(waitlistOffer.heldUntil, sql.placeholder('now'))));
  const isAny = anyOf(db, [lapsed]);
  return (now) => isAny({ now });
}

type Database = BetterSQLite3Database<typeof schema> & { $client: Sqlite.Database };

/**
 * Whether any of these finds a row, as one statement that is compiled once: they are asked every second and nearly always
 * find nothing, and one after the other each cost as much again as SQLite.
 */
function anyOf(
  { $client }: Database,
  queries: readonly { toSQL(): { sql: string; params: unknown[] } }[],
): (values: Record<string, Instant>) => boolean {
  const asked = queries.map((query) => query.toSQL());
  const names = asked.flatMap(({ params }) => params).map(nameOf);
  const statement = $client
    .prepare(`SELECT ${asked.map((each) => `EXISTS (${each.sql})`).join(' OR ')}`)
    .pluck();
  return (values) => statement.get(names.map((name) => values[name])) === 1;
}

/** Of a value that is given when the statement runs; all others are written out. */
function nameOf(param: unknown): string {
  if (!is(param, Placeholder)) throw new Error('a value that is neither given nor written out');
  return param.name as string;
}
