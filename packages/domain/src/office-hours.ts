import { holidayOn } from './holidays.ts';
import { periodOn, type Period } from './schedule.ts';
import { addDays, weekdayOf, type LocalDate } from './time.ts';

/** When municipal offices are open. Longer, and people are asked for outside their work. */
const officeHours = { from: '08:00', to: '16:00' } as const;

/** N5: when somebody who keeps no hours can be asked for: workdays from eight to four, not on holidays. Sorted. */
export function officeHoursOf(fromDate: LocalDate, toDate: LocalDate): Period[] {
  const open: Period[] = [];
  for (let date = fromDate; date <= toDate; date = addDays(date, 1)) {
    if (weekdayOf(date) > 5 || holidayOn(date)) continue;
    open.push(periodOn(date, officeHours.from, officeHours.to)!);
  }
  return open;
}
