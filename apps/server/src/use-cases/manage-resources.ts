import { checkResource, decidesAll, type ResourceFields } from '#domain';
import { appointments, newId, organisations, organisationsUnder, resources, type Tx } from '#db';
import type { Body, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { joined } from './joined-changes.ts';
import { logOf, logOnAppointment } from './log-event.ts';
import { insteadOf, replaceResource } from './replace-resource.ts';
import { hasWords, sortedPage } from './sorted-page.ts';

const log = logOf('resource');
/** Two screens of rows. */
const pageLength = 25;

type Row = Reply<'listResources'>['resources'][number];

/** R7: the rooms and devices that the viewer manages, as people read them. */
export function listResources(
  deps: Deps,
  viewer: UserViewer,
  { q = '', state = 'active', kind, organisation, sort = 'name', ...asked }: Query<'listResources'>,
): Reply<'listResources'> {
  const { language } = viewer.account;
  const nameOf = (row: Row) => row.name[language] || row.name.fi;
  const keys: Record<typeof sort, (row: Row) => string | number> = {
    name: nameOf,
    // Rooms before devices, as in the choice of a kind.
    kind: (row) => Number(row.kind === 'device'),
    organisation: (row) => row.organisationName,
    services: (row) => row.services,
    state: (row) => Number(!row.active),
  };
  return deps.store.read((tx) => {
    const managed = organisationsUnder(tx, viewer.organisationId);
    const found = resources
      .list(tx, managed)
      .map(
        ({ resource: { id, organisationId, kind, name, address, active }, organisationName, services }) => ({
          ...{ id, organisationId, organisationName, name, address, active, services },
          kind: kind === 'person' ? ('room' as const) : kind,
          coming: 0,
        }),
      )
      .filter((row) => state === 'all' || row.active === (state === 'active'))
      .filter((row) => kind === undefined || row.kind === kind)
      .filter((row) => organisation === undefined || row.organisationId === organisation)
      .filter((row) => hasWords(q, ...Object.values(row.name), row.address, row.organisationName));
    const { rows, ...paging } = sortedPage<Row>(found, asked, { by: keys[sort], nameOf, pageLength });
    return {
      ownId: viewer.organisationId,
      organisations: organisations.some(tx, managed).map(({ id, name }) => ({ id, name })),
      resources: rows.map((row) => ({ ...row, coming: resources.coming(tx, row.id, deps.now()).length })),
      ...paging,
    };
  });
}

/** D1: one with the id that the page has chosen was sent before, and is changed to what is sent now. */
export function addResource(
  deps: Deps,
  viewer: UserViewer,
  { id = newId(), ...fields }: Body<'addResource'>,
): Reply<'addResource'> {
  // Whose it is, if it is not one of theirs, is told as nothing.
  if (deps.store.read((tx) => resources.isTaken(tx, id))) return changeResource(deps, viewer, id, fields);
  deps.store.write((tx) => {
    const complete = completed(tx, viewer, fields);
    resources.insert(tx, id, complete);
    log(tx, deps, viewer, 'add', id, complete.organisationId);
  });
  return { id };
}

/** The organisation stays: what has been booked belongs to it. */
export function changeResource(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { from, ...sent }: Body<'changeResource'>,
): Reply<'changeResource'> {
  deps.store.write((tx) => {
    const { organisationId, name, address, ...row } = find(tx, viewer, id);
    const kind = row.kind === 'device' ? 'device' : 'room';
    const fields = joined<ResourceFields>(from, sent, { organisationId, kind, name, address });
    resources.update(tx, id, completed(tx, viewer, { ...fields, organisationId }));
    log(tx, deps, viewer, 'change', id, organisationId);
  });
  return { id };
}

/**
 * D5: out of use, or back into it; doing so twice is no error. Coming visits that have it are asked about: each keeps it or
 * takes another that is free. When they are others by then, nothing is saved and it is asked again (as W3).
 */
export function archiveResource(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { archived, decisions }: Body<'archiveResource'>,
): Reply<'archiveResource'> {
  const replaced = deps.store.write((tx) => {
    const row = find(tx, viewer, id);
    if (row.active === !archived) return [];
    resources.setActive(tx, id, !archived);
    log(tx, deps, viewer, archived ? 'archive' : 'take-back', id, row.organisationId);
    return archived ? settle(tx, deps, viewer, id, decisions) : [];
  });
  deps.live.emit('resource-changed', id);
  for (const appointmentId of replaced) deps.live.emit('appointment-changed', appointmentId);
  return { id };
}

/** Decides on exactly the visits that have it now; answers which were given something else. */
function settle(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  id: string,
  decisions: Body<'archiveResource'>['decisions'],
): string[] {
  const { keep = [], replace = [] } = decisions ?? {};
  const coming = resources.coming(tx, id, deps.now()).map((each) => appointments.byId(tx, each)!);
  const rows = coming.map((overview) => ({ overview, instead: insteadOf(tx, overview, id, deps.now()) }));
  const isLost = rows.some(({ overview, instead }) => !instead && replace.includes(overview.appointment.id));
  const ids = coming.map(({ appointment }) => appointment.id);
  if (isLost || !decidesAll(ids, { keep, cancel: replace }))
    throw new Refusal('resource-in-use', {
      details: {
        // Who asked for it, and nothing about the client: an administrator reads this (R1).
        visits: rows.map(({ overview, instead }) => ({
          id: overview.appointment.id,
          ...{ startsAt: overview.appointment.startsAt, endsAt: overview.appointment.endsAt },
          serviceName: overview.service.name,
          requesterName: overview.requester.name,
          requesterOrganisation: overview.requesterOrganisation.name,
          instead: instead?.name ?? null,
        })),
      },
    });
  for (const { appointment } of coming)
    if (replace.includes(appointment.id)) {
      replaceResource(tx, deps, appointments.byId(tx, appointment.id)!, id);
      logOnAppointment(tx, viewer, deps.now(), 'replace-resource', appointment);
    }
  return replace;
}

function find(tx: Tx, viewer: UserViewer, id: string) {
  const known = resources.byId(tx, organisationsUnder(tx, viewer.organisationId), id);
  if (!known) throw new Refusal('not-found');
  return known;
}

function completed(tx: Tx, viewer: UserViewer, fields: ResourceFields): ResourceFields {
  const checked = checkResource(fields, organisationsUnder(tx, viewer.organisationId));
  if (!checked.ok)
    throw new Refusal('incomplete', {
      fields: Object.fromEntries(checked.error.map(({ field, code }) => [field, code])),
    });
  return checked.value;
}
