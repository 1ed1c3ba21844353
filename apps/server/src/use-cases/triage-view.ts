import { dayMs, isSeen, seenForm, triage, waitlist, type Instant, type Sight } from '#domain';
import {
  accounts,
  appointments,
  cases,
  formVersions,
  offerStateOf,
  requestCaseTypes,
  serviceHandlers,
  triageRequests,
  waitlistOffers,
  type OfferRow,
  type TriageOverview,
  type TriageRow,
  type Tx,
} from '#db';
import type { UserViewer } from '../viewer.ts';
import { nameOfType, sightOn } from './case-types.ts';

/** Y13: older than a season, and it is a new matter. */
export const sameChildMs = 90 * dayMs;

/** Initials and year, as everywhere: the most that is ever written down about the child. */
export const subjectOf = (child: { initials: string | null; birthYear: number | null } | undefined) =>
  child?.initials && child.birthYear !== null ? `${child.initials} ${child.birthYear}` : null;

/** Points tell of the whole form, so they are for those who see everything (CT7). */
export function scoreFor(tx: Tx, row: TriageRow, viewer: UserViewer) {
  const { scorePoints, scoreMost } = row;
  if (scorePoints === null || scoreMost === null) return null;
  return sightOnRow(tx, row, viewer) === 'everything' ? { points: scorePoints, most: scoreMost } : null;
}

/** Who works on it now. */
export function takerOfRow(tx: Tx, { takenBy, takenUntil }: TriageRow, now: Instant) {
  if (takenBy === null || takenUntil === null || takenUntil <= now) return null;
  return { id: takenBy, name: accounts.nameOf(tx, takenBy) ?? '', until: takenUntil };
}

/** Y8: who was told that it is late; null while it is not late. */
export function escalatedTo(tx: Tx, { serviceId, status, escalated }: TriageRow): string | null {
  if (status !== 'submitted' || escalated === 0) return null;
  const handlers = serviceHandlers.of(tx, serviceId);
  return handlers[triage.responsiblePlace(escalated, handlers.length)]?.name ?? null;
}

/** What every page says of it. */
export function commonOf(tx: Tx, { row, service, requester, requesterOrganisation }: TriageOverview) {
  const caseType = nameOfType(requestCaseTypes.of(tx, row.id));
  const child = row.caseId === null ? undefined : cases.byId(tx, row.requesterOrganisationId, row.caseId);
  return {
    ...{ id: row.id, serviceId: row.serviceId, serviceName: service.name },
    ...{ status: row.status, statusAt: row.statusAt, submittedAt: row.submittedAt },
    ...{ promisedAt: row.promisedAt, urgency: row.urgency },
    subject: subjectOf(child),
    requesterName: requester.name,
    requesterOrganisation: requesterOrganisation.name,
    escalatedTo: escalatedTo(tx, row),
    caseType,
    ...{ declineReason: row.reason, appointmentId: row.appointmentId },
  };
}

/**
 * Everything that was written in it, and what became of it, as far as the reader's organisation sees it (CT7). What was written
 * about it on the way stands in no section, so it is for those who see everything.
 */
export function writtenOf(tx: Tx, { row }: TriageOverview, viewer: UserViewer) {
  const { content } = row;
  const sight = sightOnRow(tx, row, viewer);
  const isOpen = sight === 'everything';
  const people = accounts.all(tx, content.colleagueIds).map(({ name }) => name);
  return {
    question: isSeen(sight, 'question') ? content.question : '',
    background: isSeen(sight, 'background') ? content.background : '',
    consentNoted: content.consentNoted,
    wishes: row.wishes,
    wishedPractitioner: row.wishes?.practitionerId
      ? (accounts.nameOf(tx, row.wishes.practitionerId) ?? null)
      : null,
    declineNote: isOpen ? row.note : '',
    people: [...people, ...content.guests.map(({ name }) => name)],
    forms: row.fills.flatMap(({ use, versionId, answers }) => {
      const version = formVersions.byId(tx, versionId);
      const form = version && seenForm(sight, version.templateId, version.content, answers);
      return form
        ? [{ kind: use, number: version.number, content: form.content, answers: form.answers }]
        : [];
    }),
    steps: triageRequests.steps(tx, row.id).map(({ step, actorName, toService }) => ({
      ...{ id: step.id, at: step.at, kind: step.kind, actorName, toServiceName: toService },
      text: isOpen ? step.text : '',
      toUserName: step.toUserId && (accounts.nameOf(tx, step.toUserId) ?? null),
    })),
    isRestricted: !isOpen,
  };
}

/** CT7: what somebody sees of a request without a time; whoever asked or sent it wrote it. */
export function sightOnRow(tx: Tx, { id, requesterId, sentBy }: TriageRow, viewer: UserViewer): Sight {
  const wroteIt = viewer.userId === requesterId || viewer.userId === sentBy;
  return sightOn(tx, requestCaseTypes.of(tx, id), viewer, wroteIt);
}

type OfferFound = { row: OfferRow; practitionerName: string };

/** Y18: an offer as its pages show it; one whose time to answer is over has lapsed, also before that is written down. */
export function viewOffer(tx: Tx, { row, practitionerName }: OfferFound, now: Instant) {
  const nameOf = (id: string | null) => (id === null ? null : (accounts.nameOf(tx, id) ?? ''));
  return {
    ...{ id: row.id, startsAt: row.startsAt, endsAt: row.endsAt, practitionerName, until: row.heldUntil },
    ...{ madeAt: row.madeAt, madeBy: nameOf(row.madeBy), status: offerStatusOf(row, now) },
    ...{ statusAt: row.statusAt, endedBy: nameOf(row.endedBy) },
  };
}

export const offerStatusOf = (row: OfferRow, now: Instant): waitlist.OfferStatus =>
  waitlist.lapseOffer(offerStateOf(row), now).status;

/** The time that is offered to a request now; null where none is. */
export function openOfferOf(tx: Tx, requestId: string, now: Instant) {
  const found = waitlistOffers.openOfAll(tx, [requestId]).get(requestId);
  const offer = found && viewOffer(tx, found, now);
  return offer?.status === 'open' ? offer : null;
}

/** When the visit begins that came of it; null where there is none any more. */
export const startOf = (tx: Tx, { organisationId, appointmentId }: TriageRow): Instant | null =>
  appointmentId === null
    ? null
    : (appointments.inOrganisation(tx, organisationId, appointmentId)?.appointment.startsAt ?? null);
