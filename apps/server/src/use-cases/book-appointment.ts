import {
  bookAll,
  checkRequest,
  isGranted,
  localDateOf,
  minuteMs,
  normalisePhone,
  plainName,
  type InvitedGuest,
  type RequestContent,
  type Slot,
} from '#domain';
import {
  accounts,
  appointments,
  cases,
  claims,
  newId,
  requests,
  services,
  triageRequests,
  type Service,
  type Tx,
} from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { agreementFor, gone, type Agreement } from './agree-time.ts';
import { alternativesNear, alternativesTo, type AskedTime } from './alternatives.ts';
import { requesterOf, type Requester } from './book-for.ts';
import { caseTypeProblem, keepCaseType } from './case-types.ts';
import { createVisit } from './create-visit.ts';
import { mayUseCase } from './own-cases.ts';
import { noteOverride } from './note-change.ts';
import { withRequester } from './panel.ts';
import { refuseStaleDraft } from './drafts.ts';
import { withThings } from './proposal-draft.ts';
import { withNamed } from './visit-resources.ts';
import { loadWantedTime, serviceAsHeld, type WantedTime } from './wanted-time.ts';
import { askedWithRequest, checkFills, type CheckedFill } from './visit-forms.ts';

export type Booked = { appointmentId: string; isNew: boolean };

type Booking = Body<'bookAppointment'>;

/**
 * Books a time and everything that belongs to it in one transaction: appointment, request, case, participants, links,
 * messages and the audit event. The request's id makes it one booking however often it is sent (B6).
 */
export const bookAppointment = (deps: Deps, viewer: UserViewer, body: Booking): Booked =>
  tell(
    deps,
    deps.store.write((tx) => book(tx, deps, viewer, body)),
    { ...body, organisationId: viewer.organisationId },
  );

/** The same among others who book in this moment. */
export const bookAmongOthers = async (deps: Deps, viewer: UserViewer, body: Booking): Promise<Booked> =>
  tell(deps, await deps.store.writeSoon((tx) => book(tx, deps, viewer, body)), {
    ...body,
    organisationId: viewer.organisationId,
  });

type Written = Booked & { slot: Slot | undefined; tellUserIds: Set<string> };

/** @returns undefined when a visit has the time (H15): nothing is written then, and nothing has to be undone. */
function book(tx: Tx, deps: Deps, viewer: UserViewer, body: Booking): Written | undefined {
  const now = deps.now();
  if (isTimeBooked(tx, deps, viewer, body)) return undefined;
  const known = requests.byId(tx, viewer.userId, body.serviceId, body.draftId);
  if (triageRequests.isTaken(tx, body.draftId)) throw new Refusal('appointment-over');
  if (known?.status === 'revoked') throw new Refusal('visit-cancelled');
  if (known && known.status !== 'draft') {
    const appointmentId = appointments.idOfRequest(tx, known.id);
    if (!appointmentId) throw new Error('a request that is not a draft has an appointment');
    return { appointmentId, isNew: false, slot: undefined, tellUserIds: new Set<string>() };
  }
  // After that: what was booked is theirs, whatever has become of the service since.
  const service = services.requestable(tx, viewer.organisationId, body.serviceId);
  if (!service) throw new Refusal('service-gone');
  const agreement = agreementFor(tx, deps, viewer, service, body);
  if (!agreement) refuseStaleDraft(known ?? requests.draft(tx, viewer.userId, service.id), body.basedOn);
  const convener = agreement ? { ...viewer, userId: agreement.convenerId } : viewer;
  const { content, fills } = complete(
    tx,
    convener,
    service,
    agreement ? withThings(body.content, agreement) : body.content,
    now,
  );
  const requester = requesterOf(tx, viewer, agreement?.convenerId ?? content.requesterId);
  const isPanel = content.requiredIds !== undefined || agreement !== undefined;
  const alsoIds = isPanel ? withRequester(requester.userId, content.requiredIds ?? []) : [];
  const wanted = { ...body, alsoIds };
  const asHeld = serviceAsHeld(tx, service, wanted, viewer.userId, now);
  const asked = agreement?.service ?? withNamed(tx, viewer, asHeld, content.resourceIds);
  const { appointmentId, slot, parts, overridden } = take(tx, deps, viewer, asked, wanted, agreement);
  const caseId = settleCase(tx, requester, content, now);
  const accept = agreement ? acceptProposed : acceptRequest;
  const requestId = accept(tx, viewer, service, body.draftId, content, caseId, now);
  keepCaseType(tx, requestId, service, content);
  const { tellUserIds } = createVisit(tx, deps, viewer, {
    ...{ id: appointmentId, slot, claims: parts, requestId, content, fills },
    insteadOfId: agreement?.fellThroughId,
    service: agreement?.service ?? asHeld,
    requester,
  });
  agreement?.save(appointmentId, content);
  if (overridden !== undefined) {
    const { organisationId } = service;
    const visit = { id: appointmentId, organisationId, requesterOrganisationId: viewer.organisationId };
    noteOverride(tx, visit, viewer, now, { role: 'staff', note: overridden });
  }
  const steererIds = agreement?.tellUserIds ?? [];
  return { appointmentId, isNew: true, slot, tellUserIds: new Set([...tellUserIds, ...steererIds]) };
}

function tell(deps: Deps, written: Written | undefined, asked: AskedTime): Booked {
  // What else is free is looked for once it is kept who has this time, and while nobody waits to write.
  if (!written) throw new Refusal('slot-taken', { details: { alternatives: alternativesNear(deps, asked) } });
  const { slot, tellUserIds, ...booked } = written;
  if (slot) deps.live.emit('practitioner-time-changed', slot.practitionerId);
  for (const userId of tellUserIds) deps.live.emit('my-day-changed', userId);
  if (booked.isNew) deps.live.emit('visit-booked', booked.appointmentId);
  return booked;
}

/**
 * H15: of many who press one time in the same second all but the first are told so before anything that they wrote, or
 * anybody's hours, are looked at. Whoever may not book, or sends again what was booked (B6), is answered as ever; so is
 * whoever asks for more than this practitioner's time.
 */
function isTimeBooked(tx: Tx, deps: Deps, { organisationId, userId }: UserViewer, body: Booking): boolean {
  const { draftId, serviceId, override, proposalId, content, startsAt } = body;
  if (override !== undefined || proposalId !== undefined) return false;
  if (content.requiredIds ?? content.resourceIds ?? content.requesterId) return false;
  if (startsAt <= deps.now() || !claims.isBooked(tx, body)) return false;
  if (!services.isBookable(tx, organisationId, serviceId)) return false;
  const known = requests.byId(tx, userId, serviceId, draftId);
  return known ? known.status === 'draft' : !triageRequests.isTaken(tx, draftId);
}

/** B1–B5: what is missing is told field by field; ids in it must be ones that this person may use. */
export function complete(
  tx: Tx,
  viewer: UserViewer,
  service: Service,
  raw: RequestContent,
  now: number,
): { content: RequestContent; fills: CheckedFill[] } {
  const { forms = [], ...plain } = raw;
  const unfit = caseTypeProblem(tx, service, raw);
  const filled = checkFills(
    askedWithRequest(tx, { serviceId: service.id, caseTypeId: raw.caseTypeId }),
    forms,
  );
  const checked = checkRequest(raw, service, Number(localDateOf(now).slice(0, 4)));
  const fields = checked.ok ? {} : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  if (raw.subject?.kind === 'case' && !mayUseCase(tx, viewer, raw.subject.caseId, raw.requesterId))
    fields.subject = 'required';
  if (!accounts.areColleagues(tx, viewer.userId, raw.colleagueIds)) fields.colleagueIds = 'unknown-colleague';
  Object.assign(fields, filled.fields, unfit);
  if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  const { requiredIds, ...rest } = plain;
  // Who was taken off the list again is not required either.
  const required = (requiredIds ?? []).filter((id) => raw.colleagueIds.includes(id));
  const content = {
    ...rest,
    ...(required.length > 0 && { requiredIds: [...new Set(required)] }),
    guests: raw.guests.map(tidyGuest),
    colleagueIds: [...new Set(raw.colleagueIds)],
  };
  return { content, fills: filled.fills };
}

export const tidyGuest = (guest: InvitedGuest): InvitedGuest => ({
  ...guest,
  name: plainName(guest.name),
  address: guest.channel === 'sms' ? (normalisePhone(guest.address) ?? guest.address) : guest.address.trim(),
});

type Wanted = WantedTime & { override?: string };
function take(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  service: Service,
  wanted: Wanted,
  agreement: Agreement | undefined,
) {
  const now = deps.now();
  if (service.route === 'triage') throw new Refusal('triage-only');
  const appointmentId = newId();
  if (agreement) {
    const { slot, around, command } = loadProposedTime(tx, service, wanted, viewer.userId, now);
    const { removeIds, claims: parts } = agreement.decide({ ...command, appointmentId }, around);
    claims.remove(tx, removeIds);
    return { appointmentId, slot, parts, overridden: undefined };
  }
  const { slot, around, command } = loadWantedTime(tx, service, wanted, viewer.userId, now);
  const reason = wanted.override;
  const permitted = isGranted(viewer.role, 'slot:override');
  const override = reason === undefined ? {} : { override: { by: viewer.userId, reason, permitted } };
  // V12: whoever is asked for out of their hours offers the service nevertheless; a visit starts at a whole minute.
  const isStrange =
    !services.isOfferedBy(tx, service.id, slot.practitionerId) || slot.startsAt % minuteMs !== 0;
  if (reason !== undefined && isStrange)
    throw new Refusal('slot-not-offered', { details: { alternatives: [] } });
  const decision = bookAll({ ...command, ...override, appointmentId }, around, now);
  if (!decision.ok) {
    const alternatives = alternativesTo(tx, deps, service, slot.startsAt);
    throw new Refusal(decision.error.code, { details: { alternatives } });
  }
  claims.remove(tx, decision.value.removeIds);
  const event = decision.value.events.find(({ type }) => type === 'rules-overridden');
  const overridden = event?.type === 'rules-overridden' ? event.reason : undefined;
  return { appointmentId, slot, parts: decision.value.claims, overridden };
}

/** Somebody who takes part elsewhere now makes a proposed time gone like any other (N2). */
function loadProposedTime(tx: Tx, service: Service, wanted: WantedTime, by: string, now: number) {
  try {
    return loadWantedTime(tx, service, wanted, by, now);
  } catch (error) {
    if (error instanceof Refusal && error.error.code.startsWith('slot-')) throw gone();
    throw error;
  }
}

/** The case that a request is about: a known one, a new one, or none when it is anonymous. */
export function settleCase(
  tx: Tx,
  requester: Requester,
  content: RequestContent,
  now: number,
): string | null {
  if (content.subject?.kind === 'case') return content.subject.caseId;
  if (content.subject?.kind !== 'new-case') return null;
  const id = newId();
  cases.insert(tx, {
    id,
    organisationId: requester.organisationId,
    initials: content.subject.initials.trim(),
    birthYear: content.subject.birthYear,
    responsibleWorkerId: requester.userId,
    createdAt: now,
  });
  return id;
}

/** A proposal's request was never one of the drafts: it is written when its time is agreed. */
function acceptProposed(
  tx: Tx,
  { organisationId, userId: requesterId }: UserViewer,
  { id: serviceId }: Service,
  id: string,
  content: RequestContent,
  caseId: string | null,
  now: number,
): string {
  requests.insert(tx, {
    ...{ id, organisationId, serviceId, requesterId, caseId, content },
    ...{ status: 'accepted', savedAt: now, submittedAt: now },
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
  if (draft) requests.accept(tx, id, content, caseId, now);
  else
    requests.insert(tx, {
      id,
      organisationId: viewer.organisationId,
      serviceId: service.id,
      requesterId: viewer.userId,
      caseId,
      status: 'accepted',
      content,
      savedAt: now,
      submittedAt: now,
    });
  return id;
}
