import type { Needs } from './needs.ts';
import {
  cycleWeekOn,
  holdsOn,
  offPeriodsAround,
  openingsOn,
  type DayException,
  type Opening,
  type Period,
  type Timetable,
  type WeeklyHours,
} from './schedule.ts';
import type { Slot } from './slots.ts';
import { addDays, instantOf, localDateOf, minuteMs, type Instant, type LocalDate } from './time.ts';

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

/**
 * S1–S4, S6–S10: when the visits begin that one practitioner offers of what begins on `date`, sorted; all are as long as
 * the service. Only the days next to it are looked at, so that the answer is the same whatever span is asked for (S10):
 * extra hours give way to those of the day before, weekly slots to the extra ones around them and to the weekly ones of
 * the day before. Plain instants, because a month of two hundred people is fifty thousand of them.
 */
export function offeredOfDay(timetable: Timetable, date: LocalDate, service: ServiceTimes): Instant[] {
  if (!hasNeighbours(timetable, date)) return weeklyOf(timetable, date, service, []);
  const yesterday = addDays(date, -1);
  const extraOf = (day: LocalDate) => firstComes(cutHours(timetable, day, service, true), service);
  const [twoBefore, before, today, after] = [-2, -1, 0, 1].map((days) => extraOf(addDays(date, days))) as [
    Instant[],
    Instant[],
    Instant[],
    Instant[],
  ];
  const weekly = weeklyOf(timetable, date, service, [...before, ...today, ...after]);
  const weeklyBefore = weeklyOf(timetable, yesterday, service, [...twoBefore, ...before, ...today]);
  return [...apartFrom(today, before, service), ...apartFrom(weekly, weeklyBefore, service)].sort(
    (a, b) => a - b,
  );
}

/** Whether anything but this day's weekly hours can matter; most days of most people are answered without. */
function hasNeighbours({ runsLate, exceptionsByDate }: Timetable, date: LocalDate): boolean {
  if (runsLate) return true;
  if (exceptionsByDate.size === 0) return false;
  // Hours off open nothing: they matter to their own day alone.
  const opens = (exception: DayException) => exception.kind !== 'off';
  return [-1, 0, 1].some((days) => exceptionsByDate.get(addDays(date, days))?.some(opens));
}

function weeklyOf(
  timetable: Timetable,
  date: LocalDate,
  service: ServiceTimes,
  extra: readonly Instant[],
): Instant[] {
  return firstComes(apartFrom(cutHours(timetable, date, service, false), extra, service), service);
}

/** The slots of all extra, or of all weekly hours that begin on `date`, also those that are in each other's way. */
function cutHours(timetable: Timetable, date: LocalDate, service: ServiceTimes, isExtra: boolean): Instant[] {
  const slots: Instant[] = [];
  let off: Period[] | undefined;
  for (const opening of openingsOn(timetable, date, service.id))
    if (opening.isExtra === isExtra)
      cutOpening(opening, (off ??= offPeriodsAround(timetable, date)), service, slots);
  return slots;
}

function cutOpening(opening: Opening, off: readonly Period[], service: ServiceTimes, slots: Instant[]): void {
  const lengthMs = service.lengthMinutes * minuteMs;
  const stepMs = lengthMs + aroundMs(service);
  for (let startsAt = opening.startsAt; startsAt + lengthMs <= opening.endsAt; startsAt += stepMs)
    if (!off.some((period) => period.startsAt < startsAt + lengthMs && startsAt < period.endsAt))
      slots.push(startsAt);
}

/** Of slots that are in each other's way, with the time around them, the one that starts first stays. */
function firstComes(slots: Instant[], service: ServiceTimes): Instant[] {
  const apartMs = takenMs(service);
  // As one stretch of hours is cut they are apart already.
  if (slots.every((startsAt, index) => index === 0 || startsAt - slots[index - 1]! >= apartMs)) return slots;
  slots.sort((a, b) => a - b);
  let freeFrom = -Infinity;
  return slots.filter((startsAt) => {
    if (startsAt < freeFrom) return false;
    freeFrom = startsAt + apartMs;
    return true;
  });
}

/** Those of `slots` that are in the way of none of `others`, the time around them counted. */
function apartFrom(slots: Instant[], others: readonly Instant[], service: ServiceTimes): Instant[] {
  if (others.length === 0 || slots.length === 0) return slots;
  const apartMs = takenMs(service);
  return slots.filter((startsAt) => others.every((other) => Math.abs(other - startsAt) >= apartMs));
}

const aroundMs = (service: ServiceTimes) =>
  (service.bufferBeforeMinutes + service.bufferAfterMinutes) * minuteMs;

/** How long after a visit's start the next can start: two visits of a service claim equally much before and after. */
const takenMs = (service: ServiceTimes) => service.lengthMinutes * minuteMs + aroundMs(service);

/**
 * The offered slots that start in [from, to), in time order and between equals by practitioner, a day at a time: who
 * stops reading after fifty has not computed the rest. Nothing of notice or of what is busy.
 */
export function* offeredBetween(search: SlotSearch, from: Instant, to: Instant): Generator<Slot> {
  const lengthMs = search.service.lengthMinutes * minuteMs;
  for (const { starts } of offeredOfDays(search, from, to)) {
    const day = starts.flatMap((own, index) => {
      const { practitionerId } = search.timetables[index]!;
      return own.map((startsAt): Slot => ({ practitionerId, startsAt, endsAt: startsAt + lengthMs }));
    });
    // Sorting keeps the order of equals, and that is the timetables' order: by practitioner.
    day.sort((a, b) => a.startsAt - b.startsAt);
    yield* day;
  }
}

/** When visits begin on one day, by weekly hours and the week of their cycle. */
type Alike = Map<readonly WeeklyHours[], Map<number, Instant[]>>;

/**
 * The same as `offeredOfDay` where one schedule alone decides; undefined where more does. Two hundred people share a few
 * weeks' patterns, and what those offer on a day is worked out once. Hours that don't run late reach into no next day, so
 * that only the day before can differ in a way that matters.
 */
function alikeOfDay(
  timetable: Timetable,
  [before, date]: readonly [LocalDate, LocalDate],
  service: ServiceTimes,
  known: Alike,
): Instant[] | undefined {
  const { schedules, exceptionsByDate: differs, runsLate } = timetable;
  const schedule = schedules[0];
  if (!schedule || schedules.length > 1 || runsLate) return undefined;
  if (differs.size > 0 && (differs.has(before) || differs.has(date))) return undefined;
  if (!schedule.serviceIds.includes(service.id) || !holdsOn(schedule, date)) return [];
  let byWeek = known.get(schedule.hours);
  if (!byWeek) known.set(schedule.hours, (byWeek = new Map()));
  const week = cycleWeekOn(schedule, date);
  let starts = byWeek.get(week);
  if (!starts) byWeek.set(week, (starts = offeredOfDay(timetable, date, service)));
  return starts;
}

/** When visits begin that each timetable offers on each day of the calendar, in the order of the timetables. */
export function* offeredOfDays(
  search: SlotSearch,
  from: Instant,
  to: Instant,
): Generator<{ date: LocalDate; starts: readonly (readonly Instant[])[] }> {
  // Hours over midnight that began the day before have slots in this one; by timetable, to keep their order.
  let later: Instant[][] = [];
  for (let date = addDays(localDateOf(from), -1); instantOf(date, '00:00') < to; date = addDays(date, 1)) {
    const endOfDay = instantOf(date, '24:00');
    const isWithin = instantOf(date, '00:00') >= from && endOfDay <= to;
    const andBefore = [addDays(date, -1), date] as const;
    const known: Alike = new Map();
    const next: Instant[][] = [];
    const starts = search.timetables.map((timetable, index) => {
      let own = alikeOfDay(timetable, andBefore, search.service, known);
      own ??= offeredOfDay(timetable, date, search.service);
      const overMidnight = own.findIndex((startsAt) => startsAt >= endOfDay);
      if (overMidnight >= 0) [next[index], own] = [own.slice(overMidnight), own.slice(0, overMidnight)];
      const all = later[index] ? [...later[index], ...own] : own;
      return isWithin ? all : all.filter((startsAt) => startsAt >= from && startsAt < to);
    });
    later = next;
    yield { date, starts };
  }
}

/** S5, S10: whether exactly this slot is offered. */
export function isSlotOffered(search: SlotSearch, slot: Slot): boolean {
  const timetable = search.timetables.find(({ practitionerId }) => practitionerId === slot.practitionerId);
  if (!timetable || slot.endsAt - slot.startsAt !== search.service.lengthMinutes * minuteMs) return false;
  const date = localDateOf(slot.startsAt);
  return [date, addDays(date, -1)].some((day) =>
    offeredOfDay(timetable, day, search.service).includes(slot.startsAt),
  );
}
