import {
  requestCaseTypes,
  serviceHandlers,
  serviceSettings,
  triageQueue,
  triageRequests,
  services,
  waitlistOffers,
  type Tx,
} from '#db';
import { triage } from '#domain';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { nameOfType } from './case-types.ts';
import { logEvent } from './log-event.ts';
import { quotaOf } from './quota.ts';
import { redirectChoices } from './sent-requests.ts';
import { findHandled, logOnRequest } from './triage-common.ts';
import {
  commonOf,
  escalatedTo,
  sameChildMs,
  scoreFor,
  subjectOf,
  openOfferOf,
  takerOfRow,
  viewOffer,
  writtenOf,
} from './triage-view.ts';

/** Two screens of rows. */
const pageLength = 50;

type View = NonNullable<Query<'readQueue'>['view']>;
const statusesOf: Record<View, readonly triage.Status[]> = {
  'to-handle': ['submitted'],
  asked: ['needs-info'],
  waitlist: ['waitlisted'],
  settled: ['accepted', 'declined', 'revoked'],
};

/** Y3: the queue of the services that the viewer is named for. Initials are client data, so the look is written down. */
export function readQueue(deps: Deps, viewer: UserViewer, query: Query<'readQueue'>): Reply<'readQueue'> {
  const now = deps.now();
  return deps.store.write((tx) => {
    const own = serviceHandlers.servicesOf(tx, viewer.userId);
    const shownServices = serviceSettings.names(tx, own);
    if (own.length > 0) {
      const { organisationId } = viewer;
      logEvent(tx, viewer, now, { action: 'list', entity: 'triage', entityId: organisationId });
    }
    const serviceIds = query.service === undefined ? own : own.filter((id) => id === query.service);
    const isMine = query.mine === '1';
    const view = query.view ?? 'to-handle';
    const filter = {
      serviceIds,
      statuses: isMine ? triage.openStatuses : statusesOf[view],
      takenBy: isMine ? viewer.userId : undefined,
      isLate: query.late === '1' && view === 'to-handle',
      caseTypeId: query.caseType,
      text: query.q === undefined ? undefined : { typed: query.q, language: viewer.account.language },
    };
    const total = triageQueue.count(tx, filter, now);
    const pages = Math.max(1, Math.ceil(total / pageLength));
    const page = Math.min(Number(query.page ?? '1'), pages);
    const isSettled = view === 'settled' && !isMine;
    const found = triageQueue.page(tx, filter, now, (page - 1) * pageLength, pageLength, isSettled);
    return {
      rows: viewRows(tx, viewer, found, now),
      services: shownServices,
      caseTypes: requestCaseTypes.ofServices(tx, own),
      counts: countsOf(tx, viewer, serviceIds, now),
      ...{ total, page, pages, serverNow: now },
    };
  });
}

function countsOf(tx: Tx, viewer: UserViewer, serviceIds: string[], now: number) {
  const by = new Map(
    triageQueue.counts(tx, serviceIds, triage.openStatuses).map(({ status, n }) => [status, n]),
  );
  const count = (more: object) =>
    triageQueue.count(tx, { serviceIds, statuses: triage.openStatuses, ...more }, now);
  return {
    toHandle: by.get('submitted') ?? 0,
    asked: by.get('needs-info') ?? 0,
    waitlist: by.get('waitlisted') ?? 0,
    late: count({ statuses: ['submitted'], isLate: true }),
    mine: count({ takenBy: viewer.userId }),
  };
}

function viewRows(tx: Tx, viewer: UserViewer, found: ReturnType<typeof triageQueue.page>, now: number) {
  const keyed = found.flatMap(({ row }) => (row.childKey === null ? [] : [row]));
  const sameChild = triageQueue.sameChildCounts(
    tx,
    keyed.map(({ organisationId }) => organisationId),
    keyed.map(({ childKey }) => childKey!),
    now - sameChildMs,
  );
  const quotas = new Map<string, ReturnType<typeof quotaOf>>();
  const quota = (serviceId: string, organisationId: string) => {
    const key = `${serviceId} ${organisationId}`;
    const monthlyQuota = serviceSettings.quota(tx, serviceId);
    if (!quotas.has(key)) quotas.set(key, quotaOf(tx, { id: serviceId, monthlyQuota }, organisationId, now));
    return quotas.get(key) ?? null;
  };
  const offers = waitlistOffers.openOfAll(
    tx,
    found.map(({ row }) => row.id),
  );
  const types = requestCaseTypes.ofAll(
    tx,
    found.map(({ row }) => row.id),
  );
  const offerOf = (id: string) => {
    const offer = offers.get(id);
    return offer ? viewOffer(tx, offer, now) : null;
  };
  return found.map(({ row, serviceName, requesterName, requesterOrganisation, initials, birthYear }) => ({
    ...{ id: row.id, serviceId: row.serviceId, serviceName, status: row.status, statusAt: row.statusAt },
    ...{ submittedAt: row.submittedAt, promisedAt: row.promisedAt, urgency: row.urgency },
    ...{ requesterName, requesterOrganisation, subject: subjectOf({ initials, birthYear }) },
    ...{ score: scoreFor(tx, row, viewer), taker: takerOfRow(tx, row, now) },
    escalatedTo: escalatedTo(tx, row),
    caseType: nameOfType(types.get(row.id)),
    sameChild: Math.max(0, (sameChild.get(`${row.organisationId} ${row.childKey}`) ?? 1) - 1),
    quota: triage.openStatuses.some((each) => each === row.status)
      ? quota(row.serviceId, row.requesterOrganisationId)
      : null,
    ...{ offer: offerOf(row.id), isPaused: row.offersPaused },
  }));
}

/** One request with all that belongs to it. Reading it is written down in the same transaction. */
export function readTriage(deps: Deps, viewer: UserViewer, id: string): Reply<'readTriage'> {
  const now = deps.now();
  return deps.store.write((tx) => {
    const found = findHandled(tx, viewer, id);
    const { row, service, requester } = found;
    logOnRequest(tx, viewer, now, 'read', row);
    const own = serviceHandlers.servicesOf(tx, viewer.userId);
    const duplicates = triageRequests.sameChild(tx, row, now - sameChildMs);
    const handlersOf = (serviceId: string) => serviceHandlers.of(tx, serviceId);
    return {
      request: {
        ...commonOf(tx, found),
        ...writtenOf(tx, found, viewer),
        ...{
          score: scoreFor(tx, row, viewer),
          taker: takerOfRow(tx, row, now),
          sameChild: duplicates.length,
        },
        quota: quotaOf(tx, service, row.requesterOrganisationId, now),
        ...{ modality: service.modality, lengthMinutes: service.lengthMinutes },
        ...{ requesterId: row.requesterId, requesterPhone: requester.phone },
        duplicates: duplicates.map(({ serviceId, ...each }) => ({
          ...each,
          isYours: own.includes(serviceId),
        })),
        practitioners: services
          .offering(tx, service.id)
          .map(({ id: practitionerId, name, title }) => ({ id: practitionerId, name, title })),
        redirectTo: redirectChoices(tx, found, (each) => handlersOf(each).length > 0).map(
          ({ id: serviceId, name, providerName }) => ({ id: serviceId, name, providerName }),
        ),
        handlers: handlersOf(service.id).map(({ name }) => name),
        ...{ offer: openOfferOf(tx, row.id, now), isPaused: row.offersPaused },
        offers: waitlistOffers.ofRequest(tx, row.id).map((each) => viewOffer(tx, each, now)),
        offersTimes: service.offersTimes,
      },
      serverNow: now,
    };
  });
}
