import { mondayOf, middleOf, type Day } from '#lib/features/booking/week.ts';
import { cycleWeekOf, lengthOf } from './grid-time.ts';

type Range = { from: string; to: string };
type Schedule = {
  validFrom: Day;
  validTo: Day | null;
  cycleFrom: Day;
  cycleWeeks: number;
  hours: readonly (Range & { week: number; weekday: number })[];
};

/** The weekly hours that begin on a day, in their order. */
export function dayHours({ validFrom, validTo, cycleFrom, cycleWeeks, hours }: Schedule, day: Day): Range[] {
  if (day === '' || day < validFrom || (validTo !== null && day > validTo)) return [];
  const inCycle = cycleWeekOf(mondayOf(day), cycleFrom, cycleWeeks);
  const onDay = new Date(middleOf(day)).getUTCDay() || 7;
  return hours
    .filter(({ week, weekday }) => week === inCycle && weekday === onDay)
    .sort((a, b) => a.from.localeCompare(b.from));
}

export const longestOf = (ranges: readonly Range[]): Range | undefined =>
  [...ranges].sort((a, b) => lengthOf(b) - lengthOf(a))[0];
