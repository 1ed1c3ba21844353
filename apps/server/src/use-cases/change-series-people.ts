import { claimedPeriod, bookAll, isGranted, type Instant } from '#domain';
import type { SeatChange } from '#domain/series';
import {
  accounts,
  appointments,
  claims,
  conveners,
  meetings,
  newId,
  participants,
  seriesOfVisits,
  type SeriesChange,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { announceMove } from './change-appointment.ts';
import { moveOne } from './change-series.ts';
import { logOnAppointment } from './log-event.ts';
import { noteOverride } from './note-change.ts';
import { carryOver } from './same-people.ts';
import { keepRequired } from './required-people.ts';
import { isClear, viewMeetings } from './series-check.ts';
import { guestsForHistory, seatGuests } from './series-guests.ts';
import { peopleIds, replaceConveners } from './series-conveners.ts';
import { madeBefore, noteSeries } from './series-history.ts';
import { planPeople, type PeoplePlan, type SeatedVisit } from './series-people.ts';
import { tellOut, tellSeries } from './tell-series.ts';
import { roleInSeries } from './view-series.ts';
import { partsOf } from './wanted-time.ts';

type Fields = Body<'changeSeriesPeople'>;

/** T11: who would be in which meetings, and where those who are invited can't. Nothing is written. */
export function previewSeriesPeople(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  fields: Fields,
): Reply<'previewSeriesPeople'> {
  return deps.store.read((tx) => viewPlan(tx, viewer, planPeople(tx, deps, viewer, id, fields)));
}

/**
 * T11: invites people to one meeting, it and the following, or all that are to come, and takes others out: all of it or
 * nothing, in one transaction. Whoever is invited gets one letter, whoever is out one, and the others only hear of other times.
 */
export function changeSeriesPeople(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  fields: Fields,
): Reply<'changeSeriesPeople'> {
  const done = deps.store.write((tx) => {
    const before = madeBefore(tx, viewer, id, fields.changeId);
    if (before !== undefined) return before;
    const plan = planPeople(tx, deps, viewer, id, fields);
    if (!isClear(plan.checked))
      throw new Refusal('series-conflicts', { details: { ...viewPlan(tx, viewer, plan) } });
    if (!seriesOfVisits.change(tx, id, fields.basedOn, contentOf(plan, fields)))
      throw new Refusal('series-changed');
    return write(tx, deps, viewer, plan, fields);
  });
  if (typeof done === 'number') return { changed: done };
  for (const overview of done.moved) announceMove(deps, overview, overview.appointment.practitionerId);
  for (const appointmentId of done.appointmentIds) deps.live.emit('appointment-changed', appointmentId);
  deps.live.emit('series-changed', id, done.userIds);
  for (const seatId of done.outSeatIds) deps.live.emit('seat-changed-hands', seatId);
  for (const seatId of done.outGuestIds) deps.live.emit('link-revoked', seatId);
  for (const userId of done.userIds) {
    deps.live.emit('practitioner-time-changed', userId);
    deps.live.emit('my-day-changed', userId);
  }
  return { changed: done.appointmentIds.length };
}

function viewPlan(tx: Tx, viewer: UserViewer, { targets, left, checked, kept }: PeoplePlan) {
  const from = new Map(targets.map(({ before }) => [before.n, before.startsAt]));
  const shown = [...targets.map(({ after }) => after), ...left].sort((a, b) => a.n - b.n);
  return {
    meetings: viewMeetings(tx, shown, checked, kept, (n) => from.get(n) ?? null),
    untouched: { byHand: 0, tooLate: 0 },
    mayKeep: isGranted(viewer.role, 'slot:override'),
  };
}

/** T3: what of the people goes on when the series is renewed; a change of one meeting is about that one. */
function contentOf({ series, guests }: PeoplePlan, { scope, invite, outIds }: Fields) {
  if (scope.kind === 'one') return {};
  const { content, practitionerId, creatorId } = series;
  const named = [...invite.map(({ id }) => id), ...outIds];
  const others = (ids: readonly string[]) => ids.filter((id) => !named.includes(id));
  const invited = invite.filter(({ id }) => id !== practitionerId && id !== creatorId);
  const required = invited.filter(({ need }) => need === 'required').map(({ id }) => id);
  return {
    content: {
      ...content,
      guests: guests.fromNowOn,
      colleagueIds: [...others(content.colleagueIds), ...invited.map(({ id }) => id)],
      requiredIds: [...others(content.requiredIds ?? []), ...required],
    },
  };
}

const idsWith = (seats: readonly SeatChange[], is: (seat: SeatChange) => boolean) =>
  seats.filter(is).map(({ id }) => id);
const isNew = ({ from }: SeatChange) => from === null;
const isOut = ({ to }: SeatChange) => to === null;

function write(tx: Tx, deps: Deps, viewer: UserViewer, plan: PeoplePlan, fields: Fields) {
  const now = deps.now();
  const { series, targets, kept } = plan;
  const isMoved = ({ before, after }: SeatedVisit) => after !== before;
  const toMove = targets.filter(isMoved);
  // H11: all claims that end go before the first new one comes.
  for (const { found } of toMove) claims.releaseAppointment(tx, found.appointment.id);
  for (const { found, seats } of targets)
    for (const id of idsWith(seats, ({ from }) => from === 'required'))
      claims.dropPart(tx, found.appointment.id, id);
  const outSeatIds = targets.flatMap((target) => seat(tx, target, now));
  const outGuestIds = targets.flatMap(({ guests }) => guests.outIds);
  const tokens = new Map(targets.flatMap(({ found, guests }) => [...seatGuests(tx, found, guests, now)]));
  for (const { found } of targets) carryOver(tx, found.appointment);
  const role = roleInSeries(series, viewer);
  const why = { role, reason: 'wrong-time', note: fields.note.trim() };
  for (const target of targets)
    if (!isMoved(target)) {
      claimFor(tx, deps, viewer, target, kept.get(target.before.n));
      const { id, calendarSequence } = target.found.appointment;
      appointments.bumpCalendar(tx, id, calendarSequence + 1);
    }
  const moved = toMove.map((target) => moveOne(tx, deps, viewer, target, why, kept.get(target.after.n)));
  for (const { found } of targets) keepRequired(tx, found);
  for (const { found } of toMove) meetings.markByHand(tx, found.appointment.id);
  for (const { found } of targets) logOnAppointment(tx, viewer, now, 'people', found.appointment);
  settleConveners(tx, plan, now);
  note(tx, deps, viewer, plan, fields, guestsForHistory(tx, [...tokens.keys()], outGuestIds));
  tell(tx, deps, plan, toMove, tokens, [...outSeatIds, ...outGuestIds]);
  return {
    ...{ moved, outSeatIds, outGuestIds },
    appointmentIds: targets.map(({ found }) => found.appointment.id),
    userIds: [...new Set(targets.flatMap(({ seats }) => seats.map(({ id }) => id)))],
  };
}

/** Puts people into their seats and takes others out of theirs; answers whose seats are theirs no more. */
function seat(tx: Tx, { found, seats }: SeatedVisit, now: Instant): string[] {
  const { id: appointmentId, organisationId } = found.appointment;
  const people = new Map(accounts.all(tx, idsWith(seats, isNew)).map((account) => [account.id, account]));
  return seats.flatMap((change) => {
    const row = participants.ofUser(tx, appointmentId, change.id);
    if (isOut(change)) {
      participants.takeOut(tx, row!.id, now);
      return row!.id;
    }
    if (!isNew(change)) return [];
    if (row) participants.seatAgain(tx, row.id);
    else {
      const { id: userId, name, language } = people.get(change.id)!;
      const seat = { id: newId(), organisationId, appointmentId, kind: 'colleague' as const };
      participants.insert(tx, { ...seat, userId, name, language });
    }
    return [];
  });
}

/** H10: takes the time of those who are required from now on, beside what the meeting has already. */
function claimFor(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  { before, found, seats, service }: SeatedVisit,
  keptBecause: string | undefined,
): void {
  const ids = idsWith(seats, ({ to }) => to === 'required');
  if (ids.length === 0) return;
  const now = deps.now();
  const by = viewer.userId;
  const { startsAt } = before;
  const period = claimedPeriod(before, service);
  const { around, parts } = partsOf(tx, { ...service, needs: [] }, ids, period, { by }, now);
  const override = keptBecause !== undefined && { override: { by, reason: keptBecause, permitted: true } };
  const command = { serviceId: service.id, by, startsAt, parts, appointmentId: found.appointment.id };
  // That they can was decided a moment ago, in this transaction (T8).
  const decision = bookAll({ ...command, offered: override === false, ...override }, around, now);
  if (!decision.ok) throw new Refusal(decision.error.code, { details: { alternatives: [] } });
  claims.remove(tx, decision.value.removeIds);
  claims.insert(tx, service, decision.value.claims);
  if (keptBecause !== undefined)
    noteOverride(tx, found.appointment, viewer, now, { role: 'staff', note: keptBecause });
}

/** T9: who is out of a meeting convenes it no more, and who is in no meeting to come is off the list. */
function settleConveners(tx: Tx, { series, targets }: PeoplePlan, now: Instant): void {
  const list = meetings.of(tx, series.id);
  for (const { before, seats } of targets) {
    const meeting = list.find(({ n }) => n === before.n)!;
    if (idsWith(seats, isOut).includes(meeting.convenerId ?? ''))
      conveners.settle(tx, series.id, before.n, null);
  }
  const order = conveners.of(tx, series.id).map(({ id }) => id);
  const present = peopleIds(
    tx,
    list.filter(({ status, startsAt }) => status === 'planned' && startsAt > now),
  );
  const out = new Set(targets.flatMap(({ seats }) => idsWith(seats, isOut)));
  const stay = order.filter((id) => present.has(id) || !out.has(id));
  if (stay.length < order.length) replaceConveners(tx, series, meetings.of(tx, series.id), stay, now);
}

/** What is kept of it names each person once, as what they are from then on. */
function note(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  { series, targets }: PeoplePlan,
  { invite, outIds, note, changeId }: Fields,
  guests: SeriesChange['people'],
) {
  const changed = new Set(targets.flatMap(({ seats }) => seats.map(({ id }) => id)));
  const people = [...invite, ...outIds.map((id) => ({ id, need: 'out' as const }))].filter(({ id }) =>
    changed.has(id),
  );
  const numbers = targets.map(({ before }) => before.n);
  noteSeries(tx, deps, viewer, series, 'people', numbers, {
    ...{ id: changeId, note: note.trim() },
    people: [...people, ...guests],
  });
}

function tell(
  tx: Tx,
  deps: Deps,
  { series, targets }: PeoplePlan,
  toMove: readonly SeatedVisit[],
  tokens: ReadonlyMap<string, string>,
  outSeatIds: readonly string[],
): void {
  const newcomers = new Map(targets.map(({ before, seats }) => [before.n, new Set(idsWith(seats, isNew))]));
  const isNewcomer = ({ id, userId }: { id: string; userId: string | null }, n: number) =>
    userId === null ? tokens.has(id) : newcomers.get(n)?.has(userId) === true;
  const numbers = targets.map(({ before }) => before.n);
  tellSeries(tx, deps, series, { kind: 'invitation', tokens, numbers, isTold: isNewcomer });
  tellSeries(tx, deps, series, {
    kind: 'change',
    numbers: toMove.map(({ before }) => before.n),
    movedFrom: new Map(toMove.map(({ before }) => [before.n, before.startsAt])),
    isTold: (to, n) => !isNewcomer(to, n),
  });
  tellOut(tx, deps, series, outSeatIds);
}
