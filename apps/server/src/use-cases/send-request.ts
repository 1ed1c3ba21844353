import { scoreOf, triage } from '#domain';
import {
  cases,
  formVersions,
  newId,
  requests,
  serviceHandlers,
  services,
  triageRequests,
  type Service,
  type Tx,
} from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { complete, settleCase } from './book-appointment.ts';
import { requesterOf } from './book-for.ts';
import { keepCaseType } from './case-types.ts';
import { refuseStaleDraft } from './drafts.ts';
import { logOnRequest, ruleOf, tellFirstHandler } from './triage-common.ts';
import type { CheckedFill } from './visit-forms.ts';

export type Sent = { id: string; promisedAt: number; isNew: boolean };

/**
 * Y1: asks for a service without a time. The text, what belongs to it and its place in the queue are written in one
 * transaction; the draft's id makes it one request however often it is sent (B6).
 */
export function sendRequest(deps: Deps, viewer: UserViewer, body: Body<'sendRequest'>): Sent {
  const now = deps.now();
  const sent = deps.store.write((tx) => {
    const known = triageRequests.forRequester(tx, { ...viewer, oversees: false }, body.draftId);
    if (known) return { id: known.row.id, promisedAt: known.row.promisedAt, isNew: false };
    const service = services.requestable(tx, viewer.organisationId, body.serviceId);
    if (!service) throw new Refusal('service-gone');
    if (service.route === 'direct') throw new Refusal('direct-only');
    const draft = requests.draft(tx, viewer.userId, service.id);
    const booked = requests.byId(tx, viewer.userId, service.id, body.draftId);
    if (booked && booked.status !== 'draft') throw new Refusal('appointment-over');
    refuseStaleDraft(draft, body.basedOn);
    const { content: written, fills } = complete(tx, viewer, service, body.content, now);
    // Whose time it takes is decided with the time (Y10); a team that was looked for before is invited all the same.
    const { requiredIds: _before, ...content } = written;
    const requester = requesterOf(tx, viewer, content.requesterId);
    const rule = ruleOf(tx, service);
    if (rule.named === 0) throw new Refusal('nobody-handles');
    const isFree = draft?.id === body.draftId || !(booked || requests.isTaken(tx, body.draftId));
    const id = isFree && !triageRequests.isTaken(tx, body.draftId) ? body.draftId : newId();
    const caseId = settleCase(tx, requester, content, now);
    if (draft) requests.dropDraft(tx, draft.id);
    const urgency = content.urgency!;
    const promisedAt = triage.promiseAt(now, triage.daysFor(urgency, rule));
    const score = scoreIn(tx, fills);
    const { escalated, escalateAt } = triage.send(id, service.id, promisedAt, rule);
    triageRequests.insert(tx, {
      ...{ id, serviceId: service.id, organisationId: service.organisationId, promisedAt, urgency },
      ...{ requesterId: requester.userId, requesterOrganisationId: requester.organisationId },
      sentBy: requester.userId === viewer.userId ? null : viewer.userId,
      ...{ caseId, childKey: childKeyIn(tx, requester.organisationId, caseId), content, fills: [...fills] },
      ...{ scorePoints: score?.points ?? null, scoreMost: score?.most ?? null },
      ...{ weight: triage.weightOf(urgency, score), submittedAt: now, status: 'submitted', statusAt: now },
      ...{ escalated, escalateAt },
    });
    keepCaseType(tx, id, service, content);
    triageRequests.addStep(tx, {
      ...{ id: newId(), organisationId: service.organisationId, requestId: id, at: now, kind: 'send' },
      actorId: viewer.userId,
    });
    const parties = { id, organisationId: service.organisationId };
    logOnRequest(tx, viewer, now, 'send-request', {
      ...parties,
      requesterOrganisationId: requester.organisationId,
    });
    tellFirstHandler(tx, deps, viewer, parties, service.id);
    return { id, promisedAt, isNew: true };
  });
  if (sent.isNew) {
    deps.live.emit('queue-changed', body.serviceId);
    deps.live.emit('my-day-changed', viewer.userId);
  }
  return sent;
}

/** Y3: the points of the service's own instrument; else of whatever was scored with the request. */
function scoreIn(tx: Tx, fills: readonly CheckedFill[]): triage.QueueScore {
  const scored = fills.flatMap(({ use, versionId, answers }) => {
    const version = formVersions.byId(tx, versionId);
    const score = version && scoreOf(version.content, answers);
    return score ? [{ use, points: score.points, most: score.most }] : [];
  });
  const best = scored.find(({ use }) => use === 'instrument') ?? scored[0];
  return best ? { points: best.points, most: best.most } : null;
}

function childKeyIn(tx: Tx, organisationId: string, caseId: string | null): string | null {
  return triage.childKey(caseId === null ? null : (cases.byId(tx, organisationId, caseId) ?? null));
}

/** Whether anybody would handle what is sent to it. */
export const isHandled = (tx: Tx, service: Pick<Service, 'id' | 'route'>): boolean =>
  service.route !== 'direct' && serviceHandlers.of(tx, service.id).length > 0;
