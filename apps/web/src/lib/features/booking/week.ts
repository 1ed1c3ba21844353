import { wallClock } from '#messages/format';

/** Calendar days as `YYYY-MM-DD`, without a time zone: what the address and the API speak. */
export type Day = string;

const dayMs = 86_400_000;

/** An instant within that day in Finland, for the formats: noon UTC is two or three in the afternoon there. */
export const middleOf = (day: Day): number => Date.parse(`${day}T12:00:00Z`);

export const addDays = (day: Day, days: number): Day =>
  new Date(middleOf(day) + days * dayMs).toISOString().slice(0, 10);

/** The Finnish calendar day of an instant. */
export const dayOf = (instant: number): Day => wallClock(instant).dayKey;

export function mondayOf(day: Day): Day {
  const weekday = (new Date(middleOf(day)).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** ISO week number: the week belongs to the year that its Thursday is in. */
export function weekNumber(monday: Day): number {
  const thursday = addDays(monday, 3);
  return 1 + Math.floor((middleOf(thursday) - middleOf(`${thursday.slice(0, 4)}-01-01`)) / (7 * dayMs));
}
