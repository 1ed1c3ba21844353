import { dateIn, timeIn, type Language } from '#messages/format';
import { isDate, noonOf } from '#lib/calendar-day.ts';

/**
 * What stands in a browser's own field for a date or a time, as people in Finland write it: a browser in American English
 * shows the 7th of December as 12/07/2026 and two in the afternoon as 02:00 PM. A date always, for its weekday; a time only
 * where the browser counts to twelve. Nothing while the field is not filled in.
 */
export function filledInWords(
  type: string | null | undefined,
  value: string,
  { language, now, countsToTwelve }: { language: Language; now: number; countsToTwelve: boolean },
): string | undefined {
  if (type === 'date' && isDate(value) && value >= '1900') return dateIn(language, noonOf(value), now);
  if (type === 'time' && countsToTwelve && /^\d\d:\d\d/.test(value))
    return timeIn(language, Date.parse(`2026-01-01T${value.slice(0, 5)}+02:00`));
  return undefined;
}

/** Whether this browser's own fields write times with a.m. and p.m.: they follow the language of the browser. */
export function countsToTwelve(): boolean {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 === true;
}
