import { gregorian } from '@pacote/computus';
import { addDays, weekdayOf, type LocalDate } from './time.ts';

/**
 * The public holidays of Finland and the two eves on which the public sector rests as well. The days of the church are
 * in the Church Act (652/2023), the others in the acts on Independence Day (388/1937) and on the first of
 * May (272/1944). Codes: the names are in the message files.
 * Only Easter is computed by a library: those that list the days of Finland either have their data under a licence that
 * asks for attribution on every use, or read the server's own clock and zone.
 */
export const holidays = [
  'new-year',
  'epiphany',
  'good-friday',
  'easter-sunday',
  'easter-monday',
  'may-day',
  'ascension-day',
  'pentecost',
  'midsummer-eve',
  'midsummer-day',
  'all-saints-day',
  'independence-day',
  'christmas-eve',
  'christmas-day',
  'saint-stephens-day',
] as const;
export type Holiday = (typeof holidays)[number];

const byYear = new Map<string, ReadonlyMap<LocalDate, Holiday>>();
/** Two hundred years are all that a schedule can be about (isLocalDate). */
const rememberedYears = 200;

/** S9: the holiday that a day is, if it is one. `date` is a day as `isLocalDate` takes it. */
export function holidayOn(date: LocalDate): Holiday | undefined {
  const year = date.slice(0, 4);
  let ofYear = byYear.get(year);
  if (!ofYear) {
    if (byYear.size >= rememberedYears) byYear.clear();
    byYear.set(year, (ofYear = holidaysOf(year)));
  }
  return ofYear.get(date);
}

/** Which of these days are holidays, in their order. */
export const holidaysAmong = (dates: readonly LocalDate[]): { date: LocalDate; holiday: Holiday }[] =>
  dates.flatMap((date) => {
    const holiday = holidayOn(date);
    return holiday ? [{ date, holiday }] : [];
  });

function holidaysOf(year: string): ReadonlyMap<LocalDate, Holiday> {
  const easter = easterOf(year);
  const midsummer = saturdayFrom(`${year}-06-20`);
  return new Map<LocalDate, Holiday>([
    [`${year}-01-01`, 'new-year'],
    [`${year}-01-06`, 'epiphany'],
    [addDays(easter, -2), 'good-friday'],
    [easter, 'easter-sunday'],
    [addDays(easter, 1), 'easter-monday'],
    [addDays(easter, 49), 'pentecost'],
    // In 2008 both fell on one day: the later entry of a Map counts, and closed is closed.
    [addDays(easter, 39), 'ascension-day'],
    [`${year}-05-01`, 'may-day'],
    [addDays(midsummer, -1), 'midsummer-eve'],
    [midsummer, 'midsummer-day'],
    [saturdayFrom(`${year}-10-31`), 'all-saints-day'],
    [`${year}-12-06`, 'independence-day'],
    [`${year}-12-24`, 'christmas-eve'],
    [`${year}-12-25`, 'christmas-day'],
    [`${year}-12-26`, 'saint-stephens-day'],
  ]);
}

/** The library answers a day of the local clock, so that the local parts are read, wherever the server stands. */
function easterOf(year: string): LocalDate {
  const easter = gregorian(Number(year));
  const two = (part: number) => String(part).padStart(2, '0');
  return `${year}-${two(easter.getMonth() + 1)}-${two(easter.getDate())}`;
}

/** The first Saturday on or after a day. */
const saturdayFrom = (date: LocalDate) => addDays(date, (6 - weekdayOf(date) + 7) % 7);
