import { bookAll, claimedPeriod, isGranted, minuteMs, type Instant } from '#domain';
import type { Occurrence } from '#domain/series';
import {
  claims,
  conveners,
  meetings,
  newId,
  requests,
  seriesOfVisits,
  serviceSettings,
  type Series,
  type Service,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { settleCase } from './book-appointment.ts';
import { monthAround } from './quota.ts';
import { createVisit } from './create-visit.ts';
import { carryOver } from './same-people.ts';
import { logEvent } from './log-event.ts';
import { noteOverride } from './note-change.ts';
import { checkMeetings, isClear, keepAllTheSame, viewMeetings, type Checked } from './series-check.ts';
import { prepareSeries, solve, type Prepared, type Solutions } from './series-fields.ts';
import { tellSeries } from './tell-series.ts';
import type { CheckedFill } from './visit-forms.ts';
import { partsOf } from './wanted-time.ts';

/** T1–T4, T8: what a series would be. Nothing is written. */
export function previewSeries(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  { fields, solutions }: Body<'previewSeries'>,
): Reply<'previewSeries'> {
  const now = deps.now();
  return deps.store.read((tx) => {
    const prepared = prepareSeries(tx, viewer, serviceId, fields, now);
    return viewSolved(tx, viewer, solved(tx, viewer, prepared, solutions, now));
  });
}

/**
 * T8, H10: books every meeting of a series or none, in one transaction; what collides by then is refused with the list. The
 * page's id makes it one series however often it is sent (as B6).
 */
export function makeSeries(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  { id, fields, solutions }: Body<'makeSeries'>,
): { id: string; isNew: boolean } {
  const now = deps.now();
  const made = deps.store.write((tx) => {
    const known = seriesOfVisits.byId(tx, id);
    if (known && (known.creatorId !== viewer.userId || known.serviceId !== serviceId))
      throw new Refusal('not-found');
    if (known) return undefined;
    const prepared = prepareSeries(tx, viewer, serviceId, fields, now);
    const { service, content, ids } = prepared;
    const { rule, fromDate, time, lengthMinutes } = fields.plan;
    const plan = solved(tx, viewer, prepared, solutions, now);
    const caseId = settleCase(tx, viewer, content, now);
    const subject = caseId === null ? content.subject : { kind: 'case' as const, caseId };
    const row: Series = {
      ...{ id, organisationId: service.organisationId, requesterOrganisationId: viewer.organisationId },
      ...{ serviceId, creatorId: viewer.userId, practitionerId: ids.hostId, name: content.question },
      ...{
        rule,
        fromDate,
        time,
        lengthMinutes,
        content: { ...content, subject },
        revision: 1,
        createdAt: now,
      },
    };
    seriesOfVisits.insert(tx, row);
    conveners.replace(tx, row, prepared.convenerIds);
    return bookMeetings(tx, deps, viewer, { series: row, service, plan, fills: prepared.fills }, 'make');
  });
  if (made) announceMade(deps, id, made);
  return { id, isNew: made !== undefined };
}

/** A plan whose collisions were solved, and what is still in the way of it. */
export type Solved = {
  occurrences: Occurrence[];
  kept: ReadonlyMap<number, string>;
  checked: ReadonlyMap<number, Checked>;
};

/** @param requesterId The organisation that asks, whose quota it is (V8): the viewer's, or whose the series is. */
export function solved(
  tx: Tx,
  viewer: UserViewer,
  prepared: Pick<Prepared, 'service' | 'ids' | 'occurrences'>,
  solutions: Solutions,
  now: Instant,
  requesterId = viewer.organisationId,
): Solved {
  // Nothing is booked yet: a day that has gone by can still be given another.
  const { occurrences, kept: asked } = solve(prepared.occurrences, solutions, 0);
  const mayOverride = isGranted(viewer.role, 'slot:override');
  if (asked.size > 0 && !mayOverride) throw new Refusal('override-forbidden');
  const { service, ids } = prepared;
  const found = checkMeetings(tx, { service, ids, occurrences, by: viewer.userId, now, mayOverride });
  const { checked, kept } = keepAllTheSame(found, asked);
  markQuota(tx, requesterId, service, occurrences, checked);
  return { occurrences, kept, checked };
}

/** V8: the meetings of a month that are beyond the organisation's quota for it, counted with those before them; a warning. */
function markQuota(
  tx: Tx,
  organisationId: string,
  { id, monthlyQuota }: Service,
  occurrences: readonly Occurrence[],
  checked: ReadonlyMap<number, Checked>,
): void {
  if (monthlyQuota === null) return;
  const taken = new Map<number, number>();
  for (const { n, startsAt, status } of occurrences) {
    if (status !== 'planned') continue;
    const { from, to } = monthAround(startsAt);
    const before = taken.get(from) ?? serviceSettings.countVisits(tx, id, organisationId, from, to);
    taken.set(from, before + 1);
    if (before >= monthlyQuota) checked.get(n)!.isOverQuota = true;
  }
}

export const viewSolved = (
  tx: Tx,
  viewer: UserViewer,
  { occurrences, checked, kept }: Solved,
): Reply<'previewSeries'> => ({
  meetings: viewMeetings(tx, occurrences, checked, kept),
  untouched: { byHand: 0, tooLate: 0 },
  mayKeep: isGranted(viewer.role, 'slot:override'),
});

/** Meetings that are to be booked: of which series, as its service is now, and what was written with it (T12). */
type ToBook = {
  series: Series;
  service: Service;
  plan: Solved;
  fills: readonly CheckedFill[];
  /** F18 */
  insteadOfId?: string | undefined;
};

export type Made = { practitionerIds: string[]; userIds: string[]; appointmentIds: string[] };

/**
 * Books the meetings of a plan, writes which number each has, tells everybody once, and notes it. For within the
 * transaction that has written the series.
 */
export function bookMeetings(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  toBook: ToBook,
  kind: 'make' | 'renew',
  changeId = newId(),
): Made {
  const { series, plan } = toBook;
  const now = deps.now();
  if (!isClear(plan.checked))
    throw new Refusal('series-conflicts', { details: { ...viewSolved(tx, viewer, plan) } });
  if (!plan.occurrences.some(({ status }) => status === 'planned')) throw new Refusal('series-empty');
  const userIds = new Set<string>();
  const tokens = new Map<string, string>();
  const appointmentIds: string[] = [];
  for (const occurrence of plan.occurrences) {
    const { n, startsAt, endsAt, isByHand } = occurrence;
    const { id: seriesId, organisationId } = series;
    const row = { seriesId, n, organisationId, byHand: isByHand };
    const planned = { plannedStartsAt: startsAt, plannedEndsAt: endsAt };
    if (occurrence.status !== 'planned') {
      meetings.add(tx, {
        ...row,
        ...planned,
        skipReason: occurrence.status === 'skipped' ? occurrence.reason : '',
      });
      continue;
    }
    const booked = bookMeeting(tx, deps, viewer, toBook, occurrence);
    meetings.add(tx, { ...row, ...planned, appointmentId: booked.appointmentId });
    carryOver(tx, { id: booked.appointmentId, organisationId });
    appointmentIds.push(booked.appointmentId);
    booked.tellUserIds.forEach((userId) => userIds.add(userId));
    for (const guest of booked.guests) tokens.set(guest.id, guest.token);
  }
  const numbers = plan.occurrences.flatMap(({ n, status }) => (status === 'planned' ? n : []));
  seriesOfVisits.addChange(tx, {
    ...{ id: changeId, organisationId: series.organisationId, seriesId: series.id, at: now },
    ...{ actorId: viewer.userId, kind, numbers, role: 'staff' },
  });
  tellSeries(tx, deps, series, { kind: 'invitation', tokens, numbers });
  logEvent(tx, viewer, now, { action: kind, entity: 'series', entityId: series.id }, [
    series.organisationId,
    series.requesterOrganisationId,
  ]);
  // H14: whose time others held, too: their pages are told that it is gone.
  const practitionerIds = [series.practitionerId, ...(series.content.requiredIds ?? [])];
  return { practitionerIds, userIds: [...userIds], appointmentIds };
}

/** Books one meeting of a plan for the people of its series. For within the transaction that has looked at what is in its way. */
export function bookMeeting(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  { series, service, plan, fills, insteadOfId }: ToBook,
  { n, startsAt, endsAt }: Occurrence,
) {
  const keptBecause = plan.kept.get(n);
  const now = deps.now();
  const { practitionerId, content, creatorId } = series;
  const lengthMinutes = (endsAt - startsAt) / minuteMs;
  const asHeld = { ...service, lengthMinutes };
  const period = claimedPeriod({ startsAt, endsAt }, service);
  const peopleIds = [...new Set([practitionerId, creatorId, ...(content.requiredIds ?? [])])];
  const by = viewer.userId;
  const { around, parts, hasAll } = partsOf(tx, service, peopleIds, period, { by }, now);
  if (!hasAll) throw new Refusal('slot-taken', { details: { alternatives: [] } });
  const appointmentId = newId();
  const command = { serviceId: service.id, by, startsAt, parts, appointmentId };
  const override = keptBecause !== undefined && {
    override: { by, reason: keptBecause, permitted: true },
  };
  // What is offered was decided a moment ago, in this transaction (T8).
  const decision = bookAll({ ...command, offered: override === false, ...override }, around, now);
  if (!decision.ok) throw new Refusal(decision.error.code, { details: { alternatives: [] } });
  claims.remove(tx, decision.value.removeIds);
  const requestId = newId();
  requests.insert(tx, {
    ...{
      id: requestId,
      organisationId: series.requesterOrganisationId,
      serviceId: service.id,
      requesterId: creatorId,
    },
    ...{
      caseId: content.subject?.kind === 'case' ? content.subject.caseId : null,
      status: 'accepted',
      content,
    },
    ...{ savedAt: now, submittedAt: now },
  });
  const { tellUserIds, guests } = createVisit(tx, deps, viewer, {
    ...{ id: appointmentId, service: asHeld, slot: { practitionerId, startsAt, endsAt } },
    ...{ claims: decision.value.claims, requestId, content, fills, isToldElsewhere: true },
    insteadOfId,
    requester: { userId: creatorId, organisationId: series.requesterOrganisationId },
  });
  const { organisationId, requesterOrganisationId } = series;
  const visit = { id: appointmentId, organisationId, requesterOrganisationId };
  if (keptBecause !== undefined) noteOverride(tx, visit, viewer, now, { role: 'staff', note: keptBecause });
  return { appointmentId, tellUserIds, guests };
}

export function announceMade(deps: Deps, seriesId: string, made: Made): void {
  const { practitionerIds, userIds, appointmentIds } = made;
  deps.live.emit('series-changed', seriesId, []);
  for (const id of practitionerIds) deps.live.emit('practitioner-time-changed', id);
  for (const id of userIds) deps.live.emit('my-day-changed', id);
  for (const id of appointmentIds) deps.live.emit('visit-booked', id);
}
