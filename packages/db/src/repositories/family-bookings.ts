import { and, count, eq, inArray, isNull, lt, gt } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { appointment, familyBooking } from '../schema.ts';

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

  remove: (tx: Tx, id: string) =>
    tx
      .delete(familyBooking)
      .where(and(eq(familyBooking.id, id), isNull(familyBooking.appointmentId)))
      .run(),

  /** G4: what came to nothing is forgotten. */
  forget: (tx: Tx, sentBefore: Instant) =>
    tx
      .delete(familyBooking)
      .where(and(isNull(familyBooking.appointmentId), lt(familyBooking.codeSentAt, sentBefore)))
      .run(),

  /** G9: the visits to come of a service that this address has booked. */
  coming: (tx: Tx, holder: string, serviceId: string, now: Instant): number =>
    tx
      .select({ n: count() })
      .from(familyBooking)
      .innerJoin(appointment, eq(appointment.id, familyBooking.appointmentId))
      .where(
        and(
          eq(familyBooking.holder, holder),
          eq(appointment.serviceId, serviceId),
          gt(appointment.startsAt, now),
          inArray(appointment.status, ['booked', 'arrived']),
        ),
      )
      .get()?.n ?? 0,

  /** Whether a family booked this visit itself. */
  hasBooked: (tx: Tx, appointmentId: string): boolean =>
    tx
      .select({ id: familyBooking.id })
      .from(familyBooking)
      .where(eq(familyBooking.appointmentId, appointmentId))
      .get() !== undefined,
};
