import { err, ok, type Result } from './result.ts';
import { mergePeriods, type Period } from './schedule.ts';
import { daysBetween, isLocalDate, type LocalDate } from './time.ts';

/** X2: a month's page shows six weeks; a longer answer would serve nobody's screen. */
export const maxCalendarDays = 42;
/** X2: how many people one answer is about. Longer spans name fewer, so that an answer stays about as large. */
export const calendarPeople = (days: number): number => (days > 7 ? 20 : 60);

/** X2: how many visits one answer tells in full: thirty a person and week of the longest list. What is beyond is taken time. */
export const maxCalendarVisits = 2000;

/** X2: the days of a calendar, both included; a mistake is told by its field. */
export function calendarSpan(
  from: LocalDate,
  to: LocalDate,
): Result<{ days: number }, Partial<Record<'from' | 'to', 'date' | 'too-long'>>> {
  if (!isLocalDate(from)) return err({ from: 'date' });
  if (!isLocalDate(to) || to < from) return err({ to: 'date' });
  const days = daysBetween(from, to) + 1;
  return days > maxCalendarDays ? err({ to: 'too-long' }) : ok({ days });
}

/**
 * X1, N2: what others are told of a person's taken time: merged, so that neither what takes it nor how many things do can
 * be read from it, and cut to what was asked for.
 */
export function busyToOthers(taken: readonly Period[], span: Period): Period[] {
  return mergePeriods(
    taken
      .map(({ startsAt, endsAt }) => ({
        startsAt: Math.max(startsAt, span.startsAt),
        endsAt: Math.min(endsAt, span.endsAt),
      }))
      .filter(({ startsAt, endsAt }) => startsAt < endsAt),
  );
}
