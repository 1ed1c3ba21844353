import { and, asc, eq, lte } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { insertInto } from '../prepared.ts';
import { reminder } from '../schema.ts';

const insertReminder = insertInto(reminder);

/** When the people of a visit are to be reminded of it (V15). */
export const reminders = {
  plan: (tx: Tx, visit: { appointmentId: string; organisationId: string }, dueAts: Instant[]) => {
    for (const dueAt of dueAts) insertReminder(tx, { ...visit, dueAt });
  },
  /** Of a visit that moved or was cancelled; none of its hours counts any more. */
  forget: (tx: Tx, appointmentId: string) =>
    tx.delete(reminder).where(eq(reminder.appointmentId, appointmentId)).run(),
  /** What is due, a part of it: after a night without the server there is much, and it all at once would hold others up. */
  due: (tx: Tx, now: Instant) =>
    tx.select().from(reminder).where(lte(reminder.dueAt, now)).orderBy(asc(reminder.dueAt)).limit(200).all(),
  drop: (tx: Tx, appointmentId: string, now: Instant) =>
    tx
      .delete(reminder)
      .where(and(eq(reminder.appointmentId, appointmentId), lte(reminder.dueAt, now)))
      .run(),
};
