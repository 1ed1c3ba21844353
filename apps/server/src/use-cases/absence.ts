import {
  addDays,
  busyTimesOf,
  dayMs,
  instantOf,
  isLive,
  isLocalDate,
  localDateOf,
  openHours,
  proposeForSickLeave,
  type Claim,
  type Colleague,
  type Instant,
  type LocalDate,
  type Slot,
  type VisitProposal,
} from '#domain';
import { appointments, claims, practitioners, services, type Overview, type Service, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { announceMove } from './change-appointment.ts';
import { closeDay, isOff } from './close-day.ts';
import { isDecidedAlready } from './decided-already.ts';
import { findAway } from './keep-hours.ts';
import { announceLeft, invitedOn, leaveVisit } from './leave-visit.ts';
import { logOnAppointment } from './log-event.ts';
import { mustBeWhereSeen } from './may-change.ts';
import { timesFor, type PanelIds } from './panel.ts';
import { horizonWeeks, nextFreeSlots, searchOf, timesOf } from './slots.ts';
import { changeHands } from './take-over.ts';
import { takenElsewhereOn, tellerOf, visitOf, visitsOn } from './visits-on-day.ts';
import { alsoTaken, cancelVisit, isAwaited, moveVisit, serviceAsBooked } from './visit-change.ts';

type Decision = Body<'decideAbsence'>['decisions'][number];
/** How many other times are shown for each visit, besides the one that is proposed. */
const moreTimes = 4;

/**
 * C4, C5: the coming visits of a day on which a practitioner is away, each with a proposal and what else could be done. Who
 * asked for them is shown, nothing about the child: administrators see this too (R1).
 */
export function readAbsence(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  date: string,
): Reply<'readAbsence'> {
  if (!isLocalDate(date)) throw new Refusal('bad-request', { fields: { date: 'date' } });
  const now = deps.now();
  return deps.store.read((tx) => {
    const { user } = findAway(tx, viewer, practitionerId);
    const around = surroundings(tx, viewer, practitionerId, date, now);
    const names = new Map(
      services
        .practitioners(tx, [
          ...around.colleagues.map(({ id }) => id),
          ...[...around.freeSlots.values()].flat().map((slot) => slot.practitionerId),
        ])
        .map(({ id, name }) => [id, name]),
    );
    const timeOf = ({ practitionerId: id, startsAt }: Slot) => ({
      practitionerId: id,
      practitionerName: names.get(id) ?? '',
      startsAt,
    });
    const proposals = proposeForSickLeave(around);
    const invited = invitedOn(tx, practitionerId, date, now);
    const toldOf = tellerOf(tx, [...proposals.map(({ visit }) => visit.appointmentId), ...invited.map(idOf)]);
    return {
      practitioner: {
        ...{ id: user.id, name: user.name, you: user.id === viewer.userId },
        keepsHours: practitioners.byId(tx, user.id) !== undefined,
      },
      date,
      isClosed: isOff(tx, practitionerId, date),
      visits: proposals.map((proposal) => {
        const { visit } = proposal;
        const overview = appointments.byId(tx, visit.appointmentId)!;
        const to = targetOf(proposal);
        const isAwaited = around.awaitedIds.has(visit.appointmentId);
        const hasBegun = visit.startsAt <= now;
        const others = (isAwaited ? [] : (around.freeSlots.get(visit.serviceId) ?? []))
          .filter((slot) => slot.startsAt > visit.startsAt)
          .slice(0, moreTimes);
        return {
          ...toldOf(overview),
          ...{ isAwaited, hasBegun, because: proposal.because },
          proposal: hasBegun && proposal.kind === 'cancel' ? 'keep' : proposal.kind,
          times: (to ? [to, ...others.filter((slot) => !isSame(slot, to))] : others).map(timeOf),
        };
      }),
      invited: invited.map(toldOf),
      elsewhere: takenElsewhereOn(tx, viewer, practitionerId, date, now),
      serverNow: now,
    };
  });
}

const idOf = ({ appointment }: Overview): string => appointment.id;

/**
 * Closes the day, so that nobody books it anew, and does with each visit what was decided. Each is decided again by itself:
 * what was taken meanwhile stays as it is and is told, and all else is done.
 */
export function decideAbsence(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  { date, note, decisions }: Body<'decideAbsence'>,
): Reply<'decideAbsence'> {
  if (!isLocalDate(date)) throw new Refusal('bad-request', { fields: { date: 'date' } });
  if (date < localDateOf(deps.now())) throw new Refusal('incomplete', { fields: { date: 'in-past' } });
  const freedIds = deps.store.write((tx) =>
    closeDay(tx, deps, viewer, findAway(tx, viewer, practitionerId).user, date),
  );
  for (const id of new Set([practitionerId, ...freedIds])) deps.live.emit('practitioner-time-changed', id);
  const results = decisions.map((decision) => ({
    id: decision.id,
    ...decideOne(deps, viewer, practitionerId, date, decision, note),
  }));
  return { results };
}

/** A refusal is told as its code; a bug is a bug. */
function decideOne(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  date: LocalDate,
  decision: Decision,
  note: string,
): { refused: string | null } {
  if (decision.kind === 'keep') return { refused: null };
  try {
    if (decision.kind === 'decline') {
      const left = deps.store.write((tx) => {
        findAway(tx, viewer, practitionerId);
        const found = invitedOn(tx, practitionerId, date, deps.now()).find(
          ({ appointment }) => appointment.id === decision.id,
        );
        if (!found) throw new Refusal('not-booked');
        mustBeWhereSeen(found, decision);
        return leaveVisit(tx, deps, viewer, found, practitionerId, null);
      });
      announceLeft(deps, left);
      return { refused: null };
    }
    if (decision.kind === 'move' && isHandedOverAwaited(deps, viewer, practitionerId, date, decision)) {
      const hands = { from: practitionerId, to: decision.practitionerId };
      changeHands(deps, viewer, hands, (tx) => visitOf(tx, deps, viewer, practitionerId, date, decision.id));
      return { refused: null };
    }
    const overview = deps.store.write((tx) => {
      const found = visitOf(tx, deps, viewer, practitionerId, date, decision.id);
      logOnAppointment(tx, viewer, deps.now(), decision.kind, found.appointment);
      const why = { role: 'specialist' as const, reason: 'specialist-ill', note, from: decision.from };
      if (decision.kind === 'cancel') return cancelVisit(tx, deps, viewer, found, why);
      const { practitionerId: to, startsAt } = decision;
      const isAtWork = isWithinHours(tx, found, to, startsAt);
      return moveVisit(tx, deps, viewer, found, {
        ...why,
        to: { practitionerId: to, startsAt },
        ...{ by: viewer.userId, override: null, isAtWork },
      });
    });
    announceMove(deps, overview, practitionerId);
    return { refused: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isDone = deps.store.read((tx) => isDecidedAlready(tx, viewer, practitionerId, decision));
    return { refused: isDone ? null : error.error.code };
  }
}

/** Q12: somebody waits for a visit of that day that is to be a colleague's at its own time: it goes as it is, with them. */
function isHandedOverAwaited(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  date: LocalDate,
  { id, startsAt }: Extract<Decision, { kind: 'move' }>,
): boolean {
  return deps.store.read((tx) => {
    const found = visitOf(tx, deps, viewer, practitionerId, date, id);
    return found.appointment.startsAt === startsAt && isAwaited(tx, found);
  });
}

const isAwaitedVisit = (tx: Tx, id: string): boolean => isAwaited(tx, appointments.byId(tx, id)!);

/** V9: on which terms a visit was booked, and whose time it takes besides its practitioner's. */
type Terms = { key: string; service: Service; alsoIds: string[] };

/** Visits on the same terms go to the same times; a panel (N1) has times of its own. */
function termsOf(tx: Tx, appointmentId: string): Terms {
  const overview = appointments.byId(tx, appointmentId)!;
  const service = serviceAsBooked(tx, overview);
  const alsoIds = alsoTaken(tx, overview, overview.appointment.practitionerId);
  const { id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, horizonDays } = service;
  const needs = service.needs.map((choices) => choices.join(','));
  const all = [id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, horizonDays, ...needs];
  return { key: [...all, ...(alsoIds.length > 0 ? [appointmentId] : [])].join(' '), service, alsoIds };
}

/**
 * The visits of a day, who could take them over, and which times are free; of the day itself none of who is away. A visit goes
 * where it fits as it was booked (V9), whatever its service's length is now, so its terms stand in its service's place.
 */
function surroundings(tx: Tx, viewer: UserViewer, awayId: string, date: LocalDate, now: Instant) {
  const known = new Map<string, Terms>();
  const visits = visitsOn(tx, viewer, awayId, date, now).map((visit) => {
    const terms = termsOf(tx, visit.appointmentId);
    known.set(terms.key, terms);
    return { ...visit, serviceId: terms.key };
  });
  const colleagues: Colleague[] = [];
  const freeSlots = new Map<string, Slot[]>();
  const busyThings: Claim[] = [];
  const from = instantOf(addDays(date, -1), '00:00');
  const to = instantOf(addDays(date, 2), '00:00');
  for (const { key, service, alsoIds } of known.values()) {
    const { timetables } = searchOf(tx, service, date, date);
    const ids = timetables.map(({ practitionerId }) => practitionerId);
    const busy = busyTimesOf(claims.around(tx, ids, from, to).filter((claim) => isLive(claim, now)));
    for (const timetable of timetables) {
      const id = timetable.practitionerId;
      if (id === awayId) continue;
      // One entry for each service: hours in another service are no hours for this visit.
      const hours = openHours(timetable, date, date, service.id);
      colleagues.push({ id, serviceIds: [key], hours, busy: busy.get(id) ?? [] });
    }
    const first = Math.max(visits.find(({ serviceId }) => serviceId === key)!.startsAt, now);
    const limit = visits.length * 2 + moreTimes;
    const free =
      alsoIds.length > 0
        ? timesOfPanel(tx, service, { hostId: awayId, requiredIds: alsoIds }, viewer.userId, now, first)
        : nextFreeSlots(tx, service, now, limit + 20, first);
    const slots = free
      .filter((slot) => slot.practitionerId !== awayId || localDateOf(slot.startsAt) !== date)
      .slice(0, limit);
    freeSlots.set(key, slots);
    const last = slots.at(-1);
    if (last) busyThings.push(...claims.around(tx, service.needs.flat(), first - dayMs, last.endsAt + dayMs));
  }
  const services = [...known.values()].map(({ key, service }) => ({
    ...{ ...timesOf(service), id: key, needs: service.needs },
  }));
  const awaitedIds = new Set(
    visits.flatMap(({ appointmentId }) => (isAwaitedVisit(tx, appointmentId) ? [appointmentId] : [])),
  );
  const taken = busyTimesOf(busyThings.filter((claim) => isLive(claim, now)));
  return { visits, services, colleagues, freeSlots, busyThings: taken, awaitedIds };
}

/** N1: a panel goes on with the practitioner that it has, where all of its people can; the sooner first. */
function timesOfPanel(
  tx: Tx,
  service: Service,
  ids: PanelIds,
  by: string,
  now: Instant,
  from: Instant,
): Slot[] {
  const to = from + horizonWeeks * 7 * dayMs;
  const answer = timesFor(tx, service, ids, by, now, from, to, { limit: Infinity });
  if (answer.kind === 'none') return [];
  return answer.times.map(({ startsAt, endsAt }) => ({ practitionerId: ids.hostId, startsAt, endsAt }));
}

const targetOf = (proposal: VisitProposal): Slot | undefined =>
  proposal.kind === 'move'
    ? proposal.to
    : proposal.kind === 'hand-over'
      ? { ...proposal.visit, practitionerId: proposal.to }
      : undefined;

const isSame = (a: Slot, b: Slot) => a.startsAt === b.startsAt && a.practitionerId === b.practitionerId;

/** C4: a visit that is handed over at its own time need not be one of the other's slots; their hours must hold it. */
function isWithinHours(
  tx: Tx,
  { appointment }: Overview,
  practitionerId: string,
  startsAt: Instant,
): boolean {
  if (startsAt !== appointment.startsAt) return false;
  const service = services.ofVisit(tx, appointment.organisationId, appointment.serviceId)!;
  const date = localDateOf(startsAt);
  const [timetable] = searchOf(tx, service, date, date, practitionerId).timetables;
  return (
    timetable !== undefined &&
    openHours(timetable, date, date, service.id).some(
      (hours) => hours.startsAt <= startsAt && appointment.endsAt <= hours.endsAt,
    )
  );
}
