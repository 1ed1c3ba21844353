import {
  addDays,
  affectedVisits,
  decidesAll,
  isGranted,
  localDateOf,
  timetablesOf,
  type Affected,
  type Instant,
  type KeptVisit,
  type Timetable,
} from '#domain';
import {
  appointments,
  dayExceptions,
  exceptionDays,
  organisationsUnder,
  practitioners,
  schedules,
  type Overview,
  type Tx,
} from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { announceCancelled } from './change-appointment.ts';
import { announceLeft, leaveVisit, requiredFrom, type Left } from './leave-visit.ts';
import { logEvent, logOnAppointment } from './log-event.ts';
import { cancelVisit } from './visit-change.ts';

export type Keeping = { tx: Tx; practitionerId: string; organisationId: string };
export type Decisions = Body<'removeException'>['decisions'];

/** W2: the own hours, or those of somebody who works for an organisation that the viewer manages (R7). */
export const findPractitioner = (tx: Tx, viewer: UserViewer, id: string) =>
  mustKeep(tx, viewer, id, practitioners.byId(tx, id));

/** C4, U4: besides, whose account is closed or who is no specialist any more, and has visits left: somebody has to see to them. */
export const findAway = (tx: Tx, viewer: UserViewer, id: string) =>
  mustKeep(tx, viewer, id, practitioners.byId(tx, id) ?? practitioners.whoHosts(tx, id));

function mustKeep(tx: Tx, viewer: UserViewer, id: string, found: ReturnType<typeof practitioners.byId>) {
  if (!found) throw new Refusal('not-found');
  const mayKeep =
    id === viewer.userId ||
    (isGranted(viewer.role, 'hours:manage') &&
      organisationsUnder(tx, viewer.organisationId).includes(found.user.organisationId));
  if (!mayKeep) throw new Refusal('not-found');
  return found;
}

/**
 * R7, N2: of somebody who works for another organisation by now, the visits that they still have for the former one are that
 * one's; whoever keeps their hours here neither reads nor decides about those. Undefined: all, since they are the viewer's own.
 */
export const decidesFor = (tx: Tx, viewer: UserViewer, personId: string): string[] | undefined =>
  viewer.userId === personId ? undefined : organisationsUnder(tx, viewer.organisationId);

/**
 * W3, W6: changes somebody's hours, in one transaction with what becomes of the visits that have no hours afterwards. `change`
 * writes and answers; when it leaves visits without hours that `decisions` does not name, or names others, nothing is
 * saved and the refusal lists them.
 */
export function keepHours<T>(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  decisions: Decisions,
  change: (keeping: Keeping) => { answer: T; action: string; entity: 'schedule' | 'exception'; id: string },
): T {
  const { answer, cancelled, left } = deps.store.write((tx) => {
    const { organisationId } = findPractitioner(tx, viewer, practitionerId).user;
    const visits = visitsOf(tx, viewer, practitionerId, deps.now());
    const last = Math.max(deps.now(), ...visits.map(({ endsAt }) => endsAt));
    const lastDate = addDays(localDateOf(last), 1);
    const before = timetableOf(tx, deps, practitionerId, lastDate);
    const { answer, action, entity, id } = change({ tx, practitionerId, organisationId });
    const after = timetableOf(tx, deps, practitionerId, lastDate);
    const affected = affectedVisits(before, after, visits, deps.now());
    const settled = settle(tx, deps, viewer, affected, decisions);
    logEvent(tx, viewer, deps.now(), { action, entity, entityId: id }, [organisationId]);
    return { answer, ...settled };
  });
  deps.live.emit('practitioner-time-changed', practitionerId);
  deps.live.emit('my-day-changed', practitionerId);
  for (const overview of cancelled) announceCancelled(deps, overview);
  for (const each of left) announceLeft(deps, each);
  return answer;
}

/** What the hours have to hold: the own visits to come, and those of others in which this person is required (W6). */
function visitsOf(tx: Tx, viewer: UserViewer, practitionerId: string, now: Instant): KeptVisit[] {
  const providerIds = decidesFor(tx, viewer, practitionerId);
  const own = practitioners.visits(tx, practitionerId, now, undefined, providerIds);
  return [
    ...own.map((visit): KeptVisit => ({ ...visit, part: 'host' })),
    ...requiredFrom(tx, practitionerId, now).map(({ appointment }): KeptVisit => ({
      ...{ part: 'colleague', appointmentId: appointment.id, practitionerId },
      ...{ startsAt: appointment.startsAt, endsAt: appointment.endsAt },
    })),
  ];
}

function timetableOf(tx: Tx, deps: Deps, practitionerId: string, lastDate: string): Timetable {
  // What began yesterday can last until now, and a schedule that has ended can have hours that were moved to a coming day.
  const from = addDays(localDateOf(deps.now()), -2);
  const exceptions = dayExceptions
    .ofPractitioner(tx, practitionerId, from)
    .flatMap((kept) => exceptionDays(kept, from, addDays(lastDate, 2)));
  const [timetable] = timetablesOf(schedules.ofPractitioner(tx, practitionerId, from), exceptions);
  return timetable ?? { practitionerId, schedules: [], exceptionsByDate: new Map(), runsLate: false };
}

/** Decides on exactly the visits that are affected now: what was asked about may have changed while somebody thought. */
function settle(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  affected: Affected[],
  decisions: Decisions,
): { cancelled: Overview[]; left: Left[] } {
  const { keep = [], cancel = [], decline = [], seen = [], reason = '' } = decisions ?? {};
  const partOf = new Map(affected.map(({ visit }) => [visit.appointmentId, visit.part]));
  const startOf = new Map(affected.map(({ visit }) => [visit.appointmentId, visit.startsAt]));
  const isFit =
    decidesAll([...partOf.keys()], { keep, cancel: [...cancel, ...decline] }) &&
    seen.every(({ id, startsAt }) => startOf.get(id) === startsAt) &&
    cancel.every((id) => partOf.get(id) === 'host') &&
    decline.every((id) => partOf.get(id) === 'colleague');
  if (!isFit) throw new Refusal('visits-affected', { details: { visits: viewAffected(tx, affected) } });
  if (cancel.length > 0 && reason.trim() === '')
    throw new Refusal('incomplete', { fields: { reason: 'required' } });
  const cancelled = cancel.map((id) => {
    const overview = appointments.byId(tx, id)!;
    const after = cancelVisit(tx, deps, viewer, overview, {
      role: 'specialist',
      // C6: only the time does not suit any more; what the visit is for is wanted still.
      reason: 'wrong-time',
      note: reason.trim(),
    });
    logOnAppointment(tx, viewer, deps.now(), 'cancel', overview.appointment);
    return after;
  });
  const left = decline.map((id) => {
    const { practitionerId } = affected.find(({ visit }) => visit.appointmentId === id)!.visit;
    return leaveVisit(tx, deps, viewer, appointments.byId(tx, id)!, practitionerId, null);
  });
  return { cancelled, left };
}

/** Who asked for it, and nothing about the client: an administrator reads this too (R1). */
function viewAffected(tx: Tx, affected: Affected[]) {
  return affected.map(({ visit, because }) => {
    const overview = appointments.byId(tx, visit.appointmentId)!;
    return {
      id: visit.appointmentId,
      ...{ startsAt: visit.startsAt, endsAt: visit.endsAt, because, part: visit.part },
      serviceName: overview.service.name,
      requesterName: overview.requester.name,
      requesterOrganisation: overview.requesterOrganisation.name,
    };
  });
}
