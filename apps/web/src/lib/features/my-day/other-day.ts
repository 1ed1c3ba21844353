import { formatDate, wallClock } from '#lib/ui/format.ts';

/** Q15: near midnight a day's list has visits of the day before and after it too; of those, which day it is. */
export const otherDay = (startsAt: number, date: string): string | undefined =>
  wallClock(startsAt).dayKey === date ? undefined : formatDate(startsAt);
