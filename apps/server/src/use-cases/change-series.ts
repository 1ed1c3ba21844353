import { bookAll, checkReason, claimedPeriod, isGranted, localDateOf, minuteMs, type Instant } from '#domain';
import { editSeries, lastMeetingDate, type Occurrence, type SeriesChange } from '#domain/series';
import {
  appointments,
  claims,
  meetings,
  participants,
  seriesOfVisits,
  type Meeting,
  type Overview,
  type Series,
  type Service,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { announceCancelled, announceMove } from './change-appointment.ts';
import { logOnAppointment } from './log-event.ts';
import {
  checkMeetings,
  isClear,
  keepAllTheSame,
  keyOfNeeds,
  viewMeetings,
  type Check,
  type Checked,
} from './series-check.ts';
import { planMeetings, solve } from './series-fields.ts';
import { madeBefore, noteSeries } from './series-history.ts';
import { tellSeries } from './tell-series.ts';
import { partsOf } from './wanted-time.ts';
import { someoneWaits } from './view-appointment.ts';
import { ownFirst } from './visit-resources.ts';
import { loadSeries, roleInSeries } from './view-series.ts';
import { mayChange } from './may-change.ts';
import { alsoTaken, endVisitEarly, putVisit, serviceAsBooked } from './visit-change.ts';

type Fields = Body<'changeSeries'>;

/** T5–T8: what a change would do. Nothing is written. */
export function previewSeriesChange(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  fields: Fields,
): Reply<'previewSeriesChange'> {
  return deps.store.read((tx) => viewPlan(tx, viewer, planChange(tx, deps, viewer, id, fields)));
}

/**
 * T5–T8: changes or cancels one meeting, it and the following, or all that are to come: every one of them or none, in one
 * transaction. Each keeps its visit and with it its links; people are told once.
 */
export function changeSeries(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  fields: Fields,
): Reply<'changeSeries'> {
  const done = deps.store.write((tx) => {
    const before = madeBefore(tx, viewer, id, fields.changeId);
    if (before !== undefined) return before;
    const plan = planChange(tx, deps, viewer, id, fields);
    if (!isClear(plan.checked))
      throw new Refusal('series-conflicts', { details: { ...viewPlan(tx, viewer, plan) } });
    if (!seriesOfVisits.change(tx, id, fields.basedOn, ruleOf(plan.series, fields)))
      throw new Refusal('series-changed');
    return write(tx, deps, viewer, plan, fields);
  });
  if (typeof done === 'number') return { changed: done };
  const { moved, cancelled } = done;
  for (const overview of moved) announceMove(deps, overview, overview.appointment.practitionerId);
  for (const overview of cancelled) announceCancelled(deps, overview);
  deps.live.emit('series-changed', id, []);
  return { changed: moved.length + cancelled.length };
}

type Target = { before: Meeting; after: Occurrence; found: Overview; service: Service; alsoIds: string[] };
type Plan = {
  series: Series;
  targets: Target[];
  checked: ReadonlyMap<number, Checked>;
  kept: ReadonlyMap<number, string>;
  untouched: { byHand: number; tooLate: number };
};

function planChange(tx: Tx, deps: Deps, viewer: UserViewer, id: string, fields: Fields): Plan {
  const now = deps.now();
  const series = loadSeries(tx, viewer, id, 'change');
  if (series.revision !== fields.basedOn) throw new Refusal('series-changed');
  const { scope } = fields;
  const all = meetings.of(tx, id);
  const role = roleInSeries(series, viewer);
  const overviews = new Map(
    all.flatMap((each) => (each.appointment ? [[each.n, appointments.byId(tx, each.appointment.id)!]] : [])),
  );
  const isCancelling = fields.change.kind === 'cancel';
  const isOpen = ({ n }: Meeting) => {
    const found = overviews.get(n);
    if (!found || !mayChange(found, role, now).ok) return false;
    return isCancelling || (found.appointment.status === 'booked' && !isAwaited(tx, found));
  };
  const one = scope.kind === 'one' ? overviews.get(scope.n) : undefined;
  // C3: of one meeting it is said why it can't be changed any more, and whom to call.
  if (one) accept(mayChange(one, role, now));
  if (one && !isCancelling && isAwaited(tx, one)) throw new Refusal('somebody-waits');
  // C1: of several, those whose window has closed are left as they are.
  const open = all.filter((each) => each.status !== 'planned' || each.startsAt <= now || isOpen(each));
  const change = changeOf(series, fields, now);
  const edited = accept(editSeries(open, scope, change, now));
  const { occurrences, kept } = solve(edited.occurrences, withoutSkips(fields), now);
  const mayOverride = isGranted(viewer.role, 'slot:override');
  if (kept.size > 0 && !mayOverride) throw new Refusal('override-forbidden');
  const targets = edited.changed.flatMap((n): Target[] => {
    const before = all.find((each) => each.n === n)!;
    const found = overviews.get(n);
    const after = settled(
      fields,
      before,
      occurrences.find((each) => each.n === n)!,
      now,
    );
    // T8: what is left where it is is not changed at all. What was left out when the series was made has no visit to move.
    if (!found || after === before) return [];
    const { practitionerId } = found.appointment;
    return [
      {
        before,
        after,
        found,
        service: ownFirst(tx, serviceAsBooked(tx, found), found.appointment.id),
        alsoIds: alsoTaken(tx, found, practitionerId),
      },
    ];
  });
  const isMeant = (each: Meeting) =>
    each.status === 'planned' &&
    each.startsAt > now &&
    (scope.kind === 'all' || (scope.kind === 'following' && each.n >= scope.n));
  return {
    ...{ series, targets },
    ...keepAllTheSame(check(tx, targets, { by: viewer.userId, mayOverride, now }), kept),
    untouched: {
      byHand: isCancelling ? 0 : all.filter((each) => isMeant(each) && each.isByHand).length,
      tooLate: all.filter((each) => isMeant(each) && !open.includes(each)).length,
    },
  };
}

const isAwaited = (tx: Tx, { appointment }: Overview) =>
  someoneWaits(participants.ofAppointment(tx, appointment.id));

/** In a change, leaving a meeting out cancels it, since it is booked already. */
const withoutSkips = ({ solutions }: Fields) => solutions.filter(({ kind }) => kind !== 'skip');

function settled({ solutions }: Fields, before: Meeting, after: Occurrence, now: Instant): Occurrence {
  const solution = solutions.find(({ n }) => n === before.n);
  if (solution?.kind === 'stay') return before;
  if (solution?.kind !== 'skip') return after;
  if (solution.reason.trim() === '') throw new Refusal('reason-needed');
  const { n, date, time, lengthMinutes, startsAt, endsAt } = before;
  const base = { n, date, time, lengthMinutes, startsAt, endsAt, isByHand: true };
  return { ...base, status: 'cancelled', reason: solution.reason.trim(), cancelledAt: now };
}

/** What is asked, as the rules take it; what makes no sense is told field by field. */
function changeOf(series: Series, { scope, change, reason, note }: Fields, now: Instant): SeriesChange {
  // What it would do can be seen before it is said why; `write` asks for the reason (C2).
  if (change.kind === 'cancel') return { kind: 'cancel', reason: note.trim() || reason || change.kind };
  const lengthMinutes = 'lengthMinutes' in change ? change.lengthMinutes : series.lengthMinutes;
  const date = change.kind === 'date' ? change.date : localDateOf(now);
  const rule = change.kind === 'rule' ? change.rule : { kind: 'dates' as const, dates: [date] };
  const fromDate = change.kind === 'rule' ? change.fromDate : date;
  // Checked as a plan of its own: the same bounds hold for what a series is changed to (T3).
  const plan = { rule, fromDate, count: 1, untilDate: null, time: change.time, lengthMinutes };
  planMeetings(plan, now, 1, {}, lastMeetingDate(localDateOf(now)));
  if (change.kind === 'rule' && scope.kind === 'one') throw new Refusal('scope-mismatch');
  return change;
}

/** T8: each set of people, rests and rooms by itself; a meeting that was handed over has another host. */
function check(
  tx: Tx,
  targets: readonly Target[],
  asked: Pick<Check, 'by' | 'mayOverride' | 'now'>,
): Map<number, Checked> {
  const exceptIds = targets.map(({ found }) => found.appointment.id);
  const held = targets.filter(({ after }) => after.status === 'planned');
  const groups = Map.groupBy(held, ({ found, alsoIds, service }) =>
    [
      found.appointment.practitionerId,
      ...alsoIds,
      service.bufferBeforeMinutes,
      service.bufferAfterMinutes,
      keyOfNeeds(service),
    ].join(' '),
  );
  const checked = new Map<number, Checked>();
  for (const group of groups.values()) {
    const { found, service, alsoIds } = group[0]!;
    const optionalIds = participants
      .userIds(tx, found.appointment.id)
      .filter((id) => id !== found.appointment.practitionerId && !alsoIds.includes(id));
    const ids = { hostId: found.appointment.practitionerId, requiredIds: alsoIds, optionalIds };
    const occurrences = group.map(({ after }) => after);
    for (const [n, each] of checkMeetings(tx, { ...asked, service, ids, occurrences, exceptIds }))
      checked.set(n, each);
  }
  return checked;
}

function viewPlan(tx: Tx, viewer: UserViewer, { targets, checked, kept, untouched }: Plan) {
  const from = new Map(targets.map(({ before }) => [before.n, before.startsAt]));
  const occurrences = targets.map(({ after }) => after);
  return {
    meetings: viewMeetings(tx, occurrences, checked, kept, (n) => from.get(n) ?? null),
    untouched,
    mayKeep: isGranted(viewer.role, 'slot:override'),
  };
}

/** The rule that the series goes by from now on, where a change of what follows sets one. */
function ruleOf(series: Series, { scope, change }: Fields) {
  if (scope.kind === 'one' || change.kind === 'cancel' || change.kind === 'date') return {};
  const { time, lengthMinutes } = change;
  if (change.kind === 'time') return { time, lengthMinutes };
  return { time, lengthMinutes, rule: change.rule, fromDate: series.fromDate };
}

function write(tx: Tx, deps: Deps, viewer: UserViewer, plan: Plan, fields: Fields) {
  const now = deps.now();
  const { series, targets, kept } = plan;
  const role = roleInSeries(series, viewer);
  const kind = fields.change.kind === 'cancel' ? 'cancel' : 'move';
  accept(checkReason(role, kind, fields.reason, fields.note));
  const why = { role, reason: fields.reason, note: fields.note.trim() };
  const toMove = targets.filter(({ after }) => after.status === 'planned');
  // H11: all old claims go before the first new one comes, so that a meeting can take the place of the next.
  for (const { found } of toMove) claims.releaseAppointment(tx, found.appointment.id);
  const moved = toMove.map((target) => moveOne(tx, deps, viewer, target, why, kept.get(target.after.n)));
  const cancelled = targets.flatMap(({ after, found }) =>
    after.status === 'cancelled' ? endVisitEarly(tx, deps, viewer, found, reasonOf(after, fields, why)) : [],
  );
  for (const { before, after, found } of targets) {
    logOnAppointment(tx, viewer, now, after.status === 'planned' ? 'move' : 'cancel', found.appointment);
    if (after.isByHand && !before.isByHand) meetings.markByHand(tx, found.appointment.id);
    if (after.status === 'planned' && !after.isByHand)
      meetings.replan(tx, series.id, after.n, after.startsAt, after.endsAt);
  }
  const numbers = targets.map(({ after }) => after.n);
  const movedFrom = new Map(toMove.map(({ before }) => [before.n, before.startsAt]));
  noteSeries(tx, deps, viewer, series, kind, numbers, {
    ...{ id: fields.changeId, reason: why.reason, note: why.note },
  });
  tellSeries(tx, deps, series, { kind: 'change', numbers, movedFrom });
  return { moved, cancelled };
}

/** A meeting that is left out of a change has its own reason; all else the change's. */
function reasonOf(after: Occurrence, { change }: Fields, why: Parameters<typeof endVisitEarly>[4]) {
  if (change.kind === 'cancel' || after.status !== 'cancelled') return why;
  return { ...why, reason: 'other', note: after.reason };
}

/** A meeting whose claims are released already gets its new time and the claims of all whom it takes. */
export function moveOne(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  { after, found, service, alsoIds }: Omit<Target, 'before'>,
  why: Parameters<typeof endVisitEarly>[4],
  keptBecause: string | undefined,
): Overview {
  const { startsAt, endsAt } = after;
  const { id: appointmentId, practitionerId } = found.appointment;
  const period = claimedPeriod({ startsAt, endsAt }, service);
  const by = viewer.userId;
  const peopleIds = [practitionerId, ...alsoIds];
  const { around, parts, hasAll } = partsOf(tx, service, peopleIds, period, { by }, deps.now());
  if (!hasAll) throw new Refusal('slot-taken', { details: { alternatives: [] } });
  const override = keptBecause !== undefined && { override: { by, reason: keptBecause, permitted: true } };
  const command = { serviceId: service.id, by, startsAt, parts, appointmentId };
  // What is offered was decided a moment ago, in this transaction (T8).
  const decision = bookAll({ ...command, offered: override === false, ...override }, around, deps.now());
  if (!decision.ok) throw new Refusal(decision.error.code, { details: { alternatives: [] } });
  const slot = { practitionerId, startsAt, endsAt };
  const asHeld = { ...service, lengthMinutes: (endsAt - startsAt) / minuteMs };
  return putVisit(tx, deps, viewer, found, { ...why, slot, service: asHeld, decision: decision.value });
}
