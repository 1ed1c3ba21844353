import { err, ok, type Result } from '../result.ts';
import { addDays, instantOf, localDateOf, type Instant } from '../time.ts';

/** ST1: by what figures can be divided. */
export const dimensions = ['month', 'service', 'municipality', 'tier', 'age'] as const;
export type Dimension = (typeof dimensions)[number];

/** ST3: of a child only the year of birth is known, so the age is the one reached in that calendar year. */
export const ageBands = ['0-6', '7-12', '13-17', '18+', 'not-told'] as const;
export type AgeBand = (typeof ageBands)[number];

/** @param birthYear Null where nobody told it: an anonymous request, a number in the duty queue, a meeting. */
export function ageBandOf(birthYear: number | null, at: Instant): AgeBand {
  if (birthYear === null) return 'not-told';
  const age = Number(localDateOf(at).slice(0, 4)) - birthYear;
  if (age <= 6) return '0-6';
  if (age <= 12) return '7-12';
  return age <= 17 ? '13-17' : '18+';
}

/** A calendar month in Finland, `YYYY-MM`. */
export type Month = string;
export type Period = { from: Month; to: Month };
/** ST2: more than three years would be a table that nobody can look over. */
export const maxMonths = 36;

const isMonth = (text: string) => /^20\d\d-(0[1-9]|1[0-2])$/.test(text);
const nextMonth = (month: Month): Month => addDays(`${month}-01`, 31).slice(0, 7);

/** ST2: the months of a period, both ends included. */
export function monthsOf({ from, to }: Period): Result<Month[], { field: 'from' | 'to'; code: string }> {
  if (!isMonth(from)) return err({ field: 'from', code: 'month' });
  if (!isMonth(to)) return err({ field: 'to', code: 'month' });
  if (to < from) return err({ field: 'to', code: 'period-order' });
  const months: Month[] = [];
  for (let month = from; month <= to; month = nextMonth(month)) {
    months.push(month);
    if (months.length > maxMonths) return err({ field: 'to', code: 'period-long' });
  }
  return ok(months);
}

/** ST2: from the month's first midnight in Finland to the next month's. */
export function spanOf(month: Month): { from: Instant; to: Instant } {
  return { from: instantOf(`${month}-01`, '00:00'), to: instantOf(`${nextMonth(month)}-01`, '00:00') };
}
