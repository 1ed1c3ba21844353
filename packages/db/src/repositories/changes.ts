import { asc, eq, sql } from 'drizzle-orm';
import type { Tx } from '../open.ts';
import { appointmentChange, userAccount } from '../schema.ts';
import { alias } from 'drizzle-orm/sqlite-core';

export type AppointmentChange = typeof appointmentChange.$inferSelect;

const actor = alias(userAccount, 'actor');
const former = alias(userAccount, 'former');

/** What was done to a visit's time after it was booked, and why (C2, H14). Append-only. */
export const appointmentChanges = {
  add: (tx: Tx, row: typeof appointmentChange.$inferInsert) => tx.insert(appointmentChange).values(row).run(),

  /** Oldest first. `actorName` is null for a family, `formerPractitioner` unless the visit was moved. */
  of: (tx: Tx, appointmentId: string) =>
    tx
      .select({ change: appointmentChange, actorName: actor.name, formerPractitioner: former.name })
      .from(appointmentChange)
      .leftJoin(actor, eq(actor.id, appointmentChange.actorId))
      .leftJoin(former, eq(former.id, appointmentChange.fromPractitionerId))
      .where(eq(appointmentChange.appointmentId, appointmentId))
      .orderBy(asc(appointmentChange.at), sql`${appointmentChange}.rowid`)
      .all(),
};
