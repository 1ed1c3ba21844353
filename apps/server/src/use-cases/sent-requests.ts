import { dayMs, triage } from '#domain';
import { serviceHandlers, services, triageRequests, type TriageOverview, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postToHandler } from '../mail/triage-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import {
  decided,
  findSent,
  logOnRequest,
  readerOf,
  ruleOf,
  saveDecision,
  stateOf,
  tellOfRequest,
} from './triage-common.ts';
import { commonOf, openOfferOf, sightOnRow, startOf, takerOfRow, writtenOf } from './triage-view.ts';

/** How long what was settled stays among what was sent; a visit then has a place of its own. */
const settledMs = 30 * dayMs;

/** Y12: where one's requests are, each in one line. */
export function listSentRequests(deps: Deps, viewer: UserViewer): Reply<'listSentRequests'> {
  const now = deps.now();
  return deps.store.write((tx) => {
    const { organisationId } = viewer;
    const found = triageRequests.sent(tx, readerOf(viewer), now - settledMs);
    if (found.length > 0)
      logEvent(tx, viewer, now, { action: 'list', entity: 'requests', entityId: organisationId });
    return { requests: found.map((each) => sentRow(tx, each, now)), serverNow: now };
  });
}

const sentRow = (tx: Tx, found: TriageOverview, now: number) => ({
  ...commonOf(tx, found),
  isTaken: takerOfRow(tx, found.row, now) !== null,
  startsAt: startOf(tx, found.row),
  offer: openOfferOf(tx, found.row.id, now),
});

export function readSentRequest(deps: Deps, viewer: UserViewer, id: string): Reply<'readSentRequest'> {
  const now = deps.now();
  return deps.store.write((tx) => {
    const found = findSent(tx, viewer, id);
    logOnRequest(tx, viewer, now, 'read', found.row);
    const youMay = {
      // CT7: who can't read the question can't answer it.
      answer: found.row.status === 'needs-info' && sightOnRow(tx, found.row, viewer) === 'everything',
      withdraw: triage.isOpen(stateOf(found)),
    };
    return {
      request: { ...sentRow(tx, found, now), ...writtenOf(tx, found, viewer), youMay },
      serverNow: now,
    };
  });
}

/** Y21: whoever asked last, as long as they are named for the service; else the first who is. */
function tellWhoAsked(tx: Tx, deps: Deps, viewer: UserViewer, { row }: TriageOverview): void {
  const handlers = serviceHandlers.of(tx, row.serviceId);
  const asked = lastAsk(tx, row.id);
  const to = handlers.find(({ id }) => id === asked?.actorId) ?? handlers[0];
  if (to && to.id !== viewer.userId) postToHandler(tx, row, to, 'answered', deps.settings, deps.now());
}

const lastAsk = (tx: Tx, id: string) =>
  triageRequests.steps(tx, id).findLast(({ step }) => step.kind === 'ask')?.step;

/** Y6: the requester's answer is part of the request from then on, which stands in the queue again. It answers what they read. */
export function answerQuestion(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { text, askId }: Body<'answerQuestion'>,
): void {
  if (text.trim() === '') throw new Refusal('incomplete', { fields: { text: 'required' } });
  const now = deps.now();
  const { found, freedIds } = deps.store.write((tx) => {
    const found = findSent(tx, viewer, id);
    if (sightOnRow(tx, found.row, viewer) !== 'everything') throw new Refusal('forbidden');
    const state = decided(tx, triage.answer(stateOf(found), now, ruleOf(tx, found.service)));
    if (askId !== undefined && askId !== lastAsk(tx, id)?.id) throw new Refusal('question-changed');
    tellWhoAsked(tx, deps, viewer, found);
    return { found, freedIds: saveDecision(tx, viewer, found, state, { kind: 'answer', text }, now) };
  });
  tellOfRequest(deps, found, { freedIds });
}

/** Y12. Doing so twice is told as it is: it is settled. */
export function withdrawRequest(deps: Deps, viewer: UserViewer, id: string): void {
  const now = deps.now();
  const { found, freedIds } = deps.store.write((tx) => {
    const found = findSent(tx, viewer, id);
    const state = decided(tx, triage.withdraw(stateOf(found), now));
    return { found, freedIds: saveDecision(tx, viewer, found, state, { kind: 'withdraw' }, now) };
  });
  tellOfRequest(deps, found, { freedIds });
}

/** Y7: where a request can be sent on: what its requester may ask for, that is handled, and takes what is written in it. */
export function redirectChoices(tx: Tx, { row }: TriageOverview, isHandled: (id: string) => boolean) {
  const isNamed = row.content.subject?.kind !== 'anonymous';
  return services
    .list(tx, row.requesterOrganisationId)
    .filter(
      ({ id, route, anonymousOnly }) =>
        id !== row.serviceId &&
        route !== 'direct' &&
        !(anonymousOnly && isNamed) &&
        services.requestable(tx, row.requesterOrganisationId, id) !== undefined &&
        isHandled(id),
    );
}
