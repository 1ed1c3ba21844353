import { checkRequest, isLocalDate, localDateOf, type Instant, type RequestContent } from '#domain';
import {
  editSeries,
  lastSeriesDate,
  planSeries,
  skipOccurrence,
  type Occurrence,
  type SeriesPlan,
  type SeriesProblem,
} from '#domain/series';
import { accounts, services, type Service, type Tx } from '#db';
import type { Body } from '#protocol';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { tidyGuest } from './book-appointment.ts';
import { mayUseCase } from './own-cases.ts';
import { withRequester, type PanelIds } from './panel.ts';
import { askedWithRequest, checkFills, type CheckedFill } from './visit-forms.ts';

export type Fields = Body<'previewSeries'>['fields'];
export type Solutions = Body<'previewSeries'>['solutions'];
type PlanFields = Fields['plan'];

/** Everything that the meetings of a new series are made of. */
export type Prepared = {
  service: Service;
  ids: Required<Pick<PanelIds, 'hostId' | 'requiredIds' | 'optionalIds'>>;
  content: RequestContent;
  /** T12: what is written in the service's own forms, for each meeting. */
  fills: CheckedFill[];
  convenerIds: string[];
  occurrences: Occurrence[];
};

/** T1–T4, T12, B1–B5: the series as it was chosen; what is missing is told field by field. */
export function prepareSeries(
  tx: Tx,
  viewer: UserViewer,
  serviceId: string,
  fields: Fields,
  now: Instant,
): Prepared {
  const service = requestableService(tx, viewer.organisationId, serviceId);
  const hostId = fields.practitionerId;
  const requiredIds = withRequester(viewer.userId, fields.requiredIds).filter((id) => id !== hostId);
  const optionalIds = fields.optionalIds.filter((id) => id !== hostId && !requiredIds.includes(id));
  const colleagueIds = [...requiredIds, ...optionalIds].filter((id) => id !== viewer.userId);
  const content: RequestContent = {
    question: fields.name.trim(),
    background: fields.background.trim(),
    urgency: 'routine',
    subject: fields.subject,
    consentNoted: fields.consentNoted,
    guests: fields.guests.map(tidyGuest),
    colleagueIds,
    requiredIds: requiredIds.filter((id) => id !== viewer.userId),
  };
  const asked = askedWithRequest(tx, { serviceId: service.id, caseTypeId: undefined });
  const filled = checkFills(asked, fields.forms ?? []);
  const problems: Record<string, string> = { ...filled.fields };
  const checked = checkRequest(content, service, Number(localDateOf(now).slice(0, 4)));
  if (!checked.ok)
    for (const { field, code } of checked.error) problems[field === 'question' ? 'name' : field] = code;
  if (fields.subject?.kind === 'case' && !mayUseCase(tx, viewer, fields.subject.caseId))
    problems.subject = 'required';
  if (!services.isOfferedBy(tx, service.id, hostId)) problems.practitionerId = 'required';
  if (!accounts.areColleagues(tx, viewer.userId, colleagueIds)) problems.colleagueIds = 'unknown-colleague';
  const present = new Set([hostId, viewer.userId, ...colleagueIds]);
  if (!fields.convenerIds.every((id) => present.has(id))) problems.convenerIds = 'unknown-colleague';
  const occurrences = planMeetings(fields.plan, now, 1, problems);
  return {
    service,
    ids: { hostId, requiredIds, optionalIds },
    content,
    fills: filled.fills,
    convenerIds: fields.convenerIds,
    occurrences,
  };
}

/** K1, K2: a service that this organisation may ask for without triage. */
export function requestableService(tx: Tx, organisationId: string, serviceId: string): Service {
  const service = services.requestable(tx, organisationId, serviceId);
  if (!service) throw new Refusal('service-gone');
  if (service.route === 'triage') throw new Refusal('triage-only');
  return service;
}

/**
 * T1–T4: the meetings of a plan, from a number on. Refuses with `problems` and what is wrong with the plan itself.
 *
 * @param problems By field, as found elsewhere in the same form. @param lastStart The latest day on which the first can be.
 */
export function planMeetings(
  { untilDate, ...plan }: PlanFields,
  now: Instant,
  firstNumber: number,
  problems: Record<string, string> = {},
  lastStart = lastSeriesDate(localDateOf(now)),
): Occurrence[] {
  const today = localDateOf(now);
  const isPast = (date: string) => isLocalDate(date) && date < today;
  if (isPast(plan.fromDate)) problems.fromDate = 'in-past';
  if (plan.rule.kind === 'dates' && plan.rule.dates.some(isPast)) problems.dates = 'in-past';
  const wanted: SeriesPlan = { ...plan, ...(untilDate !== null && { untilDate }) };
  const planned = planSeries(wanted, firstNumber);
  const details: { last?: string; most?: number } = {};
  if (isLocalDate(plan.fromDate) && plan.fromDate > lastStart) {
    problems.fromDate = 'too-far';
    details.last = lastStart;
  }
  if (!planned.ok)
    for (const problem of planned.error) {
      problems[fieldOf(problem, plan)] ??= problem.code;
      if (problem.code === 'too-far') details.last = problem.last;
      if (problem.code === 'too-many') details.most = problem.most;
    }
  if (!planned.ok || Object.keys(problems).length > 0)
    throw new Refusal('incomplete', { fields: problems, details });
  return planned.value;
}

/** A rule that gives no day is asked for a later last day. */
const fieldOf = ({ field }: SeriesProblem, { rule }: Pick<PlanFields, 'rule'>) =>
  field === 'dates' && rule.kind !== 'dates' ? 'untilDate' : field;

/**
 * T8: the meetings as they are once each collision is solved.
 *
 * @param now What has begun by then can't be moved; 0 where nothing has been booked yet.
 * @returns also the meetings that are held outside somebody's hours, with why.
 */
export function solve(
  occurrences: readonly Occurrence[],
  solutions: Solutions,
  now: Instant,
): { occurrences: Occurrence[]; kept: Map<number, string> } {
  let list = [...occurrences];
  const kept = new Map<number, string>();
  for (const solution of solutions) {
    const scope = { kind: 'one' as const, n: solution.n };
    if (solution.kind === 'move') {
      const { date, time } = solution;
      if (!isLocalDate(date) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
        throw new Refusal('bad-request', { fields: { solutions: 'date' } });
      list = accept(editSeries(list, scope, { kind: 'date', date, time }, now)).occurrences;
    } else if (solution.kind === 'skip') list = accept(skipOccurrence(list, solution.n, solution.reason));
    else if (solution.kind === 'keep') {
      if (solution.reason.trim() === '') throw new Refusal('reason-needed');
      kept.set(solution.n, solution.reason.trim());
    }
  }
  return { occurrences: list, kept };
}
