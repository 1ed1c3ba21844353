import { Temporal } from 'temporal-polyfill';

/** UTC milliseconds since 1970. Every moment in the product is one of these; time is always passed in. */
export type Instant = number;
/** A calendar day in Finland, `YYYY-MM-DD`. */
export type LocalDate = string;
/** A wall-clock time in Finland, `HH:MM`; `24:00` ends a day. */
export type WallTime = string;

export const helsinki = 'Europe/Helsinki';
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/**
 * How many days are remembered. A year of slots touches four hundred; more costs memory (about 150 bytes a day), fewer
 * asks the time-zone library again, which is some fifty times slower.
 */
export const rememberedDays = 4096;

/** What the time-zone library says of one local day, so that it is asked once a day and not once a slot. */
type Day = {
  /** Days since 1970-01-01, of the calendar, without any zone. */
  number: number;
  startsAt: Instant;
  /** When the next day starts: 23, 24 or 25 hours later. */
  endsAt: Instant;
  /** When the clock is changed within the day, and by how much it then jumps ahead (autumn: negative). */
  change: { at: Instant; aheadMs: number } | undefined;
};

const days = new Map<LocalDate, Day>();
const dates = new Map<number, LocalDate>();

/** Keeps a cache bounded: what was put in first goes first. */
function remember<K, V>(cache: Map<K, V>, key: K, value: V): V {
  if (cache.size >= rememberedDays) cache.delete(cache.keys().next().value as K);
  cache.set(key, value);
  return value;
}

/** Throws a RangeError for what is no calendar day. */
function dayOf(date: LocalDate): Day {
  const known = days.get(date);
  if (known) return known;
  const day = Temporal.PlainDate.from(date);
  const start = day.toZonedDateTime(helsinki);
  const end = day.add({ days: 1 }).toZonedDateTime(helsinki);
  const startsAt = start.epochMilliseconds;
  const endsAt = end.epochMilliseconds;
  const aheadMs = (end.offsetNanoseconds - start.offsetNanoseconds) / 1e6;
  const at = aheadMs === 0 ? undefined : start.getTimeZoneTransition('next')?.epochMilliseconds;
  const number = Math.round(Date.UTC(day.year, day.month - 1, day.day) / dayMs);
  return remember(days, date, {
    number,
    startsAt,
    endsAt,
    change: at === undefined ? undefined : { at, aheadMs },
  });
}

function dateOf(number: number): LocalDate {
  const known = dates.get(number);
  if (known) return known;
  // "+010000-01-01" of a far year is Temporal's own way to write it too.
  const [date] = new Date(number * dayMs).toISOString().split('T') as [string];
  return remember(dates, number, date);
}

/** Minutes from the start of the day on the clock: `09:30` is 570. Throws nothing: times are validated at the edge. */
export function minutesOf(time: WallTime): number {
  // Asked for every opening of every day: reading the four digits is many times faster than parsing two numbers.
  const digit = (index: number) => time.charCodeAt(index) - 48;
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}

/**
 * S3: the instant at which a Finnish clock shows `time` on `date`. In the spring gap a time that does not exist means
 * the same distance after the gap; in autumn a time that comes twice means the first one (Temporal's "compatible").
 */
export function instantOf(date: LocalDate, time: WallTime): Instant {
  const { startsAt, endsAt, change } = dayOf(date);
  const minutes = minutesOf(time);
  if (minutes === 24 * 60) return endsAt;
  const byFirstOffset = startsAt + minutes * minuteMs;
  if (!change || byFirstOffset < change.at) return byFirstOffset;
  if (change.aheadMs > 0 && byFirstOffset < change.at + change.aheadMs) return byFirstOffset;
  return byFirstOffset - change.aheadMs;
}

/** The Finnish calendar day that an instant falls on. */
export function localDateOf(at: Instant): LocalDate {
  // Finland is two or three hours ahead, so that the guess is the day or the one before it.
  let number = Math.floor((at + 2 * hourMs) / dayMs);
  while (at >= dayOf(dateOf(number)).endsAt) number += 1;
  while (at < dayOf(dateOf(number)).startsAt) number -= 1;
  return dateOf(number);
}

/** What a Finnish clock shows at an instant, to the minute. */
export function wallTimeOf(at: Instant): WallTime {
  const { startsAt, change } = dayOf(localDateOf(at));
  const aheadMs = change && at >= change.at ? change.aheadMs : 0;
  const minutes = Math.floor((at - startsAt + aheadMs) / minuteMs);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function addDays(date: LocalDate, count: number): LocalDate {
  return dateOf(dayOf(date).number + count);
}

/** How many days after `from` the day `to` is; negative when it is before. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayOf(to).number - dayOf(from).number;
}

/** How many weeks after the one that `from` is in `to` is in; negative when it is before. Weeks begin on Mondays. */
export function weeksBetween(from: LocalDate, to: LocalDate): number {
  // 1970-01-01 was a Thursday.
  const weekOf = (date: LocalDate) => Math.floor((dayOf(date).number + 3) / 7);
  return weekOf(to) - weekOf(from);
}

/** ISO weekday: Monday 1 … Sunday 7. */
export function weekdayOf(date: LocalDate): number {
  // 1970-01-01 was a Thursday.
  return ((((dayOf(date).number + 3) % 7) + 7) % 7) + 1;
}

/** The Monday of the week that `date` is in. */
export function mondayOf(date: LocalDate): LocalDate {
  return addDays(date, 1 - weekdayOf(date));
}

/** A day that a schedule can be about. Dates are compared as texts, which holds within four-digit years only. */
export function isLocalDate(text: string): boolean {
  if (text < '2000-01-01' || text > '2199-12-31') return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}
