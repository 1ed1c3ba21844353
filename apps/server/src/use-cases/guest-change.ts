import { bookAll, localDateOf, type RequestContent } from '#domain';
import {
  appointments,
  claims,
  familyBookings,
  newId,
  participants,
  requests,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { GuestViewer } from '../viewer.ts';
import { alternativesTo } from './alternatives.ts';
import { isThere } from './book-for.ts';
import { announceMove } from './change-appointment.ts';
import { keepCaseTypeOf } from './case-types.ts';
import { addLink, createVisit } from './create-visit.ts';
import { mostComing } from './family-visit.ts';
import { freeWeek } from './free-week.ts';
import { logOnAppointment } from './log-event.ts';
import { mayChange } from './may-change.ts';
import { withRequester } from './panel.ts';
import { reopenProposal } from './proposal-state.ts';
import {
  cancellationOf,
  isCancelledByFamily,
  isOnSideOf,
  isStillWanted,
  mayRebook,
  requesterAgain,
} from './rebooking.ts';
import { requiredStill } from './required-people.ts';
import { whoIs } from './same-people.ts';
import { takePlace } from './take-place.ts';
import { countAsk } from './throttle.ts';
import { cancelVisit, moveVisit, serviceAsBooked } from './visit-change.ts';
import { fillsOf } from './visit-forms.ts';
import { loadWantedTime } from './wanted-time.ts';

/** What a family may do with its visit by its link, and what has become of it. */
export function guestChoices(tx: Tx, overview: Overview, person: Participant, now: number) {
  const { appointment } = overview;
  const cancelled = cancellationOf(tx, overview);
  const change = mayChange(overview, 'family', now);
  const successor = standingInstead(tx, overview);
  return {
    youMay: {
      cancel: change.ok,
      move: change.ok && appointment.status === 'booked',
      rebook: mayRebook(tx, overview, now),
    },
    cancelled: cancelled ? { ...cancelled, onYourSide: isOnSideOf(tx, overview, person) } : null,
    successorStartsAt: successor && isIn(tx, successor, person) ? successor.appointment.startsAt : null,
  };
}

/** B8: whom somebody has taken out of what takes its place since hears nothing of that, by the link to this one neither. */
const isIn = (tx: Tx, { appointment }: Overview, person: Participant): boolean =>
  participants.guestsOf(tx, [appointment.id]).some((each) => whoIs(each) === whoIs(person));

/** C6: the visit that holds in the end in the place of another; undefined where none does. */
function standingInstead(tx: Tx, { appointment }: Overview): Overview | undefined {
  let last: Overview | undefined;
  for (let next = appointment.successorId; next !== null; next = last?.appointment.successorId ?? null)
    last = appointments.inOrganisation(tx, appointment.organisationId, next);
  return last?.appointment.status === 'cancelled' || last?.appointment.status === 'noshow' ? undefined : last;
}

export function cancelByGuest(deps: Deps, viewer: GuestViewer, body: Body<'guestCancel'>): void {
  const overview = deps.store.write((tx) => {
    const found = load(tx, viewer);
    const why = { role: 'family' as const, ...body };
    const after = cancelVisit(tx, deps, viewer, found, why, () => {
      if (isStillWanted(why)) reopenProposal(tx, deps, found.appointment.id, viewer.participantId);
    });
    logOnAppointment(tx, viewer, deps.now(), 'cancel', found.appointment);
    return after;
  });
  announceMove(deps, overview, overview.appointment.practitionerId);
}

/** C10: each move is a letter to everybody. */
const movesAnHour = 5;

export function moveByGuest(
  deps: Deps,
  viewer: GuestViewer,
  { practitionerId, startsAt, reason, note, from }: Body<'guestMove'>,
): void {
  let former = '';
  const overview = deps.store.write((tx) => {
    const found = load(tx, viewer);
    former = found.appointment.practitionerId;
    const to = { practitionerId, startsAt };
    const why = { role: 'family' as const, reason, note, from };
    const after = moveVisit(tx, deps, viewer, found, { ...why, to, by: '', override: null });
    // H11: it is there already, and nobody is written to.
    if (after === found) return after;
    countAsk(tx, `guest-move ${found.appointment.id}`, deps.now(), movesAnHour);
    logOnAppointment(tx, viewer, deps.now(), 'move', found.appointment);
    return after;
  });
  announceMove(deps, overview, former);
}

/** The times that a family can move to, or take instead of a cancelled visit. */
export function guestTimes(deps: Deps, viewer: GuestViewer, week: string | undefined): Reply<'guestTimes'> {
  return deps.store.read((tx) => {
    const overview = load(tx, viewer);
    const now = deps.now();
    if (!mayChange(overview, 'family', now).ok && !mayRebook(tx, overview, now))
      throw new Refusal('no-new-time');
    const from = week ?? localDateOf(Math.max(overview.appointment.startsAt, now));
    return freeWeek(tx, overview, '', now, from, isCancelledByFamily(tx, overview));
  });
}

/**
 * C6: a new visit of the same request in place of a cancelled one, asked for by the family itself. Everybody of the old one
 * is invited to it, by the same request and in the name of the same worker; the old links say what has come of it. What a
 * family booked itself counts among its bookings (G9).
 *
 * @returns the secret of the guest who asks, for the new visit.
 */
export function rebookByGuest(
  deps: Deps,
  viewer: GuestViewer,
  to: Body<'guestRebook'>,
): Reply<'guestRebook'> {
  const now = deps.now();
  const { token, overview } = deps.store.write((tx) => {
    const found = load(tx, viewer);
    const known = linkToSame(tx, viewer, found, to, now);
    if (known) return { token: known, overview: undefined };
    if (!mayRebook(tx, found, now)) throw new Refusal('no-new-time');
    const service = serviceAsBooked(tx, found);
    const holder = familyBookings.holderOf(tx, found.appointment.id);
    if (holder !== undefined && familyBookings.coming(tx, holder, service.id, now) >= mostComing)
      throw new Refusal('too-many-bookings');
    const content = contentAgain(tx, found);
    const { requesterOrganisationId } = found.appointment;
    const requesterId = requesterAgain(tx, found, to.practitionerId);
    const alsoIds = content.requiredIds ? withRequester(requesterId, content.requiredIds) : [];
    const { slot, around, command } = loadWantedTime(tx, service, { ...to, alsoIds }, '', now);
    const id = newId();
    const decision = bookAll({ ...command, appointmentId: id }, around, now);
    if (!decision.ok) {
      const alternatives = alternativesTo(tx, deps, service, slot.startsAt);
      throw new Refusal(decision.error.code, { details: { alternatives } });
    }
    claims.remove(tx, decision.value.removeIds);
    const requestId = newId();
    requests.insert(tx, {
      id: requestId,
      organisationId: requesterOrganisationId,
      serviceId: service.id,
      requesterId,
      caseId: found.request.caseId,
      status: 'accepted',
      content,
      savedAt: now,
      submittedAt: now,
    });
    keepCaseTypeOf(tx, found.request.id, requestId);
    const { guests: invited } = createVisit(tx, deps, viewer, {
      ...{
        id,
        service,
        slot,
        claims: decision.value.claims,
        requestId,
        content,
        fills: fillsOf(tx, found.appointment.id),
        insteadOfId: found.appointment.id,
        bookedBy: found.appointment.bookedBy,
      },
      requester: { userId: requesterId, organisationId: requesterOrganisationId },
    });
    takePlace(tx, found, { id, organisationId: service.organisationId });
    const guests = participants
      .ofAppointment(tx, found.appointment.id)
      .filter(({ kind, seat }) => kind === 'guest' && seat !== 'removed');
    const own = guests.findIndex((guest) => guest.id === viewer.participantId);
    const overview = appointments.inOrganisation(tx, service.organisationId, id)!;
    return { token: invited[own]!.token, overview };
  });
  if (!overview) return { token };
  announceMove(deps, overview, overview.appointment.practitionerId);
  deps.live.emit('my-day-changed', overview.appointment.requesterId);
  deps.live.emit('appointment-changed', viewer.appointmentId);
  return { token };
}

/** B6: pressed twice, or the answer was lost: one more link to the visit that has come of it (J5). */
function linkToSame(
  tx: Tx,
  viewer: GuestViewer,
  found: Overview,
  to: Body<'guestRebook'>,
  now: number,
): string | undefined {
  const next = standingInstead(tx, found)?.appointment;
  if (next?.startsAt !== to.startsAt || next.practitionerId !== to.practitionerId) return undefined;
  const own = participants.byIds(tx, [viewer.participantId])[0]!;
  const seat = participants
    .guestsOf(tx, [next.id])
    .find((each) => each.name === own.name && each.channel === own.channel && each.address === own.address);
  return seat && addLink(tx, seat, next.endsAt, now);
}

/** The request as it was, with the people of the visit as they are now. */
export function contentAgain(tx: Tx, overview: Overview): RequestContent {
  const { appointment, request } = overview;
  const people = participants.ofAppointment(tx, appointment.id).filter(({ seat }) => seat !== 'removed');
  const requiredIds = requiredStill(tx, overview);
  return {
    ...request.content,
    ...(requiredIds && { requiredIds }),
    subject: request.caseId ? { kind: 'case', caseId: request.caseId } : request.content.subject,
    guests: people
      .filter(({ kind }) => kind === 'guest')
      .map(({ name, channel, address, language, guestRole }) => ({
        ...{ name, language, role: guestRole },
        channel: channel!,
        address: address!,
      })),
    colleagueIds: people.flatMap(({ kind, userId }) =>
      kind === 'colleague' && userId !== null && isThere(tx, userId) ? userId : [],
    ),
  };
}

function load(tx: Tx, viewer: GuestViewer): Overview {
  const overview = appointments.inOrganisation(tx, viewer.organisationId, viewer.appointmentId);
  if (!overview) throw new Refusal('link-invalid');
  const own = participants
    .ofAppointment(tx, viewer.appointmentId)
    .find(({ id }) => id === viewer.participantId);
  if (own?.seat === 'removed') throw new Refusal('removed');
  return overview;
}
