import { emptyRequest, isBasedOn, isGranted, type RequestContent } from '#domain';
import {
  accounts,
  cases,
  claims,
  newId,
  requests,
  services,
  triageRequests,
  type Service,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { viewChoices } from './case-types.ts';
import { logEvent } from './log-event.ts';
import { viewHold } from './place-hold.ts';
import {
  askedBeforeVisit,
  askedWithRequest,
  bringUpToDate,
  refuseUnknownVersions,
  viewFormInUse,
} from './visit-forms.ts';

/**
 * The person's unfinished request of a service; an empty one is begun when there is none, so that every tab writes and
 * confirms the same one (B6).
 */
export function readDraft(deps: Deps, viewer: UserViewer, serviceId: string): Reply<'readDraft'> {
  return deps.store.write((tx) => {
    const now = deps.now();
    const service = services.requestable(tx, viewer.organisationId, serviceId);
    if (!service) throw new Refusal('not-found');
    const draft = requests.draft(tx, viewer.userId, serviceId);
    const draftId = draft?.id ?? newId();
    if (!draft) begin(tx, viewer, serviceId, draftId, emptyRequest, now);
    const { content = emptyRequest, savedAt = null } = draft ?? {};
    const revision = savedAt ?? now;
    const keep = (newer: RequestContent) => requests.save(tx, draftId, newer, revision);
    return viewDraft(tx, viewer, { service, draftId, content, savedAt, revision, keep }, now);
  });
}

type Stored = Pick<Reply<'readDraft'>, 'draftId' | 'content' | 'savedAt' | 'revision'> & {
  service: Pick<Service, 'id' | 'needsCaseType'>;
  keep: (newer: RequestContent) => void;
};

/** A request that is being written, as its page needs it: brought up to date (F8), with what is held and what is asked. */
export function viewDraft(tx: Tx, viewer: UserViewer, stored: Stored, now: number): Reply<'readDraft'> {
  const { service, draftId, savedAt, revision, keep } = stored;
  const { id: serviceId } = service;
  const choices = viewChoices(tx, service);
  const { content, isGone } = withoutGoneType(stored.content, choices.caseTypes);
  const of = { serviceId, caseTypeId: content.caseTypeId };
  const asked = askedWithRequest(tx, of);
  const newer = bringUpToDate(tx, content, asked) ?? (isGone ? content : undefined);
  // Kept at once: what is told once as no longer asked must not come twice.
  if (newer) keep(newer);
  const hold = claims.holdOf(tx, viewer.userId, serviceId, now);
  return {
    ...{ draftId, content: newer ?? content, savedAt, revision, serverNow: now },
    hold: hold.length > 0 ? viewHold(tx, hold, viewer.userId) : null,
    forms: [...asked, ...askedBeforeVisit(tx, of)].map(viewFormInUse),
    ...choices,
  };
}

/** CT3: a type that the service takes no more is not the request's any more; what was typed stays (CT4). */
function withoutGoneType(
  content: RequestContent,
  open: readonly { id: string }[],
): { content: RequestContent; isGone: boolean } {
  const { caseTypeId, ...others } = content;
  const isGone = caseTypeId !== undefined && !open.some(({ id }) => id === caseTypeId);
  return { content: isGone ? others : content, isGone };
}

function begin(
  tx: Tx,
  viewer: UserViewer,
  serviceId: string,
  id: string,
  content: RequestContent,
  savedAt: number,
) {
  const { organisationId, userId: requesterId } = viewer;
  requests.insert(tx, { id, organisationId, serviceId, requesterId, status: 'draft', content, savedAt });
}

/**
 * Saves what is typed, complete or not. Saving under the id of a request that is booked already is refused, so that a
 * page left open in another tab does not start a second one.
 */
export function saveDraft(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  body: Body<'saveDraft'>,
): Reply<'saveDraft'> {
  const savedAt = deps.store.write((tx) => {
    if (!services.requestable(tx, viewer.organisationId, serviceId)) throw new Refusal('service-gone');
    // Sent without a time already, from another window (Y1).
    if (triageRequests.isTaken(tx, body.draftId)) throw new Refusal('appointment-over');
    refuseUnknownVersions(tx, body.content);
    const known =
      requests.byId(tx, viewer.userId, serviceId, body.draftId) ??
      requests.draft(tx, viewer.userId, serviceId);
    if (known?.status !== undefined && known.status !== 'draft') throw new Refusal('appointment-over');
    refuseStaleDraft(known, body.basedOn);
    const at = nextRevision(known, deps.now());
    if (known) requests.save(tx, known.id, body.content, at);
    else {
      // An id that is somebody else's, or another service's, is not taken over.
      const id = requests.isTaken(tx, body.draftId) ? newId() : body.draftId;
      begin(tx, viewer, serviceId, id, body.content, at);
    }
    return at;
  });
  return { savedAt };
}

type Draft = { content: RequestContent; savedAt: number };

/** B11: what another window has saved meanwhile comes with the refusal, so that nobody has to choose between texts unseen. */
export function refuseStaleDraft(known: Draft | undefined, basedOn: number | undefined): void {
  if (known === undefined || basedOn === undefined || isBasedOn(known.savedAt, basedOn)) return;
  throw new Refusal('draft-changed', { details: { content: known.content, revision: known.savedAt } });
}

/** Two drafts saved in the same millisecond must not look like one. */
export const nextRevision = (known: Pick<Draft, 'savedAt'> | undefined, now: number): number =>
  Math.max(now, (known?.savedAt ?? 0) + 1);

/** A worker's own cases; a coordinator's whole organisation's. Initials are client data, so the look is written down. */
export function listCases(deps: Deps, viewer: UserViewer): Reply<'listCases'> {
  return deps.store.write((tx) => {
    const { organisationId } = viewer;
    logEvent(tx, viewer, deps.now(), { action: 'list', entity: 'cases', entityId: organisationId });
    return {
      cases: cases
        .list(tx, organisationId, viewer.role === 'coordinator' ? undefined : viewer.userId)
        .map(({ id, initials, birthYear, createdAt }) => ({ id, initials, birthYear, createdAt })),
    };
  });
}

export function listColleagues(deps: Deps, viewer: UserViewer): Reply<'listColleagues'> {
  return deps.store.read((tx) => ({
    colleagues: accounts
      .colleagues(tx, viewer.userId)
      .map(({ id, name, title, organisationName, organisationId, role }) => ({
        ...{ id, name, title, organisationName },
        mayBookFor: organisationId === viewer.organisationId && isGranted(role, 'appointment:book'),
      })),
  }));
}
