import { wasWeak, type LinkSums } from '../link-sums.ts';
import { hourMs, type Instant } from '../time.ts';
import type { Dimension } from './dimensions.ts';

/** Where a thing belongs: the value of each dimension. */
export type Place = Record<Dimension, string>;

/** ST4: one request. `answeredMs`: null while nobody answered, and where a time was booked at once. */
export type RequestFact = { answeredMs: number | null; lacksFigure: boolean };
/** ST6–ST9, ST16: one visit. Null is what is not known, or what does not apply. */
export type VisitFact = {
  outcome: 'held' | 'cancelled' | 'no-show' | 'open';
  toVisitMs: number | null;
  waitedMs: number | null;
  overRunMs: number | null;
  /** Of those who were in the call. */
  links: readonly LinkSums[];
  usesQuota: boolean;
};

/** What is summed up of one part of the figures. */
export type Tally = {
  requests: number;
  /** Of the requests, those of municipalities whose number of under-18s is not known. */
  lackFigure: number;
  held: number;
  cancelled: number;
  noShow: number;
  weak: number;
  quotaUsed: number;
  quota: number;
  answeredMs: number[];
  toVisitMs: number[];
  waitedMs: number[];
  overRunMs: number[];
  joinedMs: number[];
};

export const emptyTally = (): Tally => ({
  ...{ requests: 0, lackFigure: 0, held: 0, cancelled: 0, noShow: 0, weak: 0, quotaUsed: 0, quota: 0 },
  ...{ answeredMs: [], toVisitMs: [], waitedMs: [], overRunMs: [], joinedMs: [] },
});

export function addRequest(tally: Tally, { answeredMs, lacksFigure }: RequestFact): void {
  tally.requests += 1;
  if (lacksFigure) tally.lackFigure += 1;
  if (answeredMs !== null) tally.answeredMs.push(Math.max(0, answeredMs));
}

export function addVisit(tally: Tally, visit: VisitFact): void {
  const { outcome, toVisitMs, waitedMs, overRunMs, links, usesQuota } = visit;
  if (usesQuota && outcome !== 'cancelled') tally.quotaUsed += 1;
  if (outcome === 'cancelled') tally.cancelled += 1;
  else if (outcome === 'no-show') tally.noShow += 1;
  if (outcome !== 'held') return;
  tally.held += 1;
  if (toVisitMs !== null) tally.toVisitMs.push(Math.max(0, toVisitMs));
  if (waitedMs !== null) tally.waitedMs.push(waitedMs);
  if (overRunMs !== null) tally.overRunMs.push(overRunMs);
  if (links.some(wasWeak)) tally.weak += 1;
  const joins = links.flatMap(({ joinMs }) => joinMs ?? []);
  if (joins.length > 0) tally.joinedMs.push(Math.max(...joins));
}

/**
 * ST6: what became of a visit by `now`. By phone or on site nobody is let in, so that one whose time has passed took place
 * unless somebody said otherwise.
 */
export function outcomeOf(
  visit: { status: string; isVideo: boolean; endsAt: Instant },
  now: Instant,
): VisitFact['outcome'] {
  if (visit.status === 'fulfilled') return 'held';
  if (visit.status === 'cancelled') return 'cancelled';
  if (visit.status === 'noshow') return 'no-show';
  return !visit.isVideo && visit.endsAt <= now ? 'held' : 'open';
}

/** J3 closes what nobody ended two hours late: from here on an end tells nothing about the visit. */
const forgottenMs = 2 * hourMs;

/** ST8: how long a visit went on past the end that was booked; null where nobody ended it. */
export function overRunOf(visit: { bookedEndsAt: Instant; endsAt: Instant; finishedAt: Instant | null }) {
  const { bookedEndsAt, endsAt, finishedAt } = visit;
  if (finishedAt === null || finishedAt >= endsAt + forgottenMs) return null;
  return Math.max(0, finishedAt - bookedEndsAt);
}

/** The nearest-rank percentile: a value that occurs, the smallest that `share` of all do not exceed. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
