import { isLocalDate, triage } from '#domain';
import { serviceHandlers, services, triageRequests, waitlistOffers, type TriageOverview, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postToRequester, type RequesterLetter } from '../mail/triage-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { redirectChoices } from './sent-requests.ts';
import {
  decided,
  findHandled,
  logOnRequest,
  ruleOf,
  saveDecision,
  stateOf,
  tellFirstHandler,
  tellOfRequest,
} from './triage-common.ts';

/** Y5: of two who press at once the second is told who was first; both are decided one after the other. */
export function takeRequest(deps: Deps, viewer: UserViewer, id: string): Reply<'takeRequest'> {
  const now = deps.now();
  const { found, until } = deps.store.write((tx) => {
    const found = findHandled(tx, viewer, id);
    const before = stateOf(found);
    const state = decided(tx, triage.take(before, viewer.userId, now));
    triageRequests.save(tx, found.row, state, now);
    if (triage.takerOf(before, now) === null) logOnRequest(tx, viewer, now, 'take-request', found.row);
    return { found, until: now + triage.takeMs };
  });
  tellOfRequest(deps, found);
  return { until };
}

export function giveRequestBack(deps: Deps, viewer: UserViewer, id: string): void {
  const now = deps.now();
  const found = deps.store.write((tx) => {
    const found = findHandled(tx, viewer, id);
    const before = stateOf(found);
    const state = triage.release(before, viewer.userId);
    if (state === before) return found;
    triageRequests.save(tx, found.row, state, now);
    logOnRequest(tx, viewer, now, 'release-request', found.row);
    return found;
  });
  tellOfRequest(deps, found);
}

type Decision = {
  decide: (tx: Tx, found: TriageOverview, now: number) => triage.Request;
  step: Parameters<typeof saveDecision>[4];
  letter: RequesterLetter;
};

/** Decides, writes and tells the requester in one transaction; the queues are told after it. */
function decide(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { decide, step, letter }: Decision,
): TriageOverview {
  const now = deps.now();
  const { found, freedIds } = deps.store.write((tx) => {
    const found = findHandled(tx, viewer, id);
    const state = decide(tx, found, now);
    const freedIds = saveDecision(tx, viewer, found, state, step, now);
    postToRequester(tx, found, letter, deps.settings, now);
    return { found, freedIds };
  });
  const { toServiceId } = step;
  tellOfRequest(deps, found, { freedIds, ...(toServiceId !== undefined && { toServiceId }) });
  return found;
}

const needText = (text: string): void => {
  if (text.trim() === '') throw new Refusal('incomplete', { fields: { text: 'required' } });
};

/** Y6. */
export function askRequester(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { text }: Body<'askRequester'>,
): void {
  needText(text);
  decide(deps, viewer, id, {
    decide: (tx, found, now) =>
      decided(tx, triage.ask(stateOf(found), viewer.userId, now, ruleOf(tx, found.service))),
    step: { kind: 'ask', text },
    letter: 'asked',
  });
}

/** Y7: the same request in another service's queue; everything that was written goes with it. */
export function redirectRequest(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { serviceId, text }: Body<'redirectRequest'>,
): void {
  decide(deps, viewer, id, {
    decide: (tx, found, now) => {
      const before = stateOf(found);
      const isKnown = redirectChoices(tx, found, (each) => serviceHandlers.of(tx, each).length > 0).some(
        (each) => each.id === serviceId,
      );
      if (!isKnown && serviceId !== found.row.serviceId)
        throw new Refusal('incomplete', { fields: { serviceId: 'required' } });
      const to = services.requestable(tx, found.row.requesterOrganisationId, serviceId) ?? found.service;
      const rule = ruleOf(tx, to);
      const promisedAt = triage.promiseAt(now, triage.daysFor(found.row.urgency, rule));
      const state = decided(tx, triage.redirect(before, viewer.userId, { serviceId, promisedAt, rule }, now));
      triageRequests.moveTo(tx, id, to.organisationId);
      tellFirstHandler(tx, deps, viewer, { id, organisationId: to.organisationId }, serviceId);
      return state;
    },
    step: { kind: 'redirect', text, toServiceId: serviceId },
    letter: 'redirected',
  });
}

/** Y9. */
export function waitlistRequest(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { wishes, text }: Body<'waitlistRequest'>,
): void {
  decide(deps, viewer, id, {
    decide: (tx, found, now) => {
      const offeredBy = services.offering(tx, found.row.serviceId).map((each) => each.id);
      const fields = triage.wishProblems(wishes, offeredBy, isLocalDate);
      if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
      waitlistOffers.setPaused(tx, id, false);
      return decided(tx, triage.waitlist(stateOf(found), viewer.userId, wishes, now));
    },
    step: { kind: 'waitlist', text },
    letter: 'waitlisted',
  });
}

/** Y11. */
export function declineRequest(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { reason, note }: Body<'declineRequest'>,
): void {
  if (reason === 'other' && note.trim() === '')
    throw new Refusal('incomplete', { fields: { note: 'required' } });
  decide(deps, viewer, id, {
    decide: (tx, found, now) =>
      decided(tx, triage.decline(stateOf(found), viewer.userId, { reason, note }, now)),
    step: { kind: 'decline', text: note },
    letter: 'declined',
  });
}
