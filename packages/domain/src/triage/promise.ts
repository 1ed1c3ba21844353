import { holidayOn } from '../holidays.ts';
import type { Urgency } from '../request.ts';
import { addDays, instantOf, localDateOf, weekdayOf, type Instant, type LocalDate } from '../time.ts';

const isWorkday = (date: LocalDate): boolean => weekdayOf(date) <= 5 && holidayOn(date) === undefined;

/** Y2: four in the afternoon, when offices close, of the so-manieth working day after the day that `from` is on (S9). */
export function promiseAt(from: Instant, days: number): Instant {
  let date = localDateOf(from);
  for (let left = days; left > 0;) {
    date = addDays(date, 1);
    if (isWorkday(date)) left -= 1;
  }
  return instantOf(date, '16:00');
}

/** Y2: by which rule of the service it is answered. */
export const daysFor = (
  urgency: Urgency,
  { answerDays, urgentAnswerDays }: { answerDays: number; urgentAnswerDays: number },
): number => (urgency === 'urgent' ? urgentAnswerDays : answerDays);
