import { weekdayOf } from './calendar-query.ts';

/**
 * The days of the weekend that a calendar leaves out, Sunday 0 and Saturday 6: a weekend on which there is nothing takes no room
 * from the days on which people work. A Saturday before a Sunday that is shown stays: who reads from Friday to Sunday in two
 * columns next to each other reads wrong.
 *
 * @param dates The days on which there is something to see.
 */
export function hiddenDaysOf(
  { from, to }: { from: string; to: string },
  today: string,
  dates: readonly string[],
): (0 | 6)[] {
  const weekdays = new Set(dates.map(weekdayOf));
  if (from <= today && today <= to) weekdays.add(weekdayOf(today));
  if (weekdays.has(7)) return [];
  return weekdays.has(6) ? [0] : [6, 0];
}
