import { and, eq, lte } from 'drizzle-orm';
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
  due: (tx: Tx, now: Instant) => tx.select().from(reminder).where(lte(reminder.dueAt, now)).limit(50).all(),
  drop: (tx: Tx, appointmentId: string, now: Instant) =>
    tx
      .delete(reminder)
      .where(and(eq(reminder.appointmentId, appointmentId), lte(reminder.dueAt, now)))
      .run(),
};
