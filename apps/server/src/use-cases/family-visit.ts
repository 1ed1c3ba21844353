import { bookAll, emptyRequest, initialsOf, type Instant, type RequestContent } from '#domain';
import {
  accounts,
  appointments,
  claims,
  familyBookings,
  newId,
  participants,
  requests,
  type FamilyBookingRow,
  type Service,
  type Tx,
} from '#db';
import { m } from '#messages';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { FamilyViewer } from '../viewer.ts';
import { alternativesTo } from './alternatives.ts';
import { settleCase } from './book-appointment.ts';
import { addLink, createVisit } from './create-visit.ts';
import { loadWantedTime, serviceAsHeld } from './wanted-time.ts';

/** G9: siblings may each have a time; more would be kept from others. */
export const mostComing = 3;

type Wanted = {
  booking: FamilyBookingRow;
  written: NonNullable<FamilyBookingRow['form']>;
  service: Service;
  time: { practitionerId: string; startsAt: Instant };
};
export type FamilyBooked = {
  token: string;
  startsAt: Instant;
  endsAt: Instant;
  changed: string[];
  tellUserIds: string[];
  /** Undefined where it was booked before. */
  bookedId?: string;
};

/**
 * G9: a visit that a family has booked itself: request, case, claim, seats, link and messages, as of any booking. Nobody else
 * asked, so whoever it is with is its requester too. For within the transaction that has looked at the code.
 *
 * @returns the secret of the family's link; or a refusal, which keeps what the transaction has done so far.
 */
export function bookFamilyVisit(
  tx: Tx,
  deps: Deps,
  { booking, written, service: found, time }: Wanted,
): FamilyBooked | { refusal: Refusal } {
  const now = deps.now();
  const { holder } = booking;
  const service = serviceAsHeld(tx, found, time, holder, now);
  if (familyBookings.coming(tx, holder, service.id, now) >= mostComing)
    return { refusal: new Refusal('too-many-bookings') };
  const { slot, around, command } = loadWantedTime(tx, service, time, holder, now);
  const id = newId();
  const decision = bookAll({ ...command, appointmentId: id }, around, now);
  if (!decision.ok) {
    const alternatives = alternativesTo(tx, deps, service, slot.startsAt).map(({ startsAt, endsAt }) => ({
      ...{ startsAt, endsAt },
    }));
    return { refusal: new Refusal(decision.error.code, { details: { alternatives } }) };
  }
  const [host] = accounts.all(tx, [slot.practitionerId]);
  if (!host) return { refusal: new Refusal('slot-not-offered') };
  claims.remove(tx, decision.value.removeIds);
  const requester = { userId: host.id, organisationId: service.organisationId };
  const content = contentOf(written, host.language);
  const viewer: FamilyViewer = {
    ...{ kind: 'family', bookingId: booking.id, organisationId: service.organisationId },
  };
  const requestId = newId();
  requests.insert(tx, {
    ...{ id: requestId, organisationId: requester.organisationId, serviceId: service.id, content },
    ...{ requesterId: host.id, caseId: settleCase(tx, requester, content, now), status: 'accepted' },
    ...{ savedAt: now, submittedAt: now },
  });
  const { guests, tellUserIds } = createVisit(tx, deps, viewer, {
    ...{ id, service, slot, requestId, content, requester, fills: [] },
    claims: decision.value.claims,
  });
  familyBookings.settle(tx, booking.id, { appointmentId: id, ...time });
  const { startsAt, endsAt, practitionerId } = slot;
  const token = guests[0]!.token;
  return { token, startsAt, endsAt, changed: [practitionerId], tellUserIds, bookedId: id };
}

type Address = { channel: 'email' | 'sms'; address: string };

/**
 * One more link for the family whose booking was confirmed before (J5).
 *
 * @param isFamilys Whether it is the family that is reached there; others may have been invited since.
 */
export function linkOfFamilyVisit(
  tx: Tx,
  deps: Deps,
  appointmentId: string,
  isFamilys: (to: Address) => boolean,
): FamilyBooked {
  const visit = appointments.byId(tx, appointmentId)?.appointment;
  const guest = participants
    .guestsOf(tx, [appointmentId])
    .find(({ channel, address }) => channel && address && isFamilys({ channel, address }));
  if (!visit || !guest) throw new Refusal('code-expired');
  const token = addLink(tx, guest, visit.endsAt, deps.now());
  return { token, startsAt: visit.startsAt, endsAt: visit.endsAt, changed: [], tellUserIds: [] };
}

/** G4: the least that is needed, as a request: initials and a year, one guest, and what the family wants to talk about. */
function contentOf(
  { booker, childName, birthYear, guardianName, channel, address, about, language }: Wanted['written'],
  hostLanguage: 'fi' | 'sv' | 'en',
): RequestContent {
  const isGuardian = booker === 'guardian';
  const name = isGuardian ? guardianName : childName;
  return {
    ...emptyRequest,
    question: about || m.door_visit_no_question({}, { locale: hostLanguage }),
    urgency: 'routine',
    subject: { kind: 'new-case', initials: initialsOf(childName), birthYear },
    consentNoted: true,
    guests: [{ name, channel, address, language, role: isGuardian ? 'parent' : 'child' }],
  };
}
