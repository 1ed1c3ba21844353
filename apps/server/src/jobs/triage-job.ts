import { triage } from '#domain';
import { audit, newId, serviceHandlers, triageRequests, triageStateOf } from '#db';
import type { Deps } from '../deps.ts';
import { postToHandler } from '../mail/triage-letter.ts';
import { tellOfRequest, ruleOf } from '../use-cases/triage-common.ts';

/** So many are told of in one transaction: after a night without the server there may be many. */
const batch = 100;

/**
 * Y8: what was not answered by its promise goes to the next person who is named, in the transaction that notes it, so that nobody
 * is told twice.
 */
export function escalateOverdue(deps: Deps, now: number): void {
  if (deps.store.read((tx) => triageRequests.overdue(tx, now, 1)).length === 0) return;
  const changed = deps.store.write((tx) =>
    triageRequests.overdue(tx, now, batch).map((found) => {
      const { row, service } = found;
      const handlers = serviceHandlers.of(tx, service.id);
      const outcome = triage.escalate(triageStateOf(row), now, ruleOf(tx, service));
      if (!outcome) return found;
      triageRequests.save(tx, row, outcome.request, now);
      const next = handlers[outcome.told];
      if (!next) return found;
      const { organisationId, requesterOrganisationId, id } = row;
      triageRequests.addStep(tx, {
        ...{ id: newId(), organisationId, requestId: id, at: now, kind: 'escalate', toUserId: next.id },
      });
      postToHandler(tx, row, next, 'late', deps.settings, now);
      const entry = { at: now, actorKind: 'system' as const, actorId: 'triage', action: 'escalate-request' };
      audit.write(tx, { organisationId, ...entry, entity: 'request', entityId: id }, [
        requesterOrganisationId,
      ]);
      return found;
    }),
  );
  for (const found of changed) tellOfRequest(deps, found);
}
