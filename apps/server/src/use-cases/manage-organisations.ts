import { checkOrganisation, inTreeOrder, normalisePhone, type OrganisationFields } from '#domain';
import { newId, organisations, organisationsUnder, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';

/** R7: the own organisation and those below it, as a tree. */
export function listOrganisations(deps: Deps, viewer: UserViewer): Reply<'listOrganisations'> {
  return deps.store.read((tx) => {
    const managed = managedBy(tx, viewer);
    const people = organisations.peopleCounts(
      tx,
      managed.map(({ id }) => id),
    );
    const rows = inTreeOrder(managed).map((row) => ({ ...row, people: people.get(row.id) ?? 0 }));
    return { ownId: viewer.organisationId, organisations: rows };
  });
}

export function addOrganisation(
  deps: Deps,
  viewer: UserViewer,
  fields: OrganisationFields,
): Reply<'addOrganisation'> {
  const id = newId();
  deps.store.write((tx) => {
    organisations.insert(tx, { id, ...complete(fields, managedBy(tx, viewer)) });
    log(tx, deps, viewer, 'add', id);
  });
  return { id };
}

export function changeOrganisation(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  fields: OrganisationFields,
): Reply<'changeOrganisation'> {
  deps.store.write((tx) => {
    const managed = managedBy(tx, viewer);
    const known = managed.find((each) => each.id === id);
    if (!known) throw new Refusal('not-found');
    const { parentId, ...row } = complete(fields, managed, id);
    organisations.update(tx, id, {
      ...row,
      parentId: id === viewer.organisationId ? known.parentId : parentId,
    });
    log(tx, deps, viewer, 'change', id);
  });
  return { id };
}

/** The viewer's own organisation comes first. */
function managedBy(tx: Tx, viewer: UserViewer) {
  const own = viewer.organisationId;
  return organisations
    .some(tx, organisationsUnder(tx, own))
    .sort((a, b) => Number(b.id === own) - Number(a.id === own));
}

function complete(fields: OrganisationFields, managed: ReturnType<typeof managedBy>, id?: string) {
  const checked = checkOrganisation(fields, managed, id);
  if (!checked.ok)
    throw new Refusal('incomplete', {
      fields: Object.fromEntries(checked.error.map(({ field, code }) => [field, code])),
    });
  return { ...checked.value, phone: normalisePhone(fields.phone) };
}

function log(tx: Tx, deps: Deps, viewer: UserViewer, action: string, id: string): void {
  logEvent(tx, viewer, deps.now(), { action, entity: 'organisation', entityId: id }, [id]);
}
