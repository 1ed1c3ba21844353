// The formats of packages/messages/format.ts in the person's language. Read in a template they follow a change of language.
import {
  dateIn,
  dateTimeIn,
  durationIn,
  longDateIn,
  longDateTimeIn,
  timeIn,
  timeRangeIn,
  wallClock,
} from '#messages/format';
import { m } from '#messages';
import { now } from '#lib/clock.svelte.ts';
import { language } from '#lib/language.svelte.ts';

export { phoneIn as formatPhone, wallClock } from '#messages/format';

// Where a line ends, a time stays with its "klo" and a day with its month.
const heldTime = (text: string): string => text.replace(/ (?=\S+$)/, '\u00a0');
const heldDay = (text: string): string => text.replace(/(\d\.?) /, '$1\u00a0');

/** ma 23.11. klo 14.30 */
export const formatDateTime = (instant: number): string =>
  heldTime(dateTimeIn(language.current, instant, Date.now()));
/** maanantaina 23. marraskuuta klo 14.30 */
export const formatLongDateTime = (instant: number): string =>
  heldTime(heldDay(longDateTimeIn(language.current, instant, Date.now())));
/** ma 23.11. */
export const formatDate = (instant: number): string => dateIn(language.current, instant, Date.now());
/** maanantaina 23. marraskuuta 2026, also in that year */
export const formatFullDate = (instant: number): string =>
  `${heldDay(longDateIn(language.current, instant))} ${wallClock(instant).year}`;
/** maanantaina 23. marraskuuta; with the year where it is not this one's */
export const formatLongDate = (instant: number): string =>
  heldDay(longDateIn(language.current, instant, Date.now()));
/** 14.30 */
export const formatTime = (instant: number): string => timeIn(language.current, instant);
/** 14.30–15.15 */
export const formatTimeRange = (start: number, end: number): string =>
  timeRangeIn(language.current, start, end);
/** 1 t 20 min */
export const formatDuration = (ms: number): string => durationIn(language.current, ms);
/** Odottanut 5 min. Ticks by itself. */
export const formatWaited = (since: number): string => {
  const waitedMs = now() - since;
  return waitedMs < 60_000 ? m.ui_waited_just_now() : m.ui_waited({ duration: formatDuration(waitedMs) });
};
/** mm:ss, or h:mm:ss; never below zero. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
