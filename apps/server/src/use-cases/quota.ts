import { addDays, instantOf, monthOf, quotaState, triage, type QuotaState } from '#domain';
import { serviceSettings, services, type Service, type Tx } from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { isHandled } from './send-request.ts';
import { findHandled, ruleOf } from './triage-common.ts';

/** The month in Finland that an instant is in, as [from, to). */
export function monthAround(at: number): { from: number; to: number } {
  const first = `${monthOf(at)}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  return { from: instantOf(first, '00:00'), to: instantOf(next, '00:00') };
}

/**
 * V8, K6: how much of its quota an organisation would use with one more visit of a service at `at`; with `isCounted`, the visit is
 * one of those already. Null where there is no quota.
 */
export function quotaOf(
  tx: Tx,
  { id, monthlyQuota }: Pick<Service, 'id' | 'monthlyQuota'>,
  organisationId: string,
  at: number,
  isCounted = false,
): QuotaState | null {
  if (monthlyQuota === null) return null;
  const { from, to } = monthAround(at);
  const taken = serviceSettings.countVisits(tx, id, organisationId, from, to) - (isCounted ? 1 : 0);
  return quotaState(
    monthlyQuota,
    Array.from({ length: Math.max(0, taken) }, () => ({ startsAt: at, isCancelled: false })),
    at,
  );
}

/** What somebody who asks can expect: when the answer comes, and whether the month's quota is used. */
export function readExpectations(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  { at }: Query<'readExpectations'>,
): Reply<'readExpectations'> {
  const now = deps.now();
  return deps.store.read((tx) => {
    const service = services.requestable(tx, viewer.organisationId, serviceId);
    if (!service) throw new Refusal('not-found');
    const rule = ruleOf(tx, service);
    const promiseFor = (urgency: 'routine' | 'soon' | 'urgent') =>
      triage.promiseAt(now, triage.daysFor(urgency, rule));
    return {
      promises: { routine: promiseFor('routine'), soon: promiseFor('soon'), urgent: promiseFor('urgent') },
      quota: quotaOf(tx, service, viewer.organisationId, at === undefined ? now : Number(at)),
      isHandled: isHandled(tx, service),
    };
  });
}

/** V8: the month that a time is in decides, not the one in which it is given. */
export function readQuotaOfRequest(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { at }: Query<'readQuotaOfRequest'>,
): Reply<'readQuotaOfRequest'> {
  return deps.store.read((tx) => {
    const { row, service } = findHandled(tx, viewer, id);
    return { quota: quotaOf(tx, service, row.requesterOrganisationId, Number(at)) };
  });
}
