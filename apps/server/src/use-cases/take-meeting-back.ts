import { isGranted } from '#domain';
import type { Occurrence } from '#domain/series';
import {
  appointments,
  meetings,
  seriesOfVisits,
  services,
  type Meeting,
  type Overview,
  type Series,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { mustBeThere } from './book-for.ts';
import { contentAgain } from './guest-change.ts';
import { carryOver } from './same-people.ts';
import { announceMade, bookMeeting, viewSolved, type Solved } from './make-series.ts';
import { peopleOf, withoutClosed } from './renew-series.ts';
import { checkMeetings, isClear, keepAllTheSame, withoutHost, type Checked } from './series-check.ts';
import { noteSeries } from './series-history.ts';
import { requestableService } from './series-fields.ts';
import { fillsOfSeries } from './series-forms.ts';
import { noteChangedAlone } from './meeting-alone.ts';
import { keepCaseSlots } from './take-place.ts';
import { tellSeries } from './tell-series.ts';
import { fillsOf } from './visit-forms.ts';
import { loadSeries } from './view-series.ts';

/** T14: what was left out or cancelled, and is still to come. */
export const mayTakeBack = ({ status, startsAt }: Meeting, now: number): boolean =>
  status !== 'planned' && startsAt > now;

/**
 * T14: a meeting that was left out or cancelled takes place after all, at its time and with its number: a new visit, with new
 * links, in place of the cancelled one. Everything that it needs is taken or nothing; everybody is told. Who may holds it outside
 * hours and notice, and in spite of what others hold, with a reason (H14).
 */
export function takeMeetingBack(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  n: number,
  { basedOn, override }: Body<'takeMeetingBack'>,
): Reply<'takeMeetingBack'> {
  const now = deps.now();
  const { appointmentId, made, before } = deps.store.write((tx) => {
    const found = loadSeries(tx, viewer, id, 'change');
    const meeting = meetings.of(tx, id).find((each) => each.n === n);
    if (!meeting) throw new Refusal('unknown-occurrence');
    if (!seriesOfVisits.change(tx, id, basedOn, {})) throw new Refusal('series-changed');
    if (!mayTakeBack(meeting, now)) throw new Refusal('occurrence-over');
    mustBeThere(tx, found.creatorId);
    const reason = reasonOf(viewer, override);
    const before = meeting.appointment ? appointments.byId(tx, meeting.appointment.id) : undefined;
    const series = asItWas(tx, found, before);
    const service = requestableService(tx, found.requesterOrganisationId, found.serviceId);
    const occurrence = { ...meeting, status: 'planned' as const };
    const ids = peopleOf(series);
    const occurrences = [occurrence];
    // Whoever may not override it is told as well that a coordinator may.
    const check = { service, ids, occurrences, by: viewer.userId, now, mayOverride: true };
    const against = checkMeetings(tx, check).get(n)!;
    const isThere = services.isOfferedBy(tx, service.id, series.practitionerId);
    const inTheWay = isThere ? against : withoutHost(against, series.practitionerId);
    const plan = planOf(occurrence, before ? atAnyNotice(inTheWay) : inTheWay, reason);
    if (!isClear(plan.checked))
      throw new Refusal('series-conflicts', { details: { ...viewSolved(tx, viewer, plan) } });
    const fills = before ? fillsOf(tx, before.appointment.id) : fillsOfSeries(tx, id);
    const booked = bookMeeting(
      tx,
      deps,
      viewer,
      { series, service, plan, fills, insteadOfId: before?.appointment.id },
      occurrence,
    );
    const { appointmentId } = booked;
    // C6: of the cancelled one nobody takes another time any more.
    if (before && !appointments.succeed(tx, before.appointment.id, appointmentId))
      throw new Refusal('series-changed');
    meetings.takeBack(tx, id, n, appointmentId);
    noteChangedAlone(tx, appointmentId);
    carryOver(tx, { id: appointmentId, organisationId: found.organisationId });
    if (before)
      keepCaseSlots(tx, before.appointment, { id: appointmentId, organisationId: found.organisationId });
    noteSeries(tx, deps, viewer, found, 'take-meeting-back', [n]);
    const tokens = new Map(booked.guests.map((guest) => [guest.id, guest.token]));
    tellSeries(tx, deps, found, { kind: 'invitation', tokens, numbers: [n] });
    const { hostId, requiredIds } = ids;
    // H14: whose time others held, too: their pages are told that it is gone.
    const made = {
      practitionerIds: [hostId, ...requiredIds],
      userIds: booked.tellUserIds,
      appointmentIds: [appointmentId],
    };
    return { appointmentId, made, before };
  });
  announceMade(deps, id, made);
  if (before) deps.live.emit('appointment-changed', before.appointment.id);
  return { appointmentId };
}

/** With whom the meeting was to be held: who was in it when it was cancelled, or, left out from the start, who is in the series now. */
function asItWas(tx: Tx, series: Series, before: Overview | undefined): Series {
  if (!before) return withoutClosed(tx, series);
  const { practitionerId } = before.appointment;
  return withoutClosed(tx, { ...series, practitionerId, content: contentAgain(tx, before) });
}

/** H14: why it is held against the rules, where that is asked for by who may. */
function reasonOf({ role }: UserViewer, override: string | undefined): string | undefined {
  if (override === undefined) return undefined;
  if (!isGranted(role, 'slot:override')) throw new Refusal('override-forbidden');
  if (override.trim() === '') throw new Refusal('reason-needed');
  return override.trim();
}

/** What is in the way of the one meeting, and whether it is held all the same (H14). */
function planOf(occurrence: Occurrence, against: Checked, reason: string | undefined): Solved {
  const asked = new Map(reason === undefined ? [] : [[occurrence.n, reason]]);
  const occurrences = [occurrence];
  return { occurrences, ...keepAllTheSame(new Map([[occurrence.n, against]]), asked) };
}

/** It was agreed long before: that it is near says nothing against it. */
const atAnyNotice = (checked: Checked): Checked => ({
  ...checked,
  clashes: checked.clashes.filter(({ why }) => why !== 'notice'),
});
