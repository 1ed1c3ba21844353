import { err, ok, type Result } from './result.ts';
import type { AgeGroup } from './service.ts';
import { minuteMs, type Instant } from './time.ts';

/** I10: a shorter visit than this is not begun before a booked one. */
export const shortestDutyMs = 10 * minuteMs;

/**
 * I10: the time of a visit that begins now: the service's length, or until the next thing that is booked or held for this
 * person. `taken` are the living claims on the person's own time, ended visits left out.
 */
export function dutyTime(
  now: Instant,
  lengthMs: number,
  taken: readonly { startsAt: Instant; endsAt: Instant }[],
): Result<{ startsAt: Instant; endsAt: Instant }, { code: 'booked-visit-soon'; startsAt: Instant }> {
  const startsAt = Math.floor(now / minuteMs) * minuteMs;
  const next = taken
    .filter((claim) => claim.endsAt > startsAt && claim.startsAt < startsAt + lengthMs)
    .reduce((soonest, claim) => Math.min(soonest, claim.startsAt), startsAt + lengthMs);
  const isTooShort = next < startsAt + Math.min(lengthMs, shortestDutyMs);
  return isTooShort ? err({ code: 'booked-visit-soon', startsAt: next }) : ok({ startsAt, endsAt: next });
}

/** From which age on somebody may come without an adult, as the service says. */
export const aloneChoices = ['nobody', '16+', '7-15', '0-6'] as const;
export type AloneFrom = (typeof aloneChoices)[number];
export const companies = ['adult', 'child-with-adult', 'child-alone'] as const;
export type Company = (typeof companies)[number];

const ageRank: Record<AgeGroup, number> = { '0-6': 0, '7-15': 1, '16+': 2 };

/** I12: whether somebody may take a number the way they come. */
export function mayComeAs(company: Company, age: AgeGroup, aloneFrom: AloneFrom): boolean {
  if (company !== 'child-alone') return true;
  return aloneFrom !== 'nobody' && ageRank[age] >= ageRank[aloneFrom];
}

/** What somebody wants to talk about: fixed words, so that nothing about a child is written into a public form. */
export const dutyConcerns = ['everyday', 'behaviour', 'mood', 'school', 'relations', 'other'] as const;
export type DutyConcern = (typeof dutyConcerns)[number];

/** I13: so long a call-back waits at most, and so long a done one is still seen. */
export const callBackKeptMs = 7 * 24 * 60 * minuteMs;
export const callBackDoneKeptMs = 24 * 60 * minuteMs;

export const dutyLimits = { graceMinutes: [1, 60], alarmMinutes: [1, 240], maxWaiting: [1, 2000] } as const;
