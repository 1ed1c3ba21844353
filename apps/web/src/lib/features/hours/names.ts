import { m } from '#messages';
import type { Reply } from '#protocol';
import { localText } from '#lib/features/catalogue/local-text.ts';
import { middleOf, type Day } from '#lib/features/booking/week.ts';
import { language } from '#lib/language.svelte.ts';
import { formatDate } from '#lib/ui/format.ts';
import { isOverMidnight, type Hours } from './grid-time.ts';

export type HoursReply = Reply<'readHours'>;
export type Service = HoursReply['services'][number];
export type Exception = HoursReply['exceptions'][number];

/** maanantai · måndag · Monday; `short`: ma · mån · Mon. 2026-11-23 was a Monday. */
export function weekdayName(weekday: number, width: 'long' | 'short' = 'long'): string {
  const day = middleOf(`2026-11-${String(22 + weekday).padStart(2, '0')}`);
  const locale = language.current === 'en' ? 'en-GB' : language.current;
  const name = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' }).format(day);
  return name.replace(/\.$/, '');
}

/** fi 9.00 · sv 9.00 · en 09:00 */
export function clockText(time: string): string {
  const [hour = '', minute = ''] = time.split(':');
  return language.current === 'en' ? time : `${Number(hour)}.${minute}`;
}

/** Whose hours a page is about; `name` is undefined until it is known. */
export function hoursTitle(isOwn: boolean, name: string | undefined): string {
  if (isOwn) return m.hours_title_own();
  return name === undefined ? m.hours_list_title() : m.hours_title_of({ name });
}

export const dayText = (day: Day): string => formatDate(middleOf(day));

/** ma 19.10. – su 14.2.2027; ma 19.10. alkaen toistaiseksi */
export function validityText(valid: { validFrom: string; validTo: string | null }): string {
  const from = valid.validFrom && dayText(valid.validFrom);
  return valid.validTo
    ? m.hours_valid_span({ from, to: dayText(valid.validTo) })
    : m.hours_valid_from({ from });
}

/** maanantai 9.00–12.00 */
export function hoursText(hours: Omit<Hours, 'key'>): string {
  const inputs = {
    day: weekdayName(hours.weekday),
    from: clockText(hours.from),
    to: clockText(hours.to),
  };
  return isOverMidnight(hours) ? m.hours_block_next_day(inputs) : m.hours_block(inputs);
}

export function serviceNames(ids: readonly string[], services: readonly Service[]): string {
  return ids
    .flatMap((id) => services.find((service) => service.id === id) ?? [])
    .map(({ name }) => localText(name))
    .join(', ');
}

const isWholeDay = ({ from, to }: { from: string; to: string }) =>
  from === '00:00' && (to === '24:00' || to === '00:00');

/** What an exception says in one line, after its kind. */
export function exceptionText(exception: Exception): string {
  const { date, from, to } = exception;
  const time = isWholeDay(exception) ? m.hours_whole_day() : `${clockText(from)}–${clockText(to)}`;
  if (exception.kind === 'moved')
    return `${m.hours_moved_line({ from: dayText(date), to: dayText(exception.toDate) })}, ${time}`;
  const isLong = exception.kind === 'off' && exception.lastDate !== date;
  const days = isLong ? `${dayText(date)} – ${dayText(exception.lastDate)}` : dayText(date);
  return isLong && isWholeDay(exception) ? days : `${days}, ${time}`;
}

export const kindText = (kind: Exception['kind']): string =>
  ({ off: m.hours_add_off, extra: m.hours_add_extra, moved: m.hours_add_moved })[kind]();

/** Why nobody can be given hours yet: nobody has chosen this person, or the reader, for a service. */
export const noServiceText = ({ practitioner }: Pick<HoursReply, 'practitioner'>): string =>
  practitioner.you ? m.hours_settings_none_own() : m.hours_settings_none();
