// Where hours lie in a week of seven columns. Pure: minutes since midnight, weekdays from Monday 1, days as `YYYY-MM-DD`.
// By its file: the package's front door would bring the calendar library to every page.
import { clockMinutes } from '../../../../../../packages/domain/src/hours-check.ts';
import { addDays, middleOf, mondayOf, type Day } from '#lib/features/booking/week.ts';

export { clockMinutes };

/** Everything that is dragged or moved by keys stays on the quarter. */
export const stepMinutes = 15;
export const dayMinutes = 24 * 60;
const weekMs = 7 * 86_400_000;

/** Hours as the page holds them: `key` stays the same while they are moved, so that focus stays on them. */
export type Hours = { key: number; week: number; weekday: number; from: string; to: string };
export type Place = { weekday: number; start: number; end: number };

/** `HH:MM`; the end of a day is `24:00`. */
export function clockOf(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export const snap = (minutes: number): number => Math.round(minutes / stepMinutes) * stepMinutes;

/** How long hours last; those that end at or before they begin end on the next day. */
export function lengthOf({ from, to }: Pick<Hours, 'from' | 'to'>): number {
  const length = clockMinutes(to) - clockMinutes(from);
  return length > 0 ? length : length + dayMinutes;
}

export const isOverMidnight = ({ from, to }: Pick<Hours, 'from' | 'to'>): boolean =>
  clockMinutes(from) + lengthOf({ from, to }) > dayMinutes;

/** The parts of hours in the columns: one, or two over midnight. Sunday's tail is on Monday. */
export function partsOf({ weekday, from, to }: Pick<Hours, 'weekday' | 'from' | 'to'>): Place[] {
  const start = clockMinutes(from);
  const end = start + lengthOf({ from, to });
  if (end <= dayMinutes) return [{ weekday, start, end }];
  return [
    { weekday, start, end: dayMinutes },
    { weekday: (weekday % 7) + 1, start: 0, end: end - dayMinutes },
  ];
}

const endClock = (minutes: number) => clockOf(minutes > dayMinutes ? minutes - dayMinutes : minutes);

/** Later or earlier, on another day; hours keep their length, and begin on the day they are moved to. */
export function moved<H extends Omit<Hours, 'key'>>(hours: H, days: number, minutes: number): H {
  const length = lengthOf(hours);
  const weekday = Math.min(7, Math.max(1, hours.weekday + days));
  const latest = isOverMidnight(hours) ? dayMinutes - stepMinutes : dayMinutes - length;
  const start = Math.min(latest, Math.max(0, clockMinutes(hours.from) + minutes));
  return { ...hours, weekday, from: clockOf(start), to: endClock(start + length) };
}

/**
 * Another end, counted from the midnight before the hours: at least a step after the start and within the day. Hours over midnight
 * may end anywhere up to a day after they begin.
 */
export function endingAt<H extends Omit<Hours, 'key'>>(hours: H, end: number): H {
  const start = clockMinutes(hours.from);
  const latest = isOverMidnight(hours) ? start + dayMinutes - stepMinutes : dayMinutes;
  return { ...hours, to: endClock(Math.min(latest, Math.max(start + stepMinutes, end))) };
}

/** Longer or shorter at the end, over midnight too; from a step to a day. */
export function lengthened<H extends Omit<Hours, 'key'>>(hours: H, minutes: number): H {
  const start = clockMinutes(hours.from);
  const most = start === 0 ? dayMinutes : dayMinutes - stepMinutes;
  const length = Math.min(most, Math.max(stepMinutes, lengthOf(hours) + minutes));
  return { ...hours, to: endClock(start + length) };
}

/** Another start, at least a step before the end, and less than a day before one that is after midnight. */
export function startingAt<H extends Omit<Hours, 'key'>>(hours: H, start: number): H {
  const end = clockMinutes(hours.from) + lengthOf(hours);
  const earliest = isOverMidnight(hours) ? end - dayMinutes + stepMinutes : 0;
  return {
    ...hours,
    from: clockOf(Math.max(earliest, Math.min(Math.min(dayMinutes, end) - stepMinutes, start))),
  };
}

/** What is drawn from one point to another; a press that draws nothing is an hour. */
export function drawn(weekday: number, anchor: number, point: number): Place {
  const start = Math.max(0, Math.min(anchor, point));
  const end = Math.min(dayMinutes, Math.max(anchor, point));
  if (end - start >= stepMinutes) return { weekday, start, end };
  const from = Math.min(start, dayMinutes - 60);
  return { weekday, start: from, end: from + 60 };
}

/** Which week of the cycle the week of `monday` is, 1 … `cycleWeeks`, as the server counts (S7). */
export function cycleWeekOf(monday: Day, cycleFrom: Day, cycleWeeks: number): number {
  if (cycleWeeks <= 1 || cycleFrom === '') return 1;
  const weeks = Math.round((middleOf(monday) - middleOf(mondayOf(cycleFrom))) / weekMs);
  return (((weeks % cycleWeeks) + cycleWeeks) % cycleWeeks) + 1;
}

/** The part of a day that should be in sight at first: an hour before the first hours, or half past six. */
export function firstInSight(places: readonly { start: number }[]): number {
  const first = Math.min(...places.map(({ start }) => start), 7.5 * 60);
  return Math.max(0, first - 60);
}

export const daysFrom = (monday: Day): Day[] => Array.from({ length: 7 }, (_, day) => addDays(monday, day));

/** By week, day and time, as people read them. */
export const byTime = (a: Omit<Hours, 'key'>, b: Omit<Hours, 'key'>): number =>
  a.week - b.week || a.weekday - b.weekday || (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);
