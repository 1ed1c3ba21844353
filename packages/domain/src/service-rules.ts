import { err, ok, type Result } from './result.ts';
import type { AgeGroup, ServiceSettings } from './service.ts';
import { localDateOf, type Instant } from './time.ts';

/** K3: the group of an age in whole years. */
export function ageGroupOf(age: number): AgeGroup {
  return age <= 6 ? '0-6' : age <= 15 ? '7-15' : '16+';
}

/** K3: the groups that a child of this year of birth can be in during `year`: nobody is turned away for a birthday. */
export function ageGroupsOfChild(birthYear: number, year: number): AgeGroup[] {
  const age = year - birthYear;
  return [...new Set([ageGroupOf(age - 1), ageGroupOf(age)])];
}

/** What of a service decides whether and how it can be asked for. */
export type RequestedService = Pick<
  ServiceSettings,
  'route' | 'requesterIds' | 'ageGroups' | 'anonymousOnly'
>;

export type RequestQuestion = {
  organisationId: string;
  /** How the requester wants it; counts where the service leaves the choice. */
  wish: 'direct' | 'triage';
  /** The child's year of birth; null for an anonymous request. */
  birthYear: number | null;
  hasClientData: boolean;
};
export type RouteRefusal = {
  code: 'not-for-your-organisation' | 'age-outside' | 'anonymous-only' | 'triage-first';
};

/** K1–K5: how a request goes on, or why this service does not take it. */
export function routeOf(
  service: RequestedService,
  question: RequestQuestion,
  year: number,
): Result<'direct' | 'triage', RouteRefusal> {
  if (!service.requesterIds.includes(question.organisationId))
    return err({ code: 'not-for-your-organisation' });
  if (question.hasClientData && service.anonymousOnly) return err({ code: 'anonymous-only' });
  if (
    question.birthYear !== null &&
    !ageGroupsOfChild(question.birthYear, year).some((group) => service.ageGroups.includes(group))
  )
    return err({ code: 'age-outside' });
  if (service.route === 'triage' && question.wish === 'direct') return err({ code: 'triage-first' });
  if (service.route === 'direct') return ok('direct');
  return ok(service.route === 'triage' ? 'triage' : question.wish);
}

/** K6: a month on the Finnish calendar, `YYYY-MM`. */
export const monthOf = (at: Instant): string => localDateOf(at).slice(0, 7);

export type QuotaState = { month: string; used: number; limit: number; level: 'within' | 'last' | 'over' };

/**
 * K6: how much of a team's quota the visit at `startsAt` would use: visits of the same month that are not cancelled, this one
 * included. It warns at the last one and beyond it; booking is never refused for it.
 */
export function quotaState(
  limit: number | null,
  visits: readonly { startsAt: Instant; isCancelled: boolean }[],
  startsAt: Instant,
): QuotaState | null {
  if (limit === null) return null;
  const month = monthOf(startsAt);
  const used = 1 + visits.filter((visit) => !visit.isCancelled && monthOf(visit.startsAt) === month).length;
  return { month, used, limit, level: used > limit ? 'over' : used === limit ? 'last' : 'within' };
}
