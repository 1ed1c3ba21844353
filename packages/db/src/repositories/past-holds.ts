import { and, eq, inArray, lt } from 'drizzle-orm';
import type { Instant, PastHoldPart, ResourceTime } from '#domain';
import type { Tx } from '../open.ts';
import { pastHold } from '../schema.ts';

/** What people have held, so that nobody keeps a time by giving it back and taking it again (H8). */
export const pastHolds = {
  of: (tx: Tx, heldBy: string, resourceIds: string[]): PastHoldPart[] =>
    tx
      .select()
      .from(pastHold)
      .where(and(eq(pastHold.heldBy, heldBy), inArray(pastHold.resourceId, resourceIds)))
      .all(),
  remember: (
    tx: Tx,
    organisationId: string,
    heldBy: string,
    parts: readonly ResourceTime[],
    beganAt: Instant,
  ) => {
    for (const { resourceId, startsAt, endsAt } of parts)
      tx.insert(pastHold)
        .values({ organisationId, heldBy, resourceId, startsAt, endsAt, beganAt })
        .onConflictDoUpdate({
          target: [pastHold.heldBy, pastHold.resourceId, pastHold.startsAt, pastHold.endsAt],
          set: { beganAt },
        })
        .run();
  },
  forget: (tx: Tx, beganBefore: Instant) =>
    tx.delete(pastHold).where(lt(pastHold.beganAt, beganBefore)).run(),
};
