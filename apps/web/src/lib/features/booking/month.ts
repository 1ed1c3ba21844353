import { addDays, mondayOf, type Day } from './week.ts';

/** `YYYY-MM`. */
export type Month = string;

export const monthOf = (day: Day): Month => day.slice(0, 7);
export const monthAfter = (month: Month, months: 1 | -1): Month =>
  monthOf(addDays(`${month}-15`, months * 30));

/** The weeks of a month, Monday to Sunday; days of other months are there as undefined, so that the columns stay. */
export function weeksOf(month: Month): (Day | undefined)[][] {
  const weeks: (Day | undefined)[][] = [];
  for (let monday = mondayOf(`${month}-01`); monthOf(monday) <= month; monday = addDays(monday, 7))
    weeks.push(
      Array.from({ length: 7 }, (_, index) => addDays(monday, index)).map((day) =>
        monthOf(day) === month ? day : undefined,
      ),
    );
  return weeks;
}

/** How full of free times a day is, in four steps: told by the number, and by the ground for the eye. */
export function heatOf(free: number, most: number): 0 | 1 | 2 | 3 {
  if (free <= 0) return 0;
  if (free * 3 <= most) return 1;
  return free * 3 <= most * 2 ? 2 : 3;
}
