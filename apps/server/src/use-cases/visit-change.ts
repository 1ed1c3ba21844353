import {
  appointments as rules,
  checkReason,
  linkAfterMs,
  mayChangeVisit,
  minuteMs,
  moveAll,
  remindersAt,
  seats,
  type BookingPart,
  type Buffers,
  type CancelRole,
  type CancelWindow,
  type SetDecision,
  type Slot,
} from '#domain';
import {
  accounts,
  appointmentOf,
  appointments,
  caseSlots,
  claims,
  familyBookings,
  guestLinks,
  meetings,
  newId,
  participants,
  reminders,
  requests,
  services,
  type Overview,
  type Service,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { meetingPlace } from '../mail/place.ts';
import { accept, Refusal } from '../refusal.ts';
import type { Actor } from '../viewer.ts';
import { alternativesTo } from './alternatives.ts';
import { noteChangedAlone } from './meeting-alone.ts';
import { noteChange, noteOverride } from './note-change.ts';
import { keepLinks } from './rebooking.ts';
import { panelOf } from './required-people.ts';
import { carryOver } from './same-people.ts';
import { isHostsOwn, tellCancelled, tellFormerHost, tellHandedOver, tellMoved } from './tell-people.ts';
import { someoneWaits } from './view-appointment.ts';
import { needsOfVisit } from './visit-resources.ts';
import { loadWantedTime, type WantedTime } from './wanted-time.ts';

/** T3: how many days a series can reach, two leap years at most. */
const seriesDays = 2 * 366;

/** C2: by whom a visit is changed, and why. `note` is for professionals; families are told the reason alone. */
export type ChangeReason = { role: CancelRole; reason: string; note: string };

/** V7, C1: the window of who asked and of the family is what the visit keeps of its service; the provider's is the start. */
export function windowOf({ appointment: { cancelHours } }: Overview): CancelWindow {
  return { staff: cancelHours * 60, specialist: 0, family: cancelHours * 60 };
}

/** C1–C3: refuses what comes too late, or has no reason that this role knows; answers the reason as it is noted. */
export function mayChange(overview: Overview, role: CancelRole, now: number) {
  const { appointment, requester, requesterOrganisation } = overview;
  const { status, startsAt } = appointment;
  const window = windowOf(overview);
  const phone = requester.phone ?? requesterOrganisation.phone ?? '';
  return mayChangeVisit({ status, startsAt, role, window, contact: { name: requester.name, phone } }, now);
}

/**
 * P3: frees the time, tells everybody, and notes why. For within a transaction.
 *
 * @param onceFree What else becomes of it before people are told: it decides what they are told of (N8, C6).
 */
export function cancelVisit(
  tx: Tx,
  deps: Deps,
  by: Actor,
  found: Overview,
  why: ChangeReason,
  onceFree: () => void = () => {},
): Overview {
  const overview = endVisitEarly(tx, deps, by, found, why);
  noteChangedAlone(tx, overview.appointment.id);
  onceFree();
  tellCancelled(tx, deps, overview);
  return overview;
}

/** P3: as `cancelVisit`, for whoever tells the people in another way. */
export function endVisitEarly(tx: Tx, deps: Deps, by: Actor, found: Overview, why: ChangeReason): Overview {
  const now = deps.now();
  const { id, organisationId } = found.appointment;
  if (found.encounter.status === 'finished') throw new Refusal('visit-over');
  accept(mayChange(found, why.role, now));
  const { reason, text } = accept(checkReason(why.role, 'cancel', why.reason, why.note));
  appointments.save(tx, accept(rules.cancel(appointmentOf(found.appointment), text || reason, now)));
  appointments.bumpCalendar(tx, id, found.appointment.calendarSequence + 1);
  claims.releaseAppointment(tx, id);
  reminders.forget(tx, id);
  // Whoever waits for it is out of the waiting room, in the database as on their screen.
  for (const person of participants.ofAppointment(tx, id))
    participants.saveSeat(tx, person.id, seats.leave(person.state, now));
  requests.settle(tx, found.request.id, 'revoked');
  noteChange(tx, found.appointment, by, now, { kind: 'cancel', role: why.role, reason, note: text });
  const overview = appointments.inOrganisation(tx, organisationId, id)!;
  keepLinks(tx, overview, now);
  return overview;
}

export type Move = ChangeReason & {
  to: WantedTime;
  /** Whose holds are not in the way; a family holds nothing. */
  by: string;
  /** H14: why a time is taken that is not offered, or that somebody holds; null to keep to what is offered. */
  override: { reason: string; permitted: boolean } | null;
  /** That the other's hours hold it, where it need not be one of their slots (C4). */
  isAtWork?: boolean;
};

/**
 * H11: another time, or another practitioner of the service. The visit keeps its people, its links, its length and its
 * rests; everybody is told, and their calendars follow. For within a transaction.
 */
export function moveVisit(tx: Tx, deps: Deps, by: Actor, found: Overview, move: Move): Overview {
  const now = deps.now();
  const { appointment } = found;
  accept(mayChange(found, move.role, now));
  const why = accept(checkReason(move.role, 'move', move.reason, move.note));
  mustBeMovable(tx, found);
  // H11: it is there already, as when a press comes twice: there is nothing to do, and nothing to tell.
  if (move.to.startsAt === appointment.startsAt && move.to.practitionerId === appointment.practitionerId)
    return found;
  const service = serviceAsBooked(tx, found);
  const isStrange = move.to.startsAt % minuteMs !== 0;
  if (isStrange || !services.isOfferedBy(tx, service.id, move.to.practitionerId))
    throw new Refusal('slot-not-offered');
  const alsoIds = alsoTaken(tx, found, move.to.practitionerId);
  const wanted = { ...move.to, alsoIds };
  const { slot, around, command } = loadWantedTime(tx, service, wanted, move.by, now, {
    appointmentId: appointment.id,
  });
  const decision = moveAll(
    {
      ...command,
      offered: command.offered || move.isAtWork === true,
      appointmentId: appointment.id,
      movedFrom: appointment.startsAt,
      ...(move.override && { override: { by: move.by, ...move.override } }),
    },
    around,
    now,
  );
  if (!decision.ok) {
    const { code } = decision.error;
    const alternatives = alternativesTo(tx, deps, service, slot.startsAt);
    throw new Refusal(code, { details: { alternatives } });
  }
  const isHandedOver = slot.practitionerId !== appointment.practitionerId;
  const placeBefore = meetingPlace(tx, found, 'fi');
  if (isHandedOver) {
    const [host] = accounts.all(tx, [slot.practitionerId]);
    tellFormerHost(tx, deps, found, host!.name);
    seatHost(tx, appointment, host!, now);
  }
  const overview = putVisit(tx, deps, by, found, {
    ...{ slot, service, decision: decision.value, role: move.role, reason: why.reason, note: why.text },
  });
  meetings.markByHand(tx, appointment.id);
  noteChangedAlone(tx, appointment.id);
  const isElsewhere = meetingPlace(tx, overview, 'fi') !== placeBefore;
  if (isHandedOver && !isElsewhere && slot.startsAt === appointment.startsAt)
    tellHandedOver(tx, deps, overview, by.kind === 'user' ? by.userId : null);
  else tellMoved(tx, deps, overview, appointment.startsAt, isHandedOver);
  return overview;
}

/**
 * Q12: somebody else is its host. What a family booked itself nobody else asked for, so its requester they are too (G9). Whoever
 * had it and asked for it stays in it as its requester.
 */
export function seatHost(
  tx: Tx,
  visit: Overview['appointment'],
  host: ReturnType<typeof accounts.all>[number],
  now: number,
): void {
  participants.replaceHost(tx, visit.id, host, now);
  if (familyBookings.hasBooked(tx, visit.id)) appointments.setRequester(tx, visit.id, host.id);
  else if (isHostsOwn(tx, visit)) seatRequester(tx, visit);
}

function seatRequester(tx: Tx, { id: appointmentId, organisationId, requesterId }: Overview['appointment']) {
  const [account] = accounts.all(tx, [requesterId]);
  if (!account) return;
  const known = participants.ofUser(tx, appointmentId, requesterId);
  if (known) return participants.seatRequester(tx, known.id);
  const { name, language } = account;
  participants.insert(tx, {
    ...{ id: newId(), organisationId, appointmentId, kind: 'requester', userId: requesterId, name, language },
  });
  carryOver(tx, { id: appointmentId, organisationId });
}

/** H11: whoever has come to a visit, or waits for it, is not left behind at its old time. */
export function mustBeMovable(tx: Tx, found: Overview): void {
  if (isAwaited(tx, found)) throw new Refusal('somebody-waits');
}

export const isAwaited = (tx: Tx, { appointment }: Overview): boolean =>
  appointment.status !== 'booked' || someoneWaits(participants.ofAppointment(tx, appointment.id));

/** H11: writes a move that was decided on: claims, time, reminders, links and why. Nobody is told here. */
export function putVisit(
  tx: Tx,
  deps: Deps,
  by: Actor,
  found: Overview,
  move: ChangeReason & { slot: Slot; service: Service; decision: SetDecision<BookingPart> },
): Overview {
  const now = deps.now();
  const { appointment } = found;
  const { slot, decision, role, reason } = move;
  claims.remove(tx, decision.removeIds);
  claims.insert(tx, move.service, decision.claims);
  dropSlotsBeyond(tx, appointment, slot.endsAt - slot.startsAt);
  appointments.move(tx, appointment, slot, now);
  const organisationId = appointment.organisationId;
  reminders.forget(tx, appointment.id);
  reminders.plan(
    tx,
    { appointmentId: appointment.id, organisationId },
    remindersAt(appointment.reminderHours, slot.startsAt, now),
  );
  guestLinks.extend(tx, appointment.id, slot.endsAt + linkAfterMs);
  const from = { fromStartsAt: appointment.startsAt, fromPractitionerId: appointment.practitionerId };
  noteChange(tx, found.appointment, by, now, { kind: 'move', role, reason, note: move.note, ...from });
  for (const event of decision.events)
    if (event.type === 'rules-overridden')
      noteOverride(tx, found.appointment, by, now, { role, note: event.reason });
  return appointments.inOrganisation(tx, organisationId, appointment.id)!;
}

/** T10: of a meeting that becomes shorter what is left over at its end is nobody's; a case is not put out by it. */
function dropSlotsBeyond(tx: Tx, { id, startsAt }: Overview['appointment'], lengthMs: number): void {
  const beyond = caseSlots.of(tx, id).filter(({ endsAt }) => endsAt - startsAt > lengthMs);
  if (beyond.some(({ caseId }) => caseId !== null)) throw new Refusal('slots-in-use');
  for (const { index } of beyond) caseSlots.remove(tx, id, index);
}

/**
 * H10: whose time a panel takes besides its practitioner's; it takes theirs wherever it moves. A cancelled one has let go of
 * everybody, and what comes in its place (C6) takes them again.
 */
export const alsoTaken = (tx: Tx, overview: Overview, practitionerId: string): string[] => {
  const { appointment } = overview;
  const takenIds =
    appointment.status === 'cancelled' ? panelOf(tx, overview) : claims.peopleOf(tx, appointment.id);
  return takenIds.filter((id) => id !== appointment.practitionerId && id !== practitionerId);
};

/** V9, D6: the visit's service with the length and the rests that it was booked with, and the rooms that it keeps. */
export function serviceAsBooked(tx: Tx, overview: Overview): Service {
  const { appointment } = overview;
  const service = services.ofVisit(tx, appointment.organisationId, appointment.serviceId);
  if (!service) throw new Error('a visit has a service');
  // A cancelled visit claims nothing any more; its service's rests are what is left to go by.
  const rests = appointment.status === 'cancelled' ? restsOf(service) : claims.restsOf(tx, appointment.id);
  const lengthMinutes = (appointment.endsAt - appointment.startsAt) / minuteMs;
  const isOfSeries = meetings.ofAppointments(tx, [appointment.id]).length > 0;
  // T3: a series reaches farther than single visits are booked, and each of its meetings can be moved where it is.
  const horizonDays = isOfSeries ? Math.max(service.horizonDays, seriesDays) : service.horizonDays;
  return { ...service, lengthMinutes, ...rests, horizonDays, needs: needsOfVisit(tx, service, overview) };
}

const restsOf = ({ bufferBeforeMinutes, bufferAfterMinutes }: Service): Buffers => ({
  bufferBeforeMinutes,
  bufferAfterMinutes,
});
