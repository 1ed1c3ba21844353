import type { Tx } from '#db';
import type { Instant, Period } from '#domain';

export type OpenPeriod = Period & { personId: string };

/**
 * When people are open, for a calendar's background. Hours move to schedules (S7): once those are in the database,
 * `openHours(timetable, from, to)` of each person belongs here. Until then nothing is known, and a calendar has no
 * background.
 */
export const openPeriodsOf = (
  _tx: Tx,
  _personIds: readonly string[],
  _from: Instant,
  _to: Instant,
): OpenPeriod[] => [];
