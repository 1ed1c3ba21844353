import { isLivePart, type PartClaim, type ResourceTime } from '../claim-set.ts';
import { err, ok, type Result } from '../result.ts';
import type { Period } from '../schedule.ts';
import { datesOf, maxOccurrences, planned, type Occurrence, type SeriesRule } from './plan.ts';
import { overlaps } from '../slots.ts';
import type { Instant, LocalDate, WallTime } from '../time.ts';

/** Which meetings are meant: this one; this and what follows; all that are still to come. */
export type SeriesScope = { kind: 'one' | 'following'; n: number } | { kind: 'all' };

export type SeriesChange =
  | { kind: 'time'; time?: WallTime; lengthMinutes?: number }
  /** Another day for one meeting. */
  | { kind: 'date'; date: LocalDate; time?: WallTime }
  /** Other days for several: they get the days of the rule from `fromDate` on, in their order. */
  | { kind: 'rule'; rule: SeriesRule; fromDate: LocalDate }
  | { kind: 'cancel'; reason: string };

export type SeriesRefusal = {
  code: 'unknown-occurrence' | 'occurrence-over' | 'reason-needed' | 'scope-mismatch' | 'too-few-dates';
};

/**
 * T5–T7: changes meetings that are planned and to come. All others, and with several the ones that were changed by hand
 * (unless they are cancelled), are the very same values as before. Answers the whole series, in the order of numbers, and
 * the numbers of what changed.
 */
export function editSeries(
  occurrences: readonly Occurrence[],
  scope: SeriesScope,
  change: SeriesChange,
  now: Instant,
): Result<{ occurrences: Occurrence[]; changed: number[] }, SeriesRefusal> {
  if (scope.kind !== 'all') {
    const target = occurrences.find(({ n }) => n === scope.n);
    if (!target) return err({ code: 'unknown-occurrence' });
    if (scope.kind === 'one' && (target.startsAt <= now || target.status === 'cancelled'))
      return err({ code: 'occurrence-over' });
  }
  if (change.kind === 'cancel' && change.reason.trim() === '') return err({ code: 'reason-needed' });
  if (
    (change.kind === 'date') !== (scope.kind === 'one') &&
    (change.kind === 'date' || change.kind === 'rule')
  )
    return err({ code: 'scope-mismatch' });
  const targets = occurrences.filter((each) => isMeant(each, scope, change, now));
  const dates = datesFor(targets, change);
  if (dates.length < targets.length) return err({ code: 'too-few-dates' });
  const byNumber = new Map(
    targets.map((each, index) => [each.n, changedTo(each, change, scope, dates[index]!, now)]),
  );
  const next = occurrences.map((each) => byNumber.get(each.n) ?? each);
  const changed = next.filter((each, index) => each !== occurrences[index]).map(({ n }) => n);
  return ok({ occurrences: next, changed });
}

function isMeant(each: Occurrence, scope: SeriesScope, change: SeriesChange, now: Instant): boolean {
  if (scope.kind === 'one') return each.n === scope.n;
  if (each.status !== 'planned' || each.startsAt <= now) return false;
  if (scope.kind === 'following' && each.n < scope.n) return false;
  return !each.isByHand || change.kind === 'cancel';
}

function datesFor(targets: readonly Occurrence[], change: SeriesChange): LocalDate[] {
  if (change.kind === 'rule')
    return datesOf(change.rule, change.fromDate, Math.min(targets.length, maxOccurrences));
  return targets.map(({ date }) => (change.kind === 'date' ? change.date : date));
}

function changedTo(
  each: Occurrence,
  change: SeriesChange,
  scope: SeriesScope,
  date: LocalDate,
  now: Instant,
): Occurrence {
  if (change.kind === 'cancel') {
    const { n, time, lengthMinutes, startsAt, endsAt, isByHand } = each;
    const base = { n, date, time, lengthMinutes, startsAt, endsAt, isByHand };
    return { ...base, status: 'cancelled', reason: change.reason.trim(), cancelledAt: now };
  }
  const time = ('time' in change ? change.time : undefined) ?? each.time;
  const lengthMinutes = ('lengthMinutes' in change ? change.lengthMinutes : undefined) ?? each.lengthMinutes;
  const isSame = date === each.date && time === each.time && lengthMinutes === each.lengthMinutes;
  if (isSame && each.status === 'planned') return each;
  return planned(each.n, date, time, lengthMinutes, each.isByHand || scope.kind === 'one');
}

/** T8: leaves one meeting of a new series out; undone by giving it a date or a time again. */
export function skipOccurrence(
  occurrences: readonly Occurrence[],
  n: number,
  reason: string,
): Result<Occurrence[], SeriesRefusal> {
  const target = occurrences.find((each) => each.n === n);
  if (!target) return err({ code: 'unknown-occurrence' });
  if (target.status === 'cancelled') return err({ code: 'occurrence-over' });
  if (reason.trim() === '') return err({ code: 'reason-needed' });
  const { date, time, lengthMinutes, startsAt, endsAt, isByHand } = target;
  const skipped: Occurrence = {
    n,
    date,
    time,
    lengthMinutes,
    startsAt,
    endsAt,
    isByHand,
    status: 'skipped',
    reason: reason.trim(),
  };
  return ok(occurrences.map((each) => (each.n === n ? skipped : each)));
}

export type SeriesConflict = {
  n: number;
  /** Whose time is taken; a time outside somebody's hours is for the caller to add. */
  resourceIds: string[];
};

/**
 * T8: the planned meetings to come that collide with what is claimed by others, each with whose time is taken. Each is
 * solved on its own, by another time (`editSeries` with `one`) or by leaving it out, and the series goes on.
 *
 * @param partsOf What a meeting claims, the time around it included. @param isOwn Whether a claim is this series' own.
 */
export function conflictsOf(
  occurrences: readonly Occurrence[],
  partsOf: (occurrence: Occurrence) => readonly ResourceTime[],
  claims: readonly PartClaim[],
  isOwn: (claim: PartClaim) => boolean,
  now: Instant,
): SeriesConflict[] {
  const others = new Map<string, PartClaim[]>();
  for (const claim of claims)
    if (isLivePart(claim, now) && !isOwn(claim))
      others.set(claim.resourceId, [...(others.get(claim.resourceId) ?? []), claim]);
  return occurrences
    .filter(({ status, startsAt }) => status === 'planned' && startsAt > now)
    .map((occurrence) => ({
      n: occurrence.n,
      resourceIds: partsOf(occurrence)
        .filter((part) => others.get(part.resourceId)?.some((claim) => overlaps(claim, part)))
        .map(({ resourceId }) => resourceId),
    }))
    .filter(({ resourceIds }) => resourceIds.length > 0);
}

/** T8: the planned meetings of a series that another of its own meets; each gets the number of that one. */
export function meetingEachOther(
  occurrences: readonly Occurrence[],
  claimed: (occurrence: Occurrence) => Period,
): Map<number, number> {
  const held = occurrences
    .filter(({ status }) => status === 'planned')
    .map((occurrence) => ({ n: occurrence.n, ...claimed(occurrence) }))
    .sort((a, b) => a.startsAt - b.startsAt || a.n - b.n);
  const met = new Map<number, number>();
  held.forEach((each, index) => {
    const next = held[index + 1];
    if (next && overlaps(each, next)) met.set(each.n, next.n).set(next.n, each.n);
  });
  return met;
}
