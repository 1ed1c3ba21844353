import type { CancelWindow } from './cancel-window.ts';
import type { ServiceTimes } from './open-slots.ts';
import { err, ok, type Result } from './result.ts';
import { maxBufferMinutes } from './schedule.ts';
import { localDateOf, type Instant } from './time.ts';

export const ageGroups = ['0-6', '7-15', '16+'] as const;
export type AgeGroup = (typeof ageGroups)[number];
export const tiers = [1, 2, 3, 4] as const;
export type Tier = (typeof tiers)[number];
export const modalities = ['video', 'phone', 'on-site'] as const;
export type Modality = (typeof modalities)[number];
/** K1: booked straight away, looked at by triage first, or as the requester chooses. */
export const routes = ['direct', 'triage', 'either'] as const;
export type Route = (typeof routes)[number];

/** What an administrator decides about a service. Texts, templates and reminders hang on it by id. */
export type ServiceRules = ServiceTimes & {
  route: Route;
  /** K2: organisations that may request; empty means all. */
  requesterIds: readonly string[];
  ageGroups: readonly AgeGroup[];
  tier: Tier;
  modality: Modality;
  /** For `on-site`. */
  address: string;
  /** K5: false: anonymous only (B2). */
  clientDataAllowed: boolean;
  /** K6: visits of one team in one calendar month; null: no quota. */
  quotaPerTeamAndMonth: number | null;
  cancelWindow: CancelWindow;
  requestTemplateVersionId: string | null;
  reminderPlanId: string | null;
};

export type ServiceProblem = { field: keyof ServiceRules; code: 'number' | 'required' };

/** K8: what keeps a service from being saved, by field. */
export function checkService(service: ServiceRules): ServiceProblem[] {
  const problems: ServiceProblem[] = [];
  const need = (held: boolean, field: keyof ServiceRules, code: ServiceProblem['code']) =>
    void (held || problems.push({ field, code }));
  const whole = (value: number, from: number, to: number) =>
    Number.isInteger(value) && value >= from && value <= to;
  need(whole(service.lengthMinutes, 5, 8 * 60), 'lengthMinutes', 'number');
  need(whole(service.bufferBeforeMinutes, 0, maxBufferMinutes), 'bufferBeforeMinutes', 'number');
  need(whole(service.bufferAfterMinutes, 0, maxBufferMinutes), 'bufferAfterMinutes', 'number');
  need(whole(service.latestNoticeDays, 1, 366), 'latestNoticeDays', 'number');
  // What can be asked for earliest must lie before what can be asked for latest.
  need(
    whole(service.earliestNoticeMinutes, 0, service.latestNoticeDays * 24 * 60),
    'earliestNoticeMinutes',
    'number',
  );
  need(service.ageGroups.length > 0, 'ageGroups', 'required');
  need(service.modality !== 'on-site' || service.address.trim() !== '', 'address', 'required');
  need(
    service.quotaPerTeamAndMonth === null || whole(service.quotaPerTeamAndMonth, 1, 1000),
    'quotaPerTeamAndMonth',
    'number',
  );
  need(
    Object.values(service.cancelWindow).every((minutes) => whole(minutes, 0, 30 * 24 * 60)),
    'cancelWindow',
    'number',
  );
  return problems;
}

/** K3: the group of an age in whole years. */
export function ageGroupOf(age: number): AgeGroup {
  return age <= 6 ? '0-6' : age <= 15 ? '7-15' : '16+';
}

/** K3: the groups that a child of this year of birth can be in during `year`: nobody is turned away for a birthday. */
export function ageGroupsOf(birthYear: number, year: number): AgeGroup[] {
  const age = year - birthYear;
  return [...new Set([ageGroupOf(age - 1), ageGroupOf(age)])];
}

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
  service: ServiceRules,
  question: RequestQuestion,
  year: number,
): Result<'direct' | 'triage', RouteRefusal> {
  const { requesterIds } = service;
  if (requesterIds.length > 0 && !requesterIds.includes(question.organisationId))
    return err({ code: 'not-for-your-organisation' });
  if (question.hasClientData && !service.clientDataAllowed) return err({ code: 'anonymous-only' });
  if (
    question.birthYear !== null &&
    !ageGroupsOf(question.birthYear, year).some((group) => service.ageGroups.includes(group))
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

/** K7: what of the service is written into the appointment when it is booked, and read from there ever after. */
export type AppointmentTerms = Pick<
  ServiceRules,
  | 'lengthMinutes'
  | 'bufferBeforeMinutes'
  | 'bufferAfterMinutes'
  | 'modality'
  | 'address'
  | 'clientDataAllowed'
  | 'cancelWindow'
  | 'requestTemplateVersionId'
  | 'reminderPlanId'
>;

/** A copy that shares nothing with the service, so that no later change reaches it. */
export function termsOf(service: ServiceRules): AppointmentTerms {
  const { lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, modality, address } = service;
  const { clientDataAllowed, requestTemplateVersionId, reminderPlanId } = service;
  return {
    lengthMinutes,
    bufferBeforeMinutes,
    bufferAfterMinutes,
    modality,
    address,
    clientDataAllowed,
    cancelWindow: { ...service.cancelWindow },
    requestTemplateVersionId,
    reminderPlanId,
  };
}
