import type { FormKind } from './forms/form.ts';
import { checkNeeds } from './needs.ts';
import { err, ok, type Result } from './result.ts';
import { graceLimits } from './running-late.ts';
import { offerHoursDefault, offerHoursLimits } from './waitlist.ts';

/** A text as the provider wrote it; Finnish stands in for what is missing. */
export type ServiceText = { fi: string; sv: string; en: string };

export const ageGroups = ['0-6', '7-15', '16+'] as const;
export type AgeGroup = (typeof ageGroups)[number];
export const modalities = ['video', 'phone', 'on-site'] as const;
export type Modality = (typeof modalities)[number];
export const serviceRoutes = ['direct', 'triage', 'either'] as const;
export type ServiceRoute = (typeof serviceRoutes)[number];

/** What an administrator decides about a service. */
export type ServiceSettings = {
  organisationId: string;
  name: ServiceText;
  purpose: ServiceText;
  description: ServiceText;
  audience: ServiceText;
  ageGroups: AgeGroup[];
  tier: number;
  lengthMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  /** A time can be taken no later than this before it begins … */
  noticeHours: number;
  /** … and no earlier than this. */
  horizonDays: number;
  modality: Modality;
  address: string;
  route: ServiceRoute;
  requesterIds: string[];
  /** How many visits one organisation may take in a calendar month; null for no limit. */
  monthlyQuota: number | null;
  anonymousOnly: boolean;
  cancelHours: number;
  joinEarlyMinutes: number;
  /** How many minutes after the start somebody who has not come counts as late (L4). */
  graceMinutes: number;
  practitionerIds: string[];
  /** How many hours before a visit its people are reminded of it. */
  reminderHours: number[];
  /** Which template is filled in for what (F4); none where it names none. */
  forms?: Partial<Record<FormKind, string>>;
  /** What its visits take besides their people's time (D2): of each need one of these rooms or devices. */
  needs?: string[][];
  /** Y2: within how many working days a request without a time is answered, and an urgent one. */
  answerDays?: number;
  urgentAnswerDays?: number;
  /** Y1: who handles such requests, in order: the next is told when none has answered (Y8). */
  handlerIds?: string[];
  /** Y15, Y16: whether free times are offered to its waitlist by themselves, and for how many hours each is held. */
  offersTimes?: boolean;
  offerHours?: number;
  /** CT3: which case types it takes, in the order in which they are chosen from, and whether one must be chosen. */
  caseTypeIds?: string[];
  needsCaseType?: boolean;
};

/** Y2: what a service promises where nothing else was decided. */
export const answerDaysDefault = { answerDays: 5, urgentAnswerDays: 1 } as const;

/** The ages that a group begins and ends with. Youth services in Finland go on to 25 at most of what is asked here. */
const limits: Record<AgeGroup, [min: number, max: number]> = {
  '0-6': [0, 6],
  '7-15': [7, 15],
  '16+': [16, 25],
};

/** V3: the groups that a range of ages touches. */
export function ageGroupsOf(ages: { ageMin: number; ageMax: number }): AgeGroup[] {
  return ageGroups.filter((group) => ages.ageMin <= limits[group][1] && limits[group][0] <= ages.ageMax);
}

/**
 * V3: the ages of a choice of groups. A service whose exact limits are narrower (13–17) keeps them for as long as its
 * groups stay the same.
 */
export function agesOf(
  groups: readonly AgeGroup[],
  current?: { ageMin: number; ageMax: number },
): { ageMin: number; ageMax: number } {
  if (current && sameGroups(ageGroupsOf(current), groups))
    return { ageMin: current.ageMin, ageMax: current.ageMax };
  const all = groups.map((group) => limits[group]);
  return { ageMin: Math.min(...all.map(([min]) => min)), ageMax: Math.max(...all.map(([, max]) => max)) };
}

const sameGroups = (a: readonly AgeGroup[], b: readonly AgeGroup[]) =>
  ageGroups.every((group) => a.includes(group) === b.includes(group));

/** The limits of every number that is asked for: from, to. */
export const serviceLimits = {
  tier: [1, 4],
  lengthMinutes: [5, 480],
  bufferBeforeMinutes: [0, 120],
  bufferAfterMinutes: [0, 120],
  noticeHours: [0, 720],
  horizonDays: [1, 366],
  cancelHours: [0, 720],
  joinEarlyMinutes: [5, 60],
  graceMinutes: graceLimits,
} as const satisfies Partial<Record<keyof ServiceSettings, readonly [number, number]>>;
const quotaLimits = [1, 1000] as const;
/** Y2: a quarter of a year is no answer any more. */
const answerDaysLimits = [1, 60] as const;

/** A week, a day, two hours: nearer, and nobody could still do anything about it; more often, and nobody reads them. */
export const reminderChoices = [168, 24, 2] as const;

export const maxNameLength = 120;
export const maxTextLength = 4000;
const texts = ['purpose', 'description', 'audience'] as const;
const tongues = ['fi', 'sv', 'en'] as const;

export type ServiceProblem = { field: string; code: string };

/** V1–V6: what keeps a service from being saved, each with the field it belongs to. */
export function checkService(settings: ServiceSettings): Result<ServiceSettings, ServiceProblem[]> {
  const problems: ServiceProblem[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  const within = (value: number, [from, to]: readonly [number, number]) =>
    Number.isInteger(value) && value >= from && value <= to;
  need(settings.name.fi.trim() !== '', 'name.fi', 'required');
  need(settings.purpose.fi.trim() !== '', 'purpose.fi', 'required');
  for (const tongue of tongues) {
    need(settings.name[tongue].length <= maxNameLength, `name.${tongue}`, 'too-long');
    for (const text of texts)
      need(settings[text][tongue].length <= maxTextLength, `${text}.${tongue}`, 'too-long');
  }
  need(settings.organisationId !== '', 'organisationId', 'required');
  need(settings.ageGroups.length > 0, 'ageGroups', 'age-groups');
  need(!leavesOut(settings.ageGroups), 'ageGroups', 'age-gap');
  for (const [field, range] of Object.entries(serviceLimits) as [
    keyof typeof serviceLimits,
    readonly [number, number],
  ][])
    need(within(settings[field], range), field, 'number');
  // What is no number is told as that alone: compared, it would be told as something else.
  const areNumbers = (...fields: string[]) => !problems.some(({ field }) => fields.includes(field));
  if (areNumbers('noticeHours', 'horizonDays'))
    need(settings.noticeHours < settings.horizonDays * 24, 'horizonDays', 'notice-order');
  need(settings.modality !== 'on-site' || settings.address.trim() !== '', 'address', 'required');
  need(
    settings.monthlyQuota === null || within(settings.monthlyQuota, quotaLimits),
    'monthlyQuota',
    'number',
  );
  const { answerDays = answerDaysDefault.answerDays, urgentAnswerDays = answerDaysDefault.urgentAnswerDays } =
    settings;
  need(within(answerDays, answerDaysLimits), 'answerDays', 'number');
  need(within(urgentAnswerDays, answerDaysLimits), 'urgentAnswerDays', 'number');
  if (areNumbers('answerDays', 'urgentAnswerDays'))
    need(urgentAnswerDays <= answerDays, 'urgentAnswerDays', 'urgent-later');
  need(within(settings.offerHours ?? offerHoursDefault, offerHoursLimits), 'offerHours', 'number');
  const needs = checkNeeds(settings.needs ?? []);
  need(needs === undefined, 'needs', needs ?? '');
  const isOffered = (hours: number) => (reminderChoices as readonly number[]).includes(hours);
  need(settings.reminderHours.every(isOffered), 'reminderHours', 'invalid');
  return problems.length > 0 ? err(problems) : ok(settings);
}

/** V3: from the first to the last chosen group, none is missing. */
function leavesOut(groups: readonly AgeGroup[]): boolean {
  return groups.includes('0-6') && groups.includes('16+') && !groups.includes('7-15');
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export type Buffers = { bufferBeforeMinutes: number; bufferAfterMinutes: number };

/** V15: when people are reminded of a visit that is booked now; hours that have gone by already remind nobody. */
export function remindersAt(reminderHours: readonly number[], startsAt: number, now: number): number[] {
  return [...new Set(reminderHours)].map((hours) => startsAt - hours * hourMs).filter((at) => at > now);
}
