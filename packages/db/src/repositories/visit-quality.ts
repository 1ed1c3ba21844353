import { eq, sql } from 'drizzle-orm';
import type { Tx } from '../open.ts';
import { visitQuality } from '../schema.ts';

export type VisitQualityRow = typeof visitQuality.$inferSelect;

/** One row a participant; a stay after a reload or a lost connection is added to what was there. */
export const visitQualities = {
  add: (tx: Tx, row: VisitQualityRow): void => {
    const plus = (column: { name: string }) => sql.raw(`${column.name} + excluded.${column.name}`);
    tx.insert(visitQuality)
      .values(row)
      .onConflictDoUpdate({
        target: visitQuality.participantId,
        set: {
          path: sql`CASE WHEN excluded.reports > 0 THEN excluded.path ELSE ${visitQuality.path} END`,
          reports: plus(visitQuality.reports),
          lossPermilleSum: plus(visitQuality.lossPermilleSum),
          roundTripMsSum: plus(visitQuality.roundTripMsSum),
          roundTripReports: plus(visitQuality.roundTripReports),
          freezes: plus(visitQuality.freezes),
          freezeMs: plus(visitQuality.freezeMs),
          playedMs: plus(visitQuality.playedMs),
          concealedMs: plus(visitQuality.concealedMs),
          soundOnlyS: plus(visitQuality.soundOnlyS),
          reconnects: plus(visitQuality.reconnects),
          joinMs: sql`coalesce(${visitQuality.joinMs}, excluded.join_ms)`,
        },
      })
      .run();
  },
  of: (tx: Tx, appointmentId: string): VisitQualityRow[] =>
    tx.select().from(visitQuality).where(eq(visitQuality.appointmentId, appointmentId)).all(),
};
