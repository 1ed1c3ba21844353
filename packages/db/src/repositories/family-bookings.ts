import { and, eq, isNull, lt, type SQL } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { written } from '../prepared.ts';
import { familyBooking, outboxMessage } from '../schema.ts';

export type FamilyBookingRow = typeof familyBooking.$inferSelect;

/** G6: bookings that families have begun, and which visits have come of them. */
export const familyBookings = {
  insert: (tx: Tx, row: typeof familyBooking.$inferInsert) => tx.insert(familyBooking).values(row).run(),

  byToken: (tx: Tx, tokenHash: string): FamilyBookingRow | undefined =>
    tx.select().from(familyBooking).where(eq(familyBooking.tokenHash, tokenHash)).get(),

  update: (
    tx: Tx,
    id: string,
    set: Partial<Pick<FamilyBookingRow, 'practitionerId' | 'startsAt' | 'form' | 'holder' | 'tries'>> &
      Partial<Pick<FamilyBookingRow, 'codeHash' | 'codeSentAt'>>,
  ) => tx.update(familyBooking).set(set).where(eq(familyBooking.id, id)).run(),

  /** The visit has what was written from now on. */
  settle: (tx: Tx, id: string, visit: { appointmentId: string; practitionerId: string; startsAt: Instant }) =>
    tx
      .update(familyBooking)
      .set({ ...visit, form: null })
      .where(eq(familyBooking.id, id))
      .run(),

  remove: (tx: Tx, id: string) => removeOpen(tx, eq(familyBooking.id, id)),

  /** Whether there is one that `forget` forgets. */
  hasOld: (tx: Tx, sentBefore: Instant): boolean =>
    tx
      .select({ id: familyBooking.id })
      .from(familyBooking)
      .where(and(isNull(familyBooking.appointmentId), lt(familyBooking.codeSentAt, sentBefore)))
      .limit(1)
      .get() !== undefined,

  /** G4: what came to nothing is forgotten. */
  forget: (tx: Tx, sentBefore: Instant) => removeOpen(tx, lt(familyBooking.codeSentAt, sentBefore)),

  /** G9: the visits to come of a service that this address has booked, also in place of cancelled ones (C6). */
  coming: (tx: Tx, holder: string, serviceId: string, now: Instant): number =>
    comingOf(tx, { holder, serviceId, now })[0]?.n ?? 0,

  /** Under which address a family booked this visit itself, or the one in whose place it is (C6); undefined for every other. */
  holderOf: (tx: Tx, appointmentId: string): string | undefined =>
    bookedBefore(tx, { appointmentId })[0]?.holder,

  hasBooked: (tx: Tx, appointmentId: string): boolean =>
    familyBookings.holderOf(tx, appointmentId) !== undefined,
};

/** G4: nothing has come of them; the letter of the code has the booking's id, and goes with the address that it holds. */
function removeOpen(tx: Tx, which: SQL): void {
  const removed = tx
    .delete(familyBooking)
    .where(and(isNull(familyBooking.appointmentId), which))
    .returning({ id: familyBooking.id })
    .all();
  for (const { id } of removed) tx.delete(outboxMessage).where(eq(outboxMessage.id, id)).run();
}

const comingOf = written<{ n: number }>(`
  WITH RECURSIVE visit (id) AS (
    SELECT appointment_id FROM family_booking WHERE holder = :holder AND appointment_id IS NOT NULL
    UNION SELECT a.successor_id FROM visit JOIN appointment a ON a.id = visit.id
    WHERE a.successor_id IS NOT NULL
  )
  SELECT count(*) AS n FROM visit JOIN appointment a ON a.id = visit.id
  WHERE a.service_id = :serviceId AND a.starts_at > :now AND a.status IN ('booked', 'arrived')`);

const bookedBefore = written<{ holder: string }>(`
  WITH RECURSIVE visit (id) AS (
    SELECT :appointmentId
    UNION SELECT a.id FROM visit JOIN appointment a ON a.successor_id = visit.id
  )
  SELECT f.holder FROM visit JOIN family_booking f ON f.appointment_id = visit.id`);
