import { weakLossShare, weakRoundTripMs } from './link-quality.ts';

/** What is kept of one person's connection over a whole visit: sums of what their page told, and no content. */
export type LinkSums = {
  reports: number;
  lossPermilleSum: number;
  roundTripMsSum: number;
  /** Of how many reports that sum is; the others had no round trip to tell. */
  roundTripReports: number;
  /** Milliseconds of sound played, and those of them that had to be made up. */
  playedMs: number;
  concealedMs: number;
  soundOnlyS: number;
  reconnects: number;
  /** From entering to the first sound or picture; null where none came. */
  joinMs: number | null;
};

/** So long without pictures (s) is more than a passing dip. */
const soundOnlyFromS = 30;
/** One break may be a reload or a lift. */
const breaksFrom = 2;

/** ST16: by the limits of M11, on the whole; and whether it broke again and again, or carried no pictures for long. */
export function wasWeak(sums: LinkSums): boolean {
  const { reports, lossPermilleSum, roundTripMsSum, roundTripReports, playedMs, concealedMs } = sums;
  return (
    lossPermilleSum > reports * weakLossShare * 1000 ||
    concealedMs > playedMs * weakLossShare ||
    roundTripMsSum > roundTripReports * weakRoundTripMs ||
    sums.soundOnlyS >= soundOnlyFromS ||
    sums.reconnects >= breaksFrom
  );
}
