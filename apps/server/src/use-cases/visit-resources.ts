import { narrowNeeds } from '#domain';
import { resources, services, type Overview, type Service, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { findHandled, serviceOf } from './triage-common.ts';

/**
 * Which rooms and devices somebody can name for a visit of a service (D6): those that it needs, and those that are open of
 * the organisation that asks and of the one that provides.
 */
export function listServiceResources(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
): Reply<'listServiceResources'> {
  return deps.store.read((tx) => {
    const service = services.byId(tx, viewer.organisationId, serviceId);
    if (!service) throw new Refusal('not-found');
    return thingsFor(tx, viewer, service);
  });
}

/** The same for a request without a time (D6, Y10): what can be named for it by whoever handles it. */
export function listResourcesForRequest(
  deps: Deps,
  viewer: UserViewer,
  id: string,
): Reply<'listResourcesForRequest'> {
  return deps.store.read((tx) => {
    const found = findHandled(tx, viewer, id);
    return thingsFor(tx, handlerNames(viewer, found.row), serviceOf(tx, found));
  });
}

function thingsFor(tx: Tx, who: WhoNames, service: Service): Reply<'listServiceResources'> {
  const needed = new Set(service.needs.flat());
  const others = openFor(tx, who, service).filter(({ id }) => !needed.has(id));
  return {
    needs: service.needs.map((choices) => resources.named(tx, choices)),
    others: others.map(({ id, kind, name, address }) => ({ id, kind, name, address })),
  };
}

/** Whose rooms and devices can be named, besides the provider's: those of whoever books and of whom it is booked for. */
type WhoNames = Pick<UserViewer, 'organisationId'> & { forOrganisationId?: string };

/** D6: whoever handles a request without a time names for its requester. */
export const handlerNames = (
  { organisationId }: Pick<UserViewer, 'organisationId'>,
  { requesterOrganisationId }: { requesterOrganisationId: string },
): WhoNames => ({ organisationId, forOrganisationId: requesterOrganisationId });

const openFor = (
  tx: Tx,
  { organisationId, forOrganisationId = organisationId }: WhoNames,
  service: Service,
) => resources.open(tx, [...new Set([organisationId, forOrganisationId, service.organisationId])]);

/** D6: the service as it is booked with these rooms and devices. Refuses what this person can't name. */
export function withNamed(
  tx: Tx,
  who: WhoNames,
  service: Service,
  namedIds: readonly string[] = [],
): Service {
  if (namedIds.length === 0) return service;
  const known = new Set(nameableFor(tx, who, service));
  if (namedIds.some((id) => !known.has(id)))
    throw new Refusal('incomplete', { fields: { resourceIds: 'resource' } });
  return narrowed(service, namedIds);
}

/** D6: what this organisation can name for a visit of the service. */
export const nameableFor = (tx: Tx, who: WhoNames, service: Service): string[] => [
  ...service.needs.flat(),
  ...openFor(tx, who, service).map(({ id }) => id),
];

export const narrowed = (service: Service, namedIds: readonly string[]): Service => ({
  ...service,
  needs: narrowNeeds(service.needs, [...new Set(namedIds)]),
});

/**
 * D6: what a booked visit needs wherever it moves: what its service needs now, what was named for it, and what else it has.
 * What has been closed since is left out (D5).
 */
export function needsOfVisit(tx: Tx, service: Service, { appointment, request }: Overview): string[][] {
  const named = request.content.resourceIds ?? [];
  const had = resources.ofVisit(tx, appointment.id).map(({ id }) => id);
  const known = new Set(service.needs.flat());
  const wanted = [...new Set([...named, ...had.filter((id) => !known.has(id))])];
  return narrowNeeds(
    service.needs,
    wanted.filter((id) => known.has(id) || resources.isOpen(tx, id)),
  );
}

/** D3: of each need what the visit has goes first, also once its claims are released to make way for its series' other meetings. */
export function ownFirst(tx: Tx, service: Service, appointmentId: string): Service {
  const had = new Set(resources.ofVisit(tx, appointmentId).map(({ id }) => id));
  const isOther = (id: string) => Number(!had.has(id));
  return {
    ...service,
    needs: service.needs.map((choices) => [...choices].sort((a, b) => isOther(a) - isOther(b))),
  };
}

/** Of what is in the way of a time: whether it is only rooms and devices, and nobody's time. */
export const areThings = (tx: Tx, ids: readonly string[]): boolean =>
  ids.length > 0 && resources.named(tx, ids).length === ids.length;
