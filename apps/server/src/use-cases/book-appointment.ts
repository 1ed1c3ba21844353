import {
  addDays,
  bookSlot,
  checkRequest,
  instantOf,
  linkAfterMs,
  localDateOf,
  normalisePhone,
  remindersAt,
  type BookingClaim,
  type InvitedGuest,
  type RequestContent,
  type Slot,
} from '#domain';
import {
  accounts,
  appointments,
  cases,
  claims,
  guestLinks,
  hashSecret,
  newId,
  newSecret,
  participants,
  reminders,
  requests,
  services,
  serviceSettings,
  type Service,
  type Tx,
} from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { post } from '../mail/compose.ts';
import { guestAddress, visitAddress } from '../mail/addresses.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOnAppointment } from './log-event.ts';
import { named } from './place-hold.ts';
import { nearestFreeSlots, offer } from './slots.ts';
import { askedWithRequest, checkFills, keepForms, type CheckedFill } from './visit-forms.ts';

export type Booked = { appointmentId: string; isNew: boolean };

/**
 * Books a time and everything that belongs to it in one transaction: appointment, request, case, participants, links,
 * messages and the audit event. The request's id makes it one booking however often it is sent (B6).
 */
export function bookAppointment(deps: Deps, viewer: UserViewer, body: Body<'bookAppointment'>): Booked {
  const now = deps.now();
  const booked = deps.store.write((tx) => {
    const service = services.requestable(tx, viewer.organisationId, body.serviceId);
    if (!service) throw new Refusal('not-found');
    const known = requests.byId(tx, viewer.userId, service.id, body.draftId);
    if (known?.status === 'revoked') throw new Refusal('visit-cancelled');
    if (known && known.status !== 'draft') {
      const appointmentId = appointments.idOfRequest(tx, known.id);
      if (!appointmentId) throw new Error('a request that is not a draft has an appointment');
      return { appointmentId, isNew: false, slot: undefined, tellUserIds: [] };
    }
    const { content, fills } = complete(tx, viewer, service, body.content, now);
    const { slot, claim } = take(tx, viewer, service, body, now);
    keepQuota(tx, viewer, service, slot.startsAt);
    const appointmentId = claim.appointmentId;
    const caseId = settleCase(tx, viewer, content, now);
    const requestId = acceptRequest(tx, viewer, service, body.draftId, content, caseId, now);
    appointments.insert(tx, {
      id: appointmentId,
      organisationId: service.organisationId,
      requesterOrganisationId: viewer.organisationId,
      serviceId: service.id,
      requestId,
      practitionerId: slot.practitionerId,
      requesterId: viewer.userId,
      startsAt: slot.startsAt,
      endsAt: slot.endsAt,
      status: 'booked',
      statusAt: now,
      createdAt: now,
      ...keptOf(service),
    });
    reminders.plan(
      tx,
      { appointmentId, organisationId: service.organisationId },
      remindersAt(service.reminderHours, slot.startsAt, now),
    );
    claims.insert(tx, service, claim);
    appointments.insertEncounter(tx, {
      id: newId(),
      organisationId: service.organisationId,
      appointmentId,
      status: 'planned',
    });
    keepForms(tx, viewer, service, appointmentId, fills, now);
    const tellUserIds = invite(tx, deps, viewer, service, appointmentId, slot, content);
    logOnAppointment(tx, viewer, now, 'book', {
      id: appointmentId,
      organisationId: service.organisationId,
      requesterOrganisationId: viewer.organisationId,
    });
    return { appointmentId, isNew: true, slot, tellUserIds };
  });
  if (booked.slot) deps.live.emit('practitioner-time-changed', booked.slot.practitionerId);
  for (const userId of booked.tellUserIds) deps.live.emit('my-day-changed', userId);
  return { appointmentId: booked.appointmentId, isNew: booked.isNew };
}

/** B1–B5: what is missing is told field by field; ids in it must be ones that this person may use. */
function complete(
  tx: Tx,
  viewer: UserViewer,
  service: Service,
  raw: RequestContent,
  now: number,
): { content: RequestContent; fills: CheckedFill[] } {
  const { forms = [], ...plain } = raw;
  const filled = checkFills(askedWithRequest(tx, service.id), forms);
  const checked = checkRequest(raw, service, Number(localDateOf(now).slice(0, 4)));
  const fields = checked.ok ? {} : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  if (raw.subject?.kind === 'case' && !cases.byId(tx, viewer.organisationId, raw.subject.caseId))
    fields.subject = 'required';
  const invitable = new Set(accounts.colleagues(tx, viewer.userId).map((colleague) => colleague.id));
  if (raw.colleagueIds.some((id) => !invitable.has(id))) fields.colleagueIds = 'unknown-colleague';
  Object.assign(fields, filled.fields);
  if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  const tidied = { guests: raw.guests.map(tidyGuest), colleagueIds: [...new Set(raw.colleagueIds)] };
  return { content: { ...plain, ...tidied }, fills: filled.fills };
}

const tidyGuest = (guest: InvitedGuest): InvitedGuest => ({
  ...guest,
  name: guest.name.trim(),
  address: guest.channel === 'sms' ? (normalisePhone(guest.address) ?? guest.address) : guest.address.trim(),
});

function take(tx: Tx, viewer: UserViewer, service: Service, body: Body<'bookAppointment'>, now: number) {
  if (service.route === 'triage') throw new Refusal('triage-only');
  const { slot, offered } = offer(tx, service, body, viewer.userId, now);
  const around = claims.forDecision(tx, slot, viewer.userId, service);
  const command = {
    id: newId(),
    appointmentId: newId(),
    serviceId: service.id,
    slot,
    by: viewer.userId,
    offered,
  };
  const decision = bookSlot(command, around, now);
  if (!decision.ok) {
    const alternatives = named(tx, nearestFreeSlots(tx, service, viewer.userId, now, slot.startsAt));
    throw new Refusal(decision.error.code, { details: { alternatives } });
  }
  claims.remove(tx, decision.value.removeIds);
  return { slot, claim: decision.value.claim satisfies BookingClaim };
}

/** V9: what the visit keeps of its service, however that changes later. */
const keptOf = ({ modality, address, joinEarlyMinutes, cancelHours, anonymousOnly }: Service) => ({
  modality,
  address,
  joinEarlyMinutes,
  cancelHours,
  anonymousOnly,
});

/** V8: the month is the one that the visit begins in, in Finland. */
function keepQuota(tx: Tx, viewer: UserViewer, service: Service, startsAt: number): void {
  const { monthlyQuota } = service;
  if (monthlyQuota === null) return;
  const { from, to } = monthOf(startsAt);
  const taken = serviceSettings.countVisits(tx, service.id, viewer.organisationId, from, to);
  if (taken >= monthlyQuota) throw new Refusal('quota-used', { details: { monthlyQuota } });
}

function monthOf(at: number): { from: number; to: number } {
  const month = localDateOf(at).slice(0, 7);
  const first = `${month}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  return { from: instantOf(first, '00:00'), to: instantOf(next, '00:00') };
}

function settleCase(tx: Tx, viewer: UserViewer, content: RequestContent, now: number): string | null {
  if (content.subject?.kind === 'case') return content.subject.caseId;
  if (content.subject?.kind !== 'new-case') return null;
  const id = newId();
  cases.insert(tx, {
    id,
    organisationId: viewer.organisationId,
    initials: content.subject.initials.trim(),
    birthYear: content.subject.birthYear,
    responsibleWorkerId: viewer.userId,
    createdAt: now,
  });
  return id;
}

function acceptRequest(
  tx: Tx,
  viewer: UserViewer,
  service: Service,
  draftId: string,
  content: RequestContent,
  caseId: string | null,
  now: number,
): string {
  const draft = requests.draft(tx, viewer.userId, service.id);
  const id = draft?.id === draftId || !requests.isTaken(tx, draftId) ? draftId : newId();
  if (draft && draft.id !== id) requests.rename(tx, draft.id, id);
  if (!draft)
    requests.insert(tx, {
      id,
      organisationId: viewer.organisationId,
      serviceId: service.id,
      requesterId: viewer.userId,
      status: 'draft',
      content,
      savedAt: now,
    });
  requests.accept(tx, id, content, caseId, now);
  return id;
}

/** Seats for everybody, an own link for each guest, and a message for each; answers who has a day to refresh. */
function invite(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  service: Service,
  appointmentId: string,
  slot: Slot,
  content: RequestContent,
): string[] {
  const now = deps.now();
  const overview = appointments.inOrganisation(tx, service.organisationId, appointmentId)!;
  const { publicUrl } = deps.settings;
  const accountsById = new Map(
    accounts.all(tx, [slot.practitionerId, viewer.userId, ...content.colleagueIds]).map((a) => [a.id, a]),
  );
  const people = [
    { kind: 'host' as const, userId: slot.practitionerId },
    ...(viewer.userId === slot.practitionerId ? [] : [{ kind: 'requester' as const, userId: viewer.userId }]),
    ...content.colleagueIds
      .filter((id) => id !== slot.practitionerId && id !== viewer.userId)
      .map((userId) => ({ kind: 'colleague' as const, userId })),
  ];
  for (const { kind, userId } of people) {
    const user = accountsById.get(userId);
    if (!user) throw new Refusal('slot-not-offered'); // An account that was closed a moment ago.
    const seat = {
      id: newId(),
      organisationId: service.organisationId,
      kind,
      name: user.name,
      language: user.language,
    };
    participants.insert(tx, { ...seat, appointmentId, userId });
    const recipient = { ...seat, channel: 'email' as const, address: user.email };
    post(
      tx,
      { overview, recipient, kind: 'invitation', link: visitAddress(publicUrl, appointmentId) },
      deps.settings,
      now,
    );
  }
  for (const { role = 'parent', ...guest } of content.guests) {
    const seat = { id: newId(), organisationId: service.organisationId, kind: 'guest' as const, ...guest };
    participants.insert(tx, { ...seat, appointmentId, guestRole: role });
    const token = openLink(tx, seat, overview.appointment.endsAt, now);
    post(
      tx,
      { overview, recipient: seat, kind: 'invitation', link: guestAddress(publicUrl, token) },
      deps.settings,
      now,
    );
  }
  return people.map((person) => person.userId);
}

/** J4, J5: a new secret for one guest; only its hash is kept, and an earlier one stops working. */
export function openLink(
  tx: Tx,
  seat: { id: string; organisationId: string },
  endsAt: number,
  now: number,
): string {
  const token = newSecret();
  guestLinks.revokeOf(tx, seat.id, now);
  guestLinks.insert(tx, {
    id: newId(),
    organisationId: seat.organisationId,
    participantId: seat.id,
    tokenHash: hashSecret(token),
    createdAt: now,
    validUntil: endsAt + linkAfterMs,
  });
  return token;
}
