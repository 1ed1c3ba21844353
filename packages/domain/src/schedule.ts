import { holidayOn } from './holidays.ts';
import {
  addDays,
  instantOf,
  minutesOf,
  weekdayOf,
  weeksBetween,
  type Instant,
  type LocalDate,
  type WallTime,
} from './time.ts';

/** Hours of one weekday. `to` at or before `from` is on the next day: `22:00`–`06:00`. Equal times open nothing. */
export type WeeklyHours = {
  /** Which week of the cycle, 1 … `cycleWeeks`. */
  week: number;
  /** ISO weekday, Monday 1 … Sunday 7. */
  weekday: number;
  from: WallTime;
  to: WallTime;
};

/** When a practitioner is open, as long as the schedule is valid. A practitioner can have several. */
export type Schedule = {
  id: string;
  practitionerId: string;
  /** What can be had in these hours; one or more. */
  serviceIds: readonly string[];
  validFrom: LocalDate;
  /** The last day on which hours begin; `openEnded` until further notice. */
  validTo: LocalDate;
  /** After how many weeks the hours repeat: 1 is every week, 2 every other. */
  cycleWeeks: number;
  /** Any day of a week that is week 1 of the cycle. */
  cycleFrom: LocalDate;
  hours: readonly WeeklyHours[];
  /** S9: whether hours that would begin on a public holiday stay closed. */
  restsOnHolidays: boolean;
};

/** The last day that there is (isLocalDate): a schedule that ends with it goes on until somebody ends it. */
export const openEnded: LocalDate = '2199-12-31';

/** What is different on one day. */
export type DayException =
  /** Nothing of this practitioner that touches the time, whatever the service. */
  | { kind: 'off'; practitionerId: string; date: LocalDate; from: WallTime; to: WallTime }
  /** Hours on top, for these services. */
  | {
      kind: 'extra';
      practitionerId: string;
      serviceIds: readonly string[];
      date: LocalDate;
      from: WallTime;
      to: WallTime;
    }
  /** The hours that the schedule would begin on `date` are on `toDate` from `from` to `to` instead. */
  | {
      kind: 'moved';
      practitionerId: string;
      scheduleId: string;
      date: LocalDate;
      toDate: LocalDate;
      from: WallTime;
      to: WallTime;
    };

export type Period = { startsAt: Instant; endsAt: Instant };

/** Hours as instants. `isExtra`: opened for this very day, and therefore before weekly ones (S2). */
export type Opening = Period & { isExtra: boolean };

/** S6: hours that begin on `date`, as instants; undefined when they open nothing. */
export function periodOn(date: LocalDate, from: WallTime, to: WallTime): Period | undefined {
  if (from === to) return undefined;
  const lastDay = minutesOf(to) < minutesOf(from) ? addDays(date, 1) : date;
  const period = { startsAt: instantOf(date, from), endsAt: instantOf(lastDay, to) };
  return period.startsAt < period.endsAt ? period : undefined;
}

/** S1, S9: whether a schedule's weekly hours hold on `date`, whichever they are. */
export const holdsOn = (
  { validFrom, validTo, restsOnHolidays }: Pick<Schedule, 'validFrom' | 'validTo' | 'restsOnHolidays'>,
  date: LocalDate,
): boolean => date >= validFrom && date <= validTo && !(restsOnHolidays && holidayOn(date));

/** S7: which week of the cycle a day is in, 1 … `cycleWeeks`; also right for days before `cycleFrom`. */
export function cycleWeekOn(schedule: Pick<Schedule, 'cycleWeeks' | 'cycleFrom'>, date: LocalDate): number {
  if (schedule.cycleWeeks <= 1) return 1;
  const weeks = weeksBetween(schedule.cycleFrom, date);
  return (((weeks % schedule.cycleWeeks) + schedule.cycleWeeks) % schedule.cycleWeeks) + 1;
}

/** One practitioner's schedules and exceptions, sorted so that a day is answered without looking at the others. */
export type Timetable = {
  practitionerId: string;
  schedules: readonly Schedule[];
  exceptionsByDate: ReadonlyMap<LocalDate, readonly DayException[]>;
  /** Whether weekly hours can reach into the next day, the time around the last visit counted. */
  runsLate: boolean;
};

/** The longest time that a service keeps free before or after a visit: with more, one visit fills a morning. */
export const maxBufferMinutes = 120;
/** Hours that end from here on can reach into the next day: midnight less a buffer after and one before. */
const lateMinutes = 24 * 60 - 2 * maxBufferMinutes;

/** Groups schedules and exceptions by practitioner; the order of practitioners is that of their ids. */
export function timetablesOf(
  schedules: readonly Schedule[],
  exceptions: readonly DayException[],
): Timetable[] {
  const byPerson = new Map<string, { schedules: Schedule[]; byDate: Map<LocalDate, DayException[]> }>();
  const entry = (id: string) => {
    let found = byPerson.get(id);
    if (!found) byPerson.set(id, (found = { schedules: [], byDate: new Map() }));
    return found;
  };
  for (const schedule of schedules) entry(schedule.practitionerId).schedules.push(schedule);
  for (const exception of exceptions) {
    const { byDate } = entry(exception.practitionerId);
    for (const date of new Set([
      exception.date,
      exception.kind === 'moved' ? exception.toDate : exception.date,
    ]))
      byDate.set(date, [...(byDate.get(date) ?? []), exception]);
  }
  return [...byPerson]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([practitionerId, { schedules: own, byDate }]) => ({
      practitionerId,
      schedules: own,
      exceptionsByDate: byDate,
      runsLate: own.some(({ hours }) =>
        hours.some(({ from, to }) => to < from || minutesOf(to) >= lateMinutes),
      ),
    }));
}

/**
 * S1, S6–S10: the hours that begin on `date`, before hours off are taken away. Without a service, those of every
 * service: whether the practitioner is at work.
 */
export function openingsOn(timetable: Timetable, date: LocalDate, serviceId?: string): Opening[] {
  const openings: Opening[] = [];
  const exceptions = timetable.exceptionsByDate.get(date) ?? [];
  const add = (from: WallTime, to: WallTime, isExtra: boolean) => {
    const period = periodOn(date, from, to);
    if (period) openings.push({ ...period, isExtra });
  };
  const serves = (ids: readonly string[]) => serviceId === undefined || ids.includes(serviceId);
  const weekday = weekdayOf(date);
  for (const schedule of timetable.schedules) {
    if (!serves(schedule.serviceIds) || !holdsOn(schedule, date)) continue;
    const ofDay = schedule.hours.filter((hours) => hours.weekday === weekday);
    if (ofDay.length === 0) continue;
    if (exceptions.some((e) => e.kind === 'moved' && e.date === date && e.scheduleId === schedule.id))
      continue;
    const week = cycleWeekOn(schedule, date);
    for (const hours of ofDay) if (hours.week === week) add(hours.from, hours.to, false);
  }
  for (const exception of exceptions) {
    if (exception.kind === 'extra' && serves(exception.serviceIds)) add(exception.from, exception.to, true);
    if (exception.kind === 'moved' && exception.toDate === date) {
      const schedule = timetable.schedules.find(({ id }) => id === exception.scheduleId);
      if (schedule && serves(schedule.serviceIds)) add(exception.from, exception.to, true);
    }
  }
  return openings;
}

/** The hours off that can touch what begins on `date` or runs into it: of the day before, the day and the next one. */
export function offPeriodsAround(timetable: Timetable, date: LocalDate): Period[] {
  if (timetable.exceptionsByDate.size === 0) return [];
  const off: Period[] = [];
  for (const day of [addDays(date, -1), date, addDays(date, 1)])
    for (const e of timetable.exceptionsByDate.get(day) ?? []) {
      const period = e.kind === 'off' ? periodOn(day, e.from, e.to) : undefined;
      if (period) off.push(period);
    }
  return off;
}

/** Sorted by start, with what overlaps or touches made one. */
export function mergePeriods(periods: readonly Period[]): Period[] {
  // As a database answers by its index they are sorted already, thousands at a time.
  const isSorted = periods.every(
    ({ startsAt }, index) => index === 0 || periods[index - 1]!.startsAt <= startsAt,
  );
  const sorted = isSorted ? periods : [...periods].sort((a, b) => a.startsAt - b.startsAt);
  const merged: Period[] = [];
  let last: Period | undefined;
  for (const { startsAt, endsAt } of sorted)
    if (last && startsAt <= last.endsAt) last.endsAt = Math.max(last.endsAt, endsAt);
    else merged.push((last = { startsAt, endsAt }));
  return merged;
}

/** `periods` without what lies in `taken`; both sorted and merged, and so is the answer. */
export function subtractPeriods(periods: readonly Period[], taken: readonly Period[]): Period[] {
  const left: Period[] = [];
  let first = 0;
  for (const { startsAt, endsAt } of periods) {
    let from = startsAt;
    while (first < taken.length && taken[first]!.endsAt <= startsAt) first += 1;
    for (let index = first; index < taken.length && taken[index]!.startsAt < endsAt; index++) {
      const cut = taken[index]!;
      if (cut.startsAt > from) left.push({ startsAt: from, endsAt: cut.startsAt });
      from = Math.max(from, cut.endsAt);
    }
    if (from < endsAt) left.push({ startsAt: from, endsAt });
  }
  return left;
}

/**
 * The times at which a practitioner is open, hours off taken away, from the start of `fromDate` to the end of `toDate`
 * (hours over the midnight before and after included whole). Without a service, whichever they work for.
 */
export function openHours(
  timetable: Timetable,
  fromDate: LocalDate,
  toDate: LocalDate,
  serviceId?: string,
): Period[] {
  const open: Period[] = [];
  const off: Period[] = [];
  for (let date = addDays(fromDate, -1); date <= toDate; date = addDays(date, 1)) {
    open.push(...openingsOn(timetable, date, serviceId));
    off.push(...offPeriodsAround(timetable, date));
  }
  return subtractPeriods(mergePeriods(open), mergePeriods(off));
}
