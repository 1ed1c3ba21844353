import { dayOf } from '#lib/features/booking/week.ts';

/** N3: the days of ranked times, the one with the best time first, and in each day its times as they are ranked. */
export const daysOf = <T extends { startsAt: number }>(ranked: readonly T[]): [day: string, times: T[]][] => [
  ...Map.groupBy(ranked, ({ startsAt }) => dayOf(startsAt)),
];
