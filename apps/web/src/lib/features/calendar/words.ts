import { m } from '#messages';
import { noonOf } from '#lib/calendar-day.ts';
import { language } from '#lib/language.svelte.ts';
import { local } from '#lib/features/requests/local-text.ts';
import { formatDate, formatFullDate } from '#lib/ui/format.ts';
import { daysOf, weekNumber, type CalendarQuery, type Scope, type Span } from './calendar-query.ts';
import type { CalendarData, Entry, Visit } from './entries.ts';

export const scopeWord = (scope: Scope): string =>
  ({
    mine: m.calendar_mine,
    service: m.calendar_service,
    team: m.calendar_team,
    resource: m.resources_calendar,
  })[scope]();
export const spanWord = (span: Span): string =>
  ({ day: m.calendar_day, week: m.calendar_week, month: m.calendar_month })[span]();
export const beforeWord = (span: Span): string =>
  ({
    day: m.calendar_before_day,
    week: m.calendar_before_week,
    month: m.calendar_before_month,
  })[span]();
export const afterWord = (span: Span): string =>
  ({ day: m.calendar_after_day, week: m.calendar_after_week, month: m.calendar_after_month })[span]();

/** "maanantaina 23. marraskuuta 2026", "viikko 48, ma 23.11. – su 29.11.", "marraskuu 2026". */
export function periodWord(query: Pick<CalendarQuery, 'span' | 'date'>): string {
  if (query.span === 'day') return formatFullDate(noonOf(query.date));
  if (query.span === 'month')
    return new Intl.DateTimeFormat(language.current === 'en' ? 'en-GB' : language.current, {
      timeZone: 'UTC',
      month: 'long',
      year: 'numeric',
    }).format(noonOf(query.date));
  const { from, to } = daysOf(query);
  const number = m.calendar_week_number({ number: weekNumber(query.date) });
  return `${number}, ${formatDate(noonOf(from))} – ${formatDate(noonOf(to))}`;
}

/** Whose calendar it is, in words. */
export function ownerWord(query: CalendarQuery, data: CalendarData | undefined): string {
  if (query.scope === 'service') {
    const service = data?.services.find(({ id }) => id === query.service);
    return service ? local(service.name) : m.calendar_service();
  }
  if (query.scope === 'team') return m.calendar_team_of({ name: data?.organisationName ?? '' });
  if (query.scope === 'resource') return data?.people[0]?.name ?? m.resources_calendar();
  return data?.people[0]?.name ?? m.calendar_mine();
}

/** `9.00`, as the clock says it in the person's language. */
export const clockWord = (time: string): string =>
  language.current === 'en' ? time : `${Number(time.slice(0, 2))}.${time.slice(3)}`;
export const rangeWord = ({ from, to }: Pick<Entry, 'from' | 'to'>): string =>
  `${clockWord(from)}–${clockWord(to)}`;

export const busyWord = (kind: Exclude<Entry['kind'], 'visit'>): string =>
  ({
    busy: m.calendar_busy,
    'own-calendar': m.calendar_own_calendar,
    'being-booked': m.calendar_being_booked,
  })[kind]();

/** Whom a visit is about, else the name of its series, else that nobody is named. */
export const subjectWord = (visit: Visit): string =>
  visit.subject ?? visit.series?.name ?? m.calendar_anonymous();
/** The other side of a visit, as its host or anybody else sees it; of a series, also who convenes (T9). */
export const withWord = (visit: Visit): string =>
  visit.series?.convenerName
    ? `${otherSide(visit)}. ${m.series_convened_by({ name: visit.series.convenerName })}`
    : otherSide(visit);
const otherSide = (visit: Visit): string =>
  visit.youAreHost ? `${visit.requesterName}, ${visit.requesterOrganisation}` : visit.practitionerName;
