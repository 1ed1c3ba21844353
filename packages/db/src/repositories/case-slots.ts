import { and, asc, eq } from 'drizzle-orm';
import { minuteMs, type CaseSlot } from '#domain';
import type { Tx } from '../open.ts';
import { appointment, caseSlot, childCase } from '../schema.ts';

/** A slot with whose case it is for; null while it is free. */
export type StoredCaseSlot = CaseSlot & {
  child: { initials: string; birthYear: number; organisationId: string } | null;
};

export const caseSlots = {
  /** In order of time; empty when the meeting is not cut. */
  of: (tx: Tx, appointmentId: string): StoredCaseSlot[] =>
    tx
      .select({ slot: caseSlot, child: childCase, meetingStartsAt: appointment.startsAt })
      .from(caseSlot)
      .innerJoin(appointment, eq(appointment.id, caseSlot.appointmentId))
      .leftJoin(childCase, eq(childCase.id, caseSlot.caseId))
      .where(eq(caseSlot.appointmentId, appointmentId))
      .orderBy(asc(caseSlot.number))
      .all()
      .map(({ slot: { number: index, lengthMinutes, caseId }, child, meetingStartsAt }) => ({
        ...{ index, caseId },
        startsAt: meetingStartsAt + index * lengthMinutes * minuteMs,
        endsAt: meetingStartsAt + (index + 1) * lengthMinutes * minuteMs,
        child: child && {
          initials: child.initials,
          birthYear: child.birthYear,
          organisationId: child.organisationId,
        },
      })),

  /** Takes the place of all that the meeting had. */
  replace: (
    tx: Tx,
    { id: appointmentId, organisationId }: { id: string; organisationId: string },
    slots: readonly CaseSlot[],
  ) => {
    tx.delete(caseSlot).where(eq(caseSlot.appointmentId, appointmentId)).run();
    for (const { index: number, startsAt, endsAt, caseId } of slots)
      tx.insert(caseSlot)
        .values({
          ...{ appointmentId, organisationId, number, caseId },
          lengthMinutes: (endsAt - startsAt) / minuteMs,
        })
        .run();
  },

  remove: (tx: Tx, appointmentId: string, number: number) =>
    tx
      .delete(caseSlot)
      .where(and(eq(caseSlot.appointmentId, appointmentId), eq(caseSlot.number, number)))
      .run(),

  setCase: (tx: Tx, appointmentId: string, number: number, caseId: string | null) =>
    tx
      .update(caseSlot)
      .set({ caseId })
      .where(and(eq(caseSlot.appointmentId, appointmentId), eq(caseSlot.number, number)))
      .run(),
};
