import type { Needs } from './needs.ts';
import { offeredBetween, offeredOfDays, type ServiceTimes, type SlotSearch } from './offered-slots.ts';
import { mergePeriods, type Period } from './schedule.ts';
import type { Slot } from './slots.ts';
import { addDays, dayMs, instantOf, localDateOf, minuteMs, type Instant, type LocalDate } from './time.ts';

/** Sorted, merged times at which somebody can't: claims, other services, the own external calendar. */
export type BusyTimes = ReadonlyMap<string, readonly Period[]>;

/** S8: what a visit claims of a person: the visit and the time around it. */
export function claimedPeriod(
  visit: Period,
  service: Pick<ServiceTimes, 'bufferBeforeMinutes' | 'bufferAfterMinutes'>,
): Period {
  return {
    startsAt: visit.startsAt - service.bufferBeforeMinutes * minuteMs,
    endsAt: visit.endsAt + service.bufferAfterMinutes * minuteMs,
  };
}

/** Groups what is busy by person, once for a request, so that a slot is checked by halving. */
export function busyTimesOf(busy: readonly Slot[]): BusyTimes {
  const byPerson = new Map<string, Period[]>();
  for (const period of busy) {
    const own = byPerson.get(period.practitionerId);
    if (own) own.push(period);
    else byPerson.set(period.practitionerId, [period]);
  }
  return mergedByPerson(byPerson);
}

/** The same of times that are grouped by person already. */
export const mergedByPerson = (byPerson: ReadonlyMap<string, readonly Period[]>): BusyTimes =>
  new Map(Array.from(byPerson, ([id, periods]) => [id, mergePeriods(periods)]));

/** Whether nothing of `sorted` (sorted and merged) touches the period. */
export function isClear(sorted: readonly Period[] | undefined, period: Period): boolean {
  if (!sorted) return true;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.endsAt <= period.startsAt) low = middle + 1;
    else high = middle;
  }
  return low === sorted.length || sorted[low]!.startsAt >= period.endsAt;
}

type ClearAt = (startsAt: Instant, endsAt: Instant) => boolean;

/** `isClear` for who asks about one period after the other, as time goes: each busy time is passed once. */
function clearInOrder(sorted: readonly Period[] = []): ClearAt {
  let next = 0;
  let asked = -Infinity;
  return (startsAt, endsAt) => {
    if (startsAt < asked) next = 0;
    asked = startsAt;
    while (next < sorted.length && sorted[next]!.endsAt <= startsAt) next += 1;
    return next === sorted.length || sorted[next]!.startsAt >= endsAt;
  };
}

/** S11: the first and the last instant at which a visit can start that is asked for now; both included. */
export function noticeWindow(service: ServiceTimes, now: Instant): { from: Instant; to: Instant } {
  return {
    // A time that begins this instant can't be taken (H2).
    from: Math.max(now + 1, now + service.earliestNoticeMinutes * minuteMs),
    to: instantOf(addDays(localDateOf(now), service.latestNoticeDays), '24:00') - 1,
  };
}

export type FreeQuery = { now: Instant; from: Instant; to: Instant; busy: BusyTimes };

/** Free slots that start in [from, to), in time order: offered, within the notice, and clear with the time around them. */
export function* freeBetween(search: SlotSearch, { now, from, to, busy }: FreeQuery): Generator<Slot> {
  const notice = noticeWindow(search.service, now);
  const clear = new Map(
    search.timetables.map(({ practitionerId: id }) => [id, clearInOrder(busy.get(id))] as const),
  );
  for (const slot of offeredBetween(search, Math.max(from, notice.from), Math.min(to, notice.to + 1)))
    if (isFree(search, busy, clear.get(slot.practitionerId)!, slot.startsAt)) yield slot;
}

/** D4: whether for every need one resource has nothing in [period]. `busy` is sorted and merged. */
export function areNeedsFree(needs: Needs, busy: BusyTimes, period: Period): boolean {
  return needs.every((choices) => choices.some((id) => isClear(busy.get(id), period)));
}

/** S8, D4: nothing in the way of the practitioner (`isClearAt`), and for each need a resource with nothing in its way. */
function isFree(
  { service, needs }: SlotSearch,
  busy: BusyTimes,
  isClearAt: ClearAt,
  visitStartsAt: Instant,
): boolean {
  const startsAt = visitStartsAt - service.bufferBeforeMinutes * minuteMs;
  const endsAt = visitStartsAt + (service.lengthMinutes + service.bufferAfterMinutes) * minuteMs;
  return isClearAt(startsAt, endsAt) && (!needs || areNeedsFree(needs, busy, { startsAt, endsAt }));
}

/**
 * The next `limit` free slots from `from` on. The longest that is looked ahead is the service's latest notice, and never
 * farther than `horizonDays`: a service that is full is answered too.
 */
export function nextFree(
  search: SlotSearch,
  query: { now: Instant; from: Instant; limit: number; busy: BusyTimes },
): Slot[] {
  const found: Slot[] = [];
  if (query.limit < 1) return found;
  const to = query.from + horizonDays * dayMs;
  for (const slot of freeBetween(search, { ...query, to })) {
    found.push(slot);
    if (found.length >= query.limit) break;
  }
  return found;
}

/** Farther costs time for a full service; schedules and series reach no farther than two years either. */
export const horizonDays = 366;

/** A month's heat-map: how many free slots start on each day, both days included; days without any are there with 0. */
export function freeCounts(
  search: SlotSearch,
  query: { now: Instant; fromDate: LocalDate; toDate: LocalDate; busy: BusyTimes },
): { date: LocalDate; count: number }[] {
  const notice = noticeWindow(search.service, query.now);
  const counts = new Map<LocalDate, number>();
  for (let date = query.fromDate; date <= query.toDate; date = addDays(date, 1)) counts.set(date, 0);
  const from = Math.max(instantOf(query.fromDate, '00:00'), notice.from);
  const to = Math.min(instantOf(query.toDate, '24:00'), notice.to + 1);
  const clear = search.timetables.map(({ practitionerId }) => clearInOrder(query.busy.get(practitionerId)));
  for (const { date, starts } of offeredOfDays(search, from, to)) {
    let count = 0;
    starts.forEach((own, index) => {
      for (const startsAt of own) if (isFree(search, query.busy, clear[index]!, startsAt)) count += 1;
    });
    if (counts.has(date)) counts.set(date, count);
  }
  return [...counts].map(([date, count]) => ({ date, count }));
}
