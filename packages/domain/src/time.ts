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
 * S3: the instant at which a Finnish clock shows `time` on `date`. In the spring gap a time that does not exist means
 * the same distance after the gap; in autumn a time that comes twice means the first one (Temporal's "compatible").
 */
export function instantOf(date: LocalDate, time: WallTime): Instant {
  const day = Temporal.PlainDate.from(date);
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  const wall = (hours === 24 ? day.add({ days: 1 }) : day).toPlainDateTime({
    hour: hours % 24,
    minute: minutes,
  });
  return wall.toZonedDateTime(helsinki, { disambiguation: 'compatible' }).epochMilliseconds;
}

const zoned = (at: Instant) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(helsinki);

/** The Finnish calendar day that an instant falls on. */
export function localDateOf(at: Instant): LocalDate {
  return zoned(at).toPlainDate().toString();
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** ISO weekday: Monday 1 … Sunday 7. */
export function weekdayOf(date: LocalDate): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
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
