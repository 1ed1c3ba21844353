import type { triage } from '#domain';
import {
  accounts,
  newId,
  serviceHandlers,
  services,
  triageRequests,
  triageStateOf,
  type Service,
  type TriageOverview,
  type TriageReader,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { postToHandler } from '../mail/triage-letter.ts';
import { Refusal } from '../refusal.ts';
import type { Actor, UserViewer } from '../viewer.ts';
import { endOpenOffer } from './close-offer.ts';
import { logEvent } from './log-event.ts';

/** Y2, Y8: what a service promises, and how many people it names who can. */
export function ruleOf(
  tx: Tx,
  { id, answerDays, urgentAnswerDays }: Pick<Service, 'id' | 'answerDays' | 'urgentAnswerDays'>,
): triage.Rule {
  return { answerDays, urgentAnswerDays, named: serviceHandlers.of(tx, id).length };
}

/** Y21: tells the first who is named for a service that a request has come. For within the transaction. */
export function tellFirstHandler(
  tx: Tx,
  { settings, now }: Deps,
  viewer: UserViewer,
  request: { id: string; organisationId: string },
  serviceId: string,
): void {
  const [first] = serviceHandlers.of(tx, serviceId);
  if (first && first.id !== viewer.userId) postToHandler(tx, request, first, 'came', settings, now());
}

/** A request of a service that the viewer is named for; any other is as if it were not there. */
export function findHandled(tx: Tx, viewer: UserViewer, id: string): TriageOverview {
  const found = triageRequests.forHandler(tx, serviceHandlers.servicesOf(tx, viewer.userId), id);
  if (!found) throw new Refusal('not-found');
  return found;
}

/** The service of a request, with what its visits need; also one that is out of use by now (V13). */
export function serviceOf(tx: Tx, { row }: TriageOverview): Service {
  const service = services.ofVisit(tx, row.organisationId, row.serviceId);
  if (!service) throw new Refusal('not-found');
  return service;
}

/** V13, Y10: the same to give it a time: one that is out of use has none. */
export function serviceInUse(tx: Tx, found: TriageOverview): Service {
  const service = serviceOf(tx, found);
  if (!service.active) throw new Refusal('slot-not-offered', { details: { alternatives: [] } });
  return service;
}

/** As whom somebody reads what was sent: a coordinator all of the own organisation's (R2). */
export const readerOf = ({ userId, organisationId, role }: UserViewer): TriageReader => ({
  ...{ userId, organisationId },
  oversees: role === 'coordinator',
});

export function findSent(tx: Tx, viewer: UserViewer, id: string): TriageOverview {
  const found = triageRequests.forRequester(tx, readerOf(viewer), id);
  if (!found) throw new Refusal('not-found');
  return found;
}

/** Unwraps a decision. Who was first is told by name, which is what people ask next. */
export function decided<T>(tx: Tx, result: { ok: true; value: T } | { ok: false; error: triage.Refusal }): T {
  if (result.ok) return result.value;
  const { error } = result;
  if (error.code !== 'request-taken') throw new Refusal(error.code);
  throw new Refusal('request-taken', { details: { takenBy: accounts.nameOf(tx, error.takenBy) ?? '' } });
}

type Step = { kind: 'ask' | 'answer' | 'redirect' | 'waitlist' | 'accept' | 'decline' | 'withdraw' } & {
  text?: string;
  toServiceId?: string;
};

/**
 * Writes a decision with its step and its line in the logs of both organisations, and takes back what was offered meanwhile
 * (Y20). For within the transaction.
 *
 * @returns whose time is free again.
 */
export function saveDecision(
  tx: Tx,
  viewer: UserViewer,
  { row }: TriageOverview,
  state: triage.Request,
  { kind, text = '', toServiceId }: Step,
  now: number,
): string[] {
  const freedIds = endOpenOffer(tx, row.id, viewer.userId, now);
  triageRequests.save(tx, row, state, now);
  triageRequests.addStep(tx, {
    ...{ id: newId(), organisationId: row.organisationId, requestId: row.id, at: now, kind },
    ...{ actorId: viewer.userId, text: text.trim(), ...(toServiceId !== undefined && { toServiceId }) },
  });
  // R6: who has handed it on reads of it, and who has it now.
  logOnRequest(tx, viewer, now, `${kind}-request`, row, triageRequests.providerOf(tx, row.id));
  return freedIds;
}

export function logOnRequest(
  tx: Tx,
  viewer: Actor,
  now: number,
  action: string,
  row: Pick<TriageOverview['row'], 'id' | 'organisationId' | 'requesterOrganisationId'>,
  nowAt = row.organisationId,
): void {
  const concerned = [row.organisationId, row.requesterOrganisationId, nowAt];
  logEvent(tx, viewer, now, { action, entity: 'request', entityId: row.id }, concerned);
}

/** Tells, after the commit, the queues that a request is or was in, those who asked, and whoever looks at a time that is free again. */
export function tellOfRequest(
  { live }: Pick<Deps, 'live'>,
  { row }: Pick<TriageOverview, 'row'>,
  { toServiceId = row.serviceId, freedIds = [] }: { toServiceId?: string; freedIds?: string[] } = {},
): void {
  for (const practitionerId of new Set(freedIds)) live.emit('practitioner-time-changed', practitionerId);
  for (const serviceId of new Set([row.serviceId, toServiceId])) live.emit('queue-changed', serviceId);
  for (const userId of new Set([row.requesterId, row.sentBy ?? row.requesterId]))
    live.emit('my-day-changed', userId);
}

export const stateOf = ({ row }: TriageOverview): triage.Request => triageStateOf(row);
