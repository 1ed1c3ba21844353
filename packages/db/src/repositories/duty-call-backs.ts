import { and, asc, desc, eq, isNull, lt, or } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { dutyCallBack } from '../schema.ts';

export type DutyCallBackRow = typeof dutyCallBack.$inferSelect;

/** I13: who wants to be called. */
export const dutyCallBacks = {
  insert: (tx: Tx, row: typeof dutyCallBack.$inferInsert) => tx.insert(dutyCallBack).values(row).run(),
  of: (tx: Tx, serviceId: string): DutyCallBackRow[] =>
    tx
      .select()
      .from(dutyCallBack)
      .where(eq(dutyCallBack.serviceId, serviceId))
      .orderBy(asc(dutyCallBack.doneAt), desc(dutyCallBack.askedAt))
      .limit(200)
      .all(),
  byId: (tx: Tx, id: string): DutyCallBackRow | undefined =>
    tx.select().from(dutyCallBack).where(eq(dutyCallBack.id, id)).get(),
  isOpen: (tx: Tx, serviceId: string, phone: string): boolean =>
    tx
      .select({ id: dutyCallBack.id })
      .from(dutyCallBack)
      .where(
        and(
          eq(dutyCallBack.serviceId, serviceId),
          eq(dutyCallBack.phone, phone),
          isNull(dutyCallBack.doneAt),
        ),
      )
      .get() !== undefined,
  setDone: (tx: Tx, id: string, by: string | null, at: Instant | null) =>
    tx.update(dutyCallBack).set({ doneAt: at, doneBy: by }).where(eq(dutyCallBack.id, id)).run(),
  /** I13: whether any has been kept for long enough. */
  isAnyOver: (tx: Tx, askedBefore: Instant, doneBefore: Instant): boolean =>
    tx
      .select({ id: dutyCallBack.id })
      .from(dutyCallBack)
      .where(isOver(askedBefore, doneBefore))
      .limit(1)
      .get() !== undefined,
  forget: (tx: Tx, askedBefore: Instant, doneBefore: Instant) =>
    tx.delete(dutyCallBack).where(isOver(askedBefore, doneBefore)).run(),
};

const isOver = (askedBefore: Instant, doneBefore: Instant) =>
  or(lt(dutyCallBack.askedAt, askedBefore), lt(dutyCallBack.doneAt, doneBefore));
