import {
  linkAfterMs,
  remindersAt,
  type BookingPart,
  type Instant,
  type InvitedGuest,
  type RequestContent,
  type Slot,
} from '#domain';
import {
  accounts,
  appointments,
  claims,
  guestLinks,
  hashSecret,
  newId,
  newSecret,
  participants,
  reminders,
  type Service,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { guestAddress, visitAddress } from '../mail/addresses.ts';
import { post } from '../mail/compose.ts';
import { Refusal } from '../refusal.ts';
import type { Actor } from '../viewer.ts';
import { concernedBy, logEvent, logOnAppointment } from './log-event.ts';
import { carryGuestForm, keepForms, type CheckedFill } from './visit-forms.ts';

/** Everything that a visit is made of once its time is decided and its request is accepted. */
export type NewVisit = {
  id: string;
  service: Service;
  slot: Slot;
  claims: readonly BookingPart[];
  requestId: string;
  content: RequestContent;
  /** What was written in the service's own forms together with the request (F11). */
  fills: readonly CheckedFill[];
  /** Who asks; not always who acts. */
  requester: { userId: string; organisationId: string };
  /** The visit whose place it takes, or that fell through before it: what guests wrote for that is not asked again (F18). */
  insteadOfId?: string | undefined;
  /** B7: who had booked that for a colleague, and goes on seeing to it whoever takes the new time. */
  bookedBy?: string | null;
  /** One letter tells of a whole series; its meetings send none of their own. */
  isToldElsewhere?: boolean;
};

/**
 * Writes a visit and everything that belongs to it: appointment, claims, encounter, reminders, participants, links, messages
 * and the audit event. For within the transaction that has decided.
 *
 * @returns whose day changes, and each guest's seat and new secret by the order in which the request names them.
 */
export function createVisit(tx: Tx, deps: Deps, actor: Actor, visit: NewVisit): Invited {
  const { id, service, slot, requester } = visit;
  const now = deps.now();
  appointments.insert(tx, {
    id,
    organisationId: service.organisationId,
    requesterOrganisationId: requester.organisationId,
    serviceId: service.id,
    requestId: visit.requestId,
    practitionerId: slot.practitionerId,
    requesterId: requester.userId,
    bookedBy: visit.bookedBy ?? actorOf(actor, requester.userId),
    startsAt: slot.startsAt,
    endsAt: slot.endsAt,
    status: 'booked',
    statusAt: now,
    createdAt: now,
    ...keptOf(service),
  });
  reminders.plan(
    tx,
    { appointmentId: id, organisationId: service.organisationId },
    remindersAt(service.reminderHours, slot.startsAt, now),
  );
  claims.insert(tx, service, visit.claims);
  appointments.insertEncounter(tx, {
    id: newId(),
    organisationId: service.organisationId,
    appointmentId: id,
    status: 'planned',
  });
  // Before the invitations, which say what is asked before the visit (F12).
  keepForms(
    tx,
    requester.userId,
    service,
    { appointmentId: id, requestId: visit.requestId, insteadOfId: visit.insteadOfId },
    visit.fills,
    now,
  );
  const invited = invite(tx, deps, visit);
  const parties = {
    id,
    organisationId: service.organisationId,
    requesterOrganisationId: requester.organisationId,
  };
  logOnAppointment(tx, actor, now, 'book', parties);
  // B7: the log holds both: who booked, and for whom.
  if (actorOf(actor, requester.userId) !== null) {
    const event = { action: 'book-for', entity: 'user' as const, entityId: requester.userId };
    logEvent(tx, actor, now, event, concernedBy(parties));
  }
  return invited;
}

/** B7: who acts in the requester's name; null for the requester, and for a family. */
const actorOf = (viewer: Actor, requesterId: string): string | null =>
  viewer.kind === 'user' && viewer.userId !== requesterId ? viewer.userId : null;

/** V9: what the visit keeps of its service, however that changes later. */
const keptOf = (service: Service) => {
  const { modality, address, joinEarlyMinutes, cancelHours, anonymousOnly, reminderHours } = service;
  return { modality, address, joinEarlyMinutes, cancelHours, anonymousOnly, reminderHours };
};

/** Seats for everybody, an own link for each guest, and a message for each. */
function invite(
  tx: Tx,
  deps: Deps,
  { id: appointmentId, service, slot, content, requester, insteadOfId, isToldElsewhere = false }: NewVisit,
): Invited {
  const requesterId = requester.userId;
  const now = deps.now();
  const overview = appointments.forLetters(tx, service.organisationId, appointmentId)!;
  const { publicUrl } = deps.settings;
  const accountsById = new Map(
    accounts.all(tx, [slot.practitionerId, requesterId, ...content.colleagueIds]).map((a) => [a.id, a]),
  );
  const people = [
    { kind: 'host' as const, userId: slot.practitionerId },
    ...(requesterId === slot.practitionerId ? [] : [{ kind: 'requester' as const, userId: requesterId }]),
    ...content.colleagueIds
      .filter((id) => id !== slot.practitionerId && id !== requesterId)
      .map((userId) => ({ kind: 'colleague' as const, userId })),
  ];
  for (const { kind, userId } of people) {
    const user = accountsById.get(userId);
    // U4: an account that was closed a moment ago, or while a request waited.
    if (!user) throw new Refusal(userId === requesterId ? 'requester-gone' : 'slot-not-offered');
    const seat = {
      id: newId(),
      organisationId: service.organisationId,
      kind,
      name: user.name,
      language: user.language,
    };
    participants.insert(tx, { ...seat, appointmentId, userId });
    const recipient = { ...seat, channel: 'email' as const, address: user.email };
    if (isToldElsewhere) continue;
    post(
      tx,
      { overview, recipient, kind: 'invitation', link: visitAddress(publicUrl, appointmentId) },
      deps.settings,
      now,
    );
  }
  const guests = content.guests.map((guest) => {
    const { seat, token } = seatGuest(tx, overview.appointment, guest, now);
    if (insteadOfId !== undefined) carryGuestForm(tx, insteadOfId, seat, overview.appointment);
    if (!isToldElsewhere) {
      const link = guestAddress(publicUrl, token);
      post(tx, { overview, recipient: seat, kind: 'invitation', link }, deps.settings, now);
    }
    return { id: seat.id, token };
  });
  return { tellUserIds: people.map((person) => person.userId), guests };
}

type Invited = { tellUserIds: string[]; guests: { id: string; token: string }[] };
type VisitOfGuest = { id: string; organisationId: string; endsAt: Instant };

/** A seat for somebody without an account, and the secret of their link. */
export function seatGuest(
  tx: Tx,
  { id: appointmentId, organisationId, endsAt }: VisitOfGuest,
  { role = 'parent', ...guest }: InvitedGuest,
  now: Instant,
) {
  const seat = { id: newId(), organisationId, kind: 'guest' as const, guestRole: role, ...guest };
  participants.insert(tx, { ...seat, appointmentId });
  return { seat, token: addLink(tx, seat, endsAt, now) };
}

type GuestSeat = { id: string; organisationId: string };

/** J4, J5: a new secret for one guest; only its hash is kept, and an earlier one stops working. */
export function openLink(tx: Tx, seat: GuestSeat, endsAt: number, now: number): string {
  guestLinks.revokeOf(tx, seat.id, now);
  return addLink(tx, seat, endsAt, now);
}

/** J5: one more secret for the same guest, beside those that work. */
export function addLink(
  tx: Tx,
  seat: GuestSeat,
  endsAt: Instant,
  now: Instant,
  validUntil = endsAt + linkAfterMs,
): string {
  const token = newSecret();
  guestLinks.insert(tx, {
    id: newId(),
    organisationId: seat.organisationId,
    participantId: seat.id,
    tokenHash: hashSecret(token),
    createdAt: now,
    validUntil,
  });
  return token;
}
