import type { Holiday } from '#domain';
import { m } from '#messages';

// Named one by one: looking a message up by its name would bring every text of the product to this page.
const holidays: Record<Holiday, () => string> = {
  'new-year': m.hours_holiday_new_year,
  epiphany: m.hours_holiday_epiphany,
  'good-friday': m.hours_holiday_good_friday,
  'easter-sunday': m.hours_holiday_easter_sunday,
  'easter-monday': m.hours_holiday_easter_monday,
  'may-day': m.hours_holiday_may_day,
  'ascension-day': m.hours_holiday_ascension_day,
  pentecost: m.hours_holiday_pentecost,
  'midsummer-eve': m.hours_holiday_midsummer_eve,
  'midsummer-day': m.hours_holiday_midsummer_day,
  'all-saints-day': m.hours_holiday_all_saints_day,
  'independence-day': m.hours_holiday_independence_day,
  'christmas-eve': m.hours_holiday_christmas_eve,
  'christmas-day': m.hours_holiday_christmas_day,
  'saint-stephens-day': m.hours_holiday_saint_stephens_day,
};
export const holidayName = (holiday: Holiday): string => holidays[holiday]();

/**
 * A holiday's name for a narrow column: it may be divided, with a hyphen, where its words meet. Browsers know that of few
 * languages.
 */
export const divisible = (name: string): string =>
  name.replace(
    /(?<=\p{L}{4})(?=päivä|aatto|perjantai|torstai|vuoden|näisyys|dag(?:en)?$|afton$|färds|ständig|hets)/giu,
    '\u00ad',
  );
