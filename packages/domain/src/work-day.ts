import { overrunMs } from './join-window.ts';
import { addDays, hourMs, instantOf, localDateOf, type Instant } from './time.ts';

/** Q15: longer than the longest join window of a host (V13 and J1), so that nobody is waited for unseen. */
const aheadMs = 2 * hourMs;

/**
 * Q15: the span [from, to) of what those at work have before them: the whole calendar day, and near midnight what may
 * still go on from the day before (J3) and what the next day soon begins with.
 */
export function workDayOf(now: Instant): { from: Instant; to: Instant } {
  const today = localDateOf(now);
  return {
    from: Math.min(instantOf(today, '00:00'), now - overrunMs),
    to: Math.max(instantOf(addDays(today, 1), '00:00'), now + aheadMs),
  };
}
