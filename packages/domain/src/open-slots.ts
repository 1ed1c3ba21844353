import type { Needs } from './needs.ts';
import {
  mergePeriods,
  offPeriodsAround,
  openingsOn,
  type Opening,
  type Period,
  type Timetable,
} from './schedule.ts';
import { overlaps, type Slot } from './slots.ts';
import { addDays, dayMs, instantOf, localDateOf, minuteMs, type Instant, type LocalDate } from './time.ts';

/** What of a service decides when it can be had. */
export type ServiceTimes = {
  id: string;
  lengthMinutes: number;
  /** Kept free around every visit, and claimed with it (S8). */
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  /** S11: a visit is asked for at least so long ahead … */
  earliestNoticeMinutes: number;
  /** … and at most so many calendar days. */
  latestNoticeDays: number;
};

/** `needs`: what a visit takes besides its practitioner's time (D4); nothing where it is left out. */
export type SlotSearch = { service: ServiceTimes; timetables: readonly Timetable[]; needs?: Needs };

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
  return new Map([...byPerson].map(([id, periods]) => [id, mergePeriods(periods)]));
}

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

/**
 * S1–S4, S6–S10: what one practitioner offers of what begins on `date`, sorted. Only the days next to it are looked at,
 * so that the answer is the same whatever span is asked for (S10): extra hours give way to those of the day before,
 * weekly slots to the extra ones around them and to the weekly ones of the day before.
 */
export function offeredOfDay(timetable: Timetable, date: LocalDate, service: ServiceTimes): Period[] {
  if (!hasNeighbours(timetable, date)) return weeklyOf(timetable, date, service, []);
  const yesterday = addDays(date, -1);
  const extraOf = (day: LocalDate) => cutHours(timetable, day, service, true);
  const [twoBefore, before, today, after] = [-2, -1, 0, 1].map((days) => extraOf(addDays(date, days))) as [
    Period[],
    Period[],
    Period[],
    Period[],
  ];
  const weekly = weeklyOf(timetable, date, service, [...before, ...today, ...after]);
  const weeklyBefore = weeklyOf(timetable, yesterday, service, [...twoBefore, ...before, ...today]);
  return [...apartFrom(today, before, service), ...apartFrom(weekly, weeklyBefore, service)].sort(
    (a, b) => a.startsAt - b.startsAt,
  );
}

/** Whether anything but this day's weekly hours can matter; most days of most people are answered without. */
function hasNeighbours({ runsLate, exceptionsByDate }: Timetable, date: LocalDate): boolean {
  if (runsLate) return true;
  if (exceptionsByDate.size === 0) return false;
  return [-1, 0, 1].some((days) => exceptionsByDate.has(addDays(date, days)));
}

function weeklyOf(
  timetable: Timetable,
  date: LocalDate,
  service: ServiceTimes,
  extra: readonly Period[],
): Period[] {
  return firstComes(apartFrom(cutHours(timetable, date, service, false, true), extra, service), service);
}

/** The slots of all extra, or of all weekly hours that begin on `date`; once each, unless that comes later (`raw`). */
function cutHours(
  timetable: Timetable,
  date: LocalDate,
  service: ServiceTimes,
  isExtra: boolean,
  raw = false,
): Period[] {
  const openings = openingsOn(timetable, date, service.id).filter((opening) => opening.isExtra === isExtra);
  if (openings.length === 0) return [];
  const off = offPeriodsAround(timetable, date);
  const slots = openings.flatMap((opening) => cutOpening(opening, off, service));
  return raw ? slots : firstComes(slots, service);
}

function cutOpening(opening: Opening, off: readonly Period[], service: ServiceTimes): Period[] {
  const lengthMs = service.lengthMinutes * minuteMs;
  const stepMs = lengthMs + aroundMs(service);
  const slots: Period[] = [];
  for (let startsAt = opening.startsAt; startsAt + lengthMs <= opening.endsAt; startsAt += stepMs) {
    const slot = { startsAt, endsAt: startsAt + lengthMs };
    if (!off.some((period) => overlaps(period, slot))) slots.push(slot);
  }
  return slots;
}

/** Of slots that are in each other's way, with the time around them, the one that starts first stays. */
function firstComes(slots: Period[], service: ServiceTimes): Period[] {
  if (slots.length < 2) return slots;
  slots.sort((a, b) => a.startsAt - b.startsAt);
  const apartMs = aroundMs(service);
  const kept: Period[] = [];
  let freeFrom = -Infinity;
  for (const slot of slots) {
    if (slot.startsAt < freeFrom) continue;
    kept.push(slot);
    freeFrom = slot.endsAt + apartMs;
  }
  return kept;
}

/** Those of `slots` that are in the way of none of `others`, the time around them counted. */
function apartFrom(slots: Period[], others: readonly Period[], service: ServiceTimes): Period[] {
  if (others.length === 0 || slots.length === 0) return slots;
  const inTheWay = others.map((other) => claimedPeriod(other, service));
  return slots.filter((slot) => {
    const claimed = claimedPeriod(slot, service);
    return !inTheWay.some((other) => overlaps(other, claimed));
  });
}

const aroundMs = (service: ServiceTimes) =>
  (service.bufferBeforeMinutes + service.bufferAfterMinutes) * minuteMs;

/**
 * The offered slots that start in [from, to), in time order and between equals by practitioner, a day at a time: who
 * stops reading after fifty has not computed the rest. Nothing of notice or of what is busy.
 */
export function* offeredBetween(search: SlotSearch, from: Instant, to: Instant): Generator<Slot> {
  for (const day of daysOfSlots(search, from, to)) {
    // Sorting keeps the order of equals, and that is the timetables' order: by practitioner.
    day.sort((a, b) => a.startsAt - b.startsAt);
    yield* day;
  }
}

/** The same, as one unsorted list for each day of the calendar. */
function* daysOfSlots(search: SlotSearch, from: Instant, to: Instant): Generator<Slot[]> {
  for (const { periods } of offeredOfDays(search, from, to))
    yield periods.flatMap((own, index) => {
      const { practitionerId } = search.timetables[index]!;
      return own.map(({ startsAt, endsAt }) => ({ practitionerId, startsAt, endsAt }));
    });
}

/** What each timetable offers on each day of the calendar, in the order of the timetables. */
function* offeredOfDays(
  search: SlotSearch,
  from: Instant,
  to: Instant,
): Generator<{ date: LocalDate; periods: Period[][] }> {
  // Hours over midnight that began the day before have slots in this one; by timetable, to keep their order.
  let later: Period[][] = [];
  for (let date = addDays(localDateOf(from), -1); instantOf(date, '00:00') < to; date = addDays(date, 1)) {
    const endOfDay = instantOf(date, '24:00');
    const isWithin = instantOf(date, '00:00') >= from && endOfDay <= to;
    const next: Period[][] = [];
    const periods = search.timetables.map((timetable, index) => {
      const own = offeredOfDay(timetable, date, search.service);
      const overMidnight = own.findIndex(({ startsAt }) => startsAt >= endOfDay);
      if (overMidnight >= 0) next[index] = own.splice(overMidnight);
      const all = later[index] ? [...later[index], ...own] : own;
      return isWithin ? all : all.filter(({ startsAt }) => startsAt >= from && startsAt < to);
    });
    later = next;
    yield { date, periods };
  }
}

/** S5, S10: whether exactly this slot is offered. */
export function isSlotOffered(search: SlotSearch, slot: Slot): boolean {
  const timetable = search.timetables.find(({ practitionerId }) => practitionerId === slot.practitionerId);
  if (!timetable) return false;
  const date = localDateOf(slot.startsAt);
  return [date, addDays(date, -1)].some((day) =>
    offeredOfDay(timetable, day, search.service).some(
      ({ startsAt, endsAt }) => startsAt === slot.startsAt && endsAt === slot.endsAt,
    ),
  );
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
  for (const slot of offeredBetween(search, Math.max(from, notice.from), Math.min(to, notice.to + 1)))
    if (isFree(search, busy, slot.practitionerId, slot)) yield slot;
}

/** D4: whether for every need one resource has nothing in [period]. `busy` is sorted and merged. */
export function areNeedsFree(needs: Needs, busy: BusyTimes, period: Period): boolean {
  return needs.every((choices) => choices.some((id) => isClear(busy.get(id), period)));
}

/** S8, D4: nothing in the way of the practitioner, and for each need a resource with nothing in its way. */
function isFree(
  { service, needs }: SlotSearch,
  busy: BusyTimes,
  practitionerId: string,
  visit: Period,
): boolean {
  const claimed = claimedPeriod(visit, service);
  return isClear(busy.get(practitionerId), claimed) && (!needs || areNeedsFree(needs, busy, claimed));
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
  for (const { date, periods } of offeredOfDays(search, from, to)) {
    let count = 0;
    periods.forEach((own, index) => {
      const { practitionerId } = search.timetables[index]!;
      for (const period of own) if (isFree(search, query.busy, practitionerId, period)) count += 1;
    });
    if (counts.has(date)) counts.set(date, count);
  }
  return [...counts].map(([date, count]) => ({ date, count }));
}
