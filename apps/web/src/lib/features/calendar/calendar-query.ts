import { wallClock } from '#messages/format';
import { dayNamed } from '#lib/calendar-day.ts';

export const scopes = ['mine', 'service', 'team', 'resource'] as const;
export const spans = ['day', 'week', 'month'] as const;
export type Scope = (typeof scopes)[number];
export type Span = (typeof spans)[number];

/** What the calendar shows, as the address says it. */
export type CalendarQuery = {
  scope: Scope;
  service: string;
  resource: string;
  span: Span;
  as: 'grid' | 'list';
  date: string;
  page: number;
};

const dayMs = 86_400_000;
const noon = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const iso = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A calendar day has no clock and no zone. */
export const addDays = (date: string, days: number): string => iso(noon(date) + days * dayMs);
/** Monday 1 … Sunday 7. */
export const weekdayOf = (date: string): number => new Date(noon(date)).getUTCDay() || 7;
export const mondayOf = (date: string): string => addDays(date, 1 - weekdayOf(date));
const firstOf = (date: string): string => `${date.slice(0, 8)}01`;

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readQuery(params: Pick<URLSearchParams, 'get'>, today: string): CalendarQuery {
  const pick = <T extends string>(name: string, values: readonly T[], fallback: T): T =>
    values.find((value) => value === params.get(name)) ?? fallback;
  const page = Number(params.get('page') ?? 1);
  return {
    scope: pick('whose', scopes, 'mine'),
    service: /^[\w-]{1,64}$/.exec(params.get('service') ?? '')?.[0] ?? '',
    resource: /^[\w-]{1,64}$/.exec(params.get('resource') ?? '')?.[0] ?? '',
    span: pick('span', spans, 'week'),
    as: pick('as', ['grid', 'list'], 'grid'),
    date: dayNamed(params, 'date') ?? today,
    page: Number.isInteger(page) && page > 0 && page < 10_000 ? page : 1,
  };
}

/** The address of a calendar; what is as usual is left out, so that today's page stays today's. */
export function calendarHref(query: CalendarQuery, today: string): string {
  const params = new URLSearchParams();
  if (query.scope !== 'mine') params.set('whose', query.scope);
  if (query.scope === 'service' && query.service) params.set('service', query.service);
  if (query.scope === 'resource' && query.resource) params.set('resource', query.resource);
  if (query.span !== 'week') params.set('span', query.span);
  if (query.as !== 'grid') params.set('as', query.as);
  if (query.date !== today) params.set('date', query.date);
  if (query.page !== 1) params.set('page', String(query.page));
  const text = params.toString();
  return text ? `/calendar?${text}` : '/calendar';
}

/** What the server is asked for. */
export function calendarKey(query: CalendarQuery): string {
  const params = new URLSearchParams({ scope: query.scope, ...daysOf(query) });
  if (query.scope === 'service') params.set('service', query.service);
  if (query.scope === 'resource') params.set('resource', query.resource);
  if (query.page > 1) params.set('page', String(query.page));
  return params.toString();
}

/** First and last day that are shown; a month with the rest of its first and last week. */
export function daysOf({ span, date }: Pick<CalendarQuery, 'span' | 'date'>): { from: string; to: string } {
  if (span === 'day') return { from: date, to: date };
  if (span === 'week') return { from: mondayOf(date), to: addDays(mondayOf(date), 6) };
  const last = addDays(nextMonth(date, 1), -1);
  return { from: mondayOf(firstOf(date)), to: addDays(mondayOf(last), 6) };
}

const nextMonth = (date: string, by: number): string => {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return iso(Date.UTC(year, month - 1 + by, 1, 12));
};

/** The day to go to when one steps to the period before or after. */
export function stepped(query: Pick<CalendarQuery, 'span' | 'date'>, by: 1 | -1, today: string): string {
  if (query.span !== 'month') return addDays(query.date, by * (query.span === 'day' ? 1 : 7));
  const first = nextMonth(query.date, by);
  // Back in this month one is back on today.
  return first.slice(0, 7) === today.slice(0, 7) ? today : first;
}

/** ISO week of a day: the one that its Thursday's year counts. */
export function weekNumber(date: string): number {
  const thursday = addDays(mondayOf(date), 3);
  const first = addDays(mondayOf(`${thursday.slice(0, 4)}-01-04`), 3);
  return 1 + Math.round((noon(thursday) - noon(first)) / (7 * dayMs));
}

export const listOfDays = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
};

/** An instant as the clock on a Finnish wall shows it, `2026-11-23T14:30`. */
export function wallOf(instant: number): { date: string; time: string } {
  const { dayKey, clock } = wallClock(instant);
  return { date: dayKey, time: `${clock.hours}:${clock.minutes}` };
}
