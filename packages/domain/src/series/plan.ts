import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';
import {
  addDays,
  dayMs,
  instantOf,
  isLocalDate,
  minuteMs,
  weekdayOf,
  type Instant,
  type LocalDate,
  type WallTime,
} from '../time.ts';

/** How a series goes on. Weekdays are ISO, Monday 1 … Sunday 7. */
export type SeriesRule =
  | { kind: 'weekly'; everyWeeks: number; weekday: number }
  /** The first (1) … fourth (4) or the last (-1) such weekday of every month. */
  | { kind: 'monthly'; nth: 1 | 2 | 3 | 4 | -1; weekday: number }
  /** By hand, as groups that meet four to six times a year do. */
  | { kind: 'dates'; dates: readonly LocalDate[] };

export type SeriesPlan = {
  rule: SeriesRule;
  /** The series starts on or after this day. */
  fromDate: LocalDate;
  time: WallTime;
  lengthMinutes: number;
  /** How many times; or until a day, which is included. The smaller counts. */
  count: number;
  untilDate?: LocalDate;
};

/** One meeting of a series. `n` is its number for good: links, minutes and claims hang on it, whatever is moved. */
export type Occurrence = {
  n: number;
  date: LocalDate;
  time: WallTime;
  lengthMinutes: number;
  /** T4: read off the Finnish clock, so that 9:00 stays 9:00 over both changes. */
  startsAt: Instant;
  endsAt: Instant;
  /** Changed on its own: a change of several leaves it alone (T6). */
  isByHand: boolean;
} & (
  | { status: 'planned' }
  /** Not held, as decided when the series was made. */
  | { status: 'skipped'; reason: string }
  | { status: 'cancelled'; reason: string; cancelledAt: Instant }
);

/** T3: a weekly meeting for a year and a half. More are rows, claims and messages that nobody can oversee. */
export const maxOccurrences = 80;
/** T3: nobody's hours are known farther ahead. A series of ten years is refused and can be renewed. */
export const maxSeriesYears = 2;

export type SeriesProblem =
  | { code: 'required' | 'date' | 'number'; field: string }
  | { code: 'too-many'; field: 'count'; most: number }
  | { code: 'too-far'; field: 'untilDate' | 'count'; last: LocalDate };

/**
 * T1–T4: the meetings of a series, numbered from 1, or from where a renewed series goes on (T3); or what is wrong with the
 * plan, by field.
 */
export function planSeries(plan: SeriesPlan, firstNumber = 1): Result<Occurrence[], SeriesProblem[]> {
  const problems = problemsOf(plan);
  if (problems.length > 0) return err(problems);
  const dates = datesOf(plan.rule, plan.fromDate, plan.count, plan.untilDate);
  if (dates.length === 0) return err([{ code: 'required', field: 'dates' }]);
  const last = lastSeriesDate(plan.fromDate);
  if (dates.at(-1)! > last) return err([{ code: 'too-far', field: 'count', last }]);
  const { time, lengthMinutes } = plan;
  return ok(dates.map((date, index) => planned(firstNumber + index, date, time, lengthMinutes, false)));
}

/** T3: from when on a series can be renewed. Earlier, nobody knows the hours of what would follow. */
export const renewBeforeMs = 92 * dayMs;

/** T3: whether a series is near enough to its end, or past it, to be renewed. A series has at least one meeting. */
export function mayRenew(occurrences: readonly Pick<Occurrence, 'startsAt'>[], now: Instant): boolean {
  return Math.max(...occurrences.map(({ startsAt }) => startsAt)) - now <= renewBeforeMs;
}

/**
 * T3: the first day on which a renewed series can go on: after its last meeting, and every so many weeks in the same step.
 *
 * @param last The day that the rule has for the last meeting, wherever that was moved.
 */
export function renewFrom(rule: SeriesRule, last: LocalDate): LocalDate {
  return addDays(last, rule.kind === 'weekly' ? rule.everyWeeks * 7 : 1);
}

/** The last day that a series which starts on `fromDate` can reach. */
export function lastSeriesDate(fromDate: LocalDate): LocalDate {
  return Temporal.PlainDate.from(fromDate).add({ years: maxSeriesYears }).toString();
}

/** T3: the last day on which any meeting is, seen from a day: of a series that begins as late as it can, the last. */
export const lastMeetingDate = (today: LocalDate): LocalDate => lastSeriesDate(lastSeriesDate(today));

function problemsOf(plan: SeriesPlan): SeriesProblem[] {
  const problems: SeriesProblem[] = [];
  const need = (held: boolean, problem: SeriesProblem) => void (held || problems.push(problem));
  const whole = (value: number, from: number, to: number) =>
    Number.isInteger(value) && value >= from && value <= to;
  need(isLocalDate(plan.fromDate), { code: 'date', field: 'fromDate' });
  need(whole(plan.count, 1, Infinity), { code: 'number', field: 'count' });
  need(plan.count <= maxOccurrences, { code: 'too-many', field: 'count', most: maxOccurrences });
  need(whole(plan.lengthMinutes, 5, 8 * 60), { code: 'number', field: 'lengthMinutes' });
  need(/^([01]\d|2[0-3]):[0-5]\d$/.test(plan.time), { code: 'required', field: 'time' });
  const { rule, untilDate } = plan;
  if (rule.kind === 'dates') need(rule.dates.every(isLocalDate), { code: 'date', field: 'dates' });
  else need(whole(rule.weekday, 1, 7), { code: 'number', field: 'weekday' });
  if (rule.kind === 'weekly') need(whole(rule.everyWeeks, 1, 26), { code: 'number', field: 'everyWeeks' });
  if (untilDate !== undefined && problems.length === 0) {
    const last = lastSeriesDate(plan.fromDate);
    need(isLocalDate(untilDate), { code: 'date', field: 'untilDate' });
    need(untilDate <= last, { code: 'too-far', field: 'untilDate', last });
  }
  return problems;
}

const weekdayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/**
 * The days of a rule, from a day on. The recurrence library is asked for days at noon in UTC, where no clock is changed:
 * asked for 3:30 in Helsinki it would leave out the Sunday in March that has no 3:30.
 */
export function datesOf(rule: SeriesRule, from: LocalDate, count: number, until?: LocalDate): LocalDate[] {
  const isWithin = (date: LocalDate) => date >= from && (until === undefined || date <= until);
  if (rule.kind === 'dates') return [...new Set(rule.dates)].filter(isWithin).sort().slice(0, count);
  const weekday = weekdayCodes[rule.weekday - 1]!;
  // Every other week counts from the first meeting, not from the week that the search starts in.
  const first = rule.kind === 'weekly' ? addDays(from, (rule.weekday - weekdayOf(from) + 7) % 7) : from;
  const recurrence = new RRuleTemporal({
    freq: rule.kind === 'weekly' ? 'WEEKLY' : 'MONTHLY',
    interval: rule.kind === 'weekly' ? rule.everyWeeks : 1,
    byDay: [rule.kind === 'weekly' ? weekday : `${rule.nth}${weekday}`],
    count: Math.min(count, maxOccurrences),
    dtstart: Temporal.ZonedDateTime.from(`${first}T12:00[UTC]`),
    temporal: Temporal,
  });
  return recurrence
    .all()
    .map((at) => at.toPlainDate().toString())
    .filter(isWithin);
}

export function planned(
  n: number,
  date: LocalDate,
  time: WallTime,
  lengthMinutes: number,
  isByHand: boolean,
): Occurrence & { status: 'planned' } {
  const startsAt = instantOf(date, time);
  const endsAt = startsAt + lengthMinutes * minuteMs;
  return { n, date, time, lengthMinutes, startsAt, endsAt, isByHand, status: 'planned' };
}
