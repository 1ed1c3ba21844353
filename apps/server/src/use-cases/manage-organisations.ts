import { checkOrganisation, inTreeOrder, normalisePhone, type OrganisationFields } from '#domain';
import {
  caseTypes,
  frontDoor,
  newId,
  organisations,
  organisationsOver,
  organisationsUnder,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { joined } from './joined-changes.ts';
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
    organisations.insert(tx, { id, ...complete(tx, fields, managedBy(tx, viewer)) });
    log(tx, deps, viewer, 'add', id);
  });
  return { id };
}

export function changeOrganisation(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { from, ...sent }: Body<'changeOrganisation'>,
): Reply<'changeOrganisation'> {
  deps.store.write((tx) => {
    const managed = managedBy(tx, viewer);
    const known = managed.find((each) => each.id === id);
    if (!known) throw new Refusal('not-found');
    const { name, kind } = known;
    const now = {
      name,
      kind,
      parentId: known.parentId ?? '',
      phone: known.phone ?? '',
      slug: known.slug ?? '',
    };
    const phone = normalisePhone(sent.phone) ?? sent.phone;
    const fields = joined<OrganisationFields>(from, { ...sent, phone }, now);
    const { parentId, ...row } = complete(tx, fields, managed, id);
    const before = typesAgainstOwnSide(tx);
    organisations.update(tx, id, {
      ...row,
      parentId: id === viewer.organisationId ? known.parentId : parentId,
    });
    // O4: who works at a case type's own services must not be shown a part only (CT6).
    if (typesAgainstOwnSide(tx).some((typeId) => !before.includes(typeId)))
      throw new Refusal('incomplete', { fields: { parentId: 'restricted-side' } });
    log(tx, deps, viewer, 'change', id);
  });
  return { id };
}

/** The case types that restrict an organisation above or below their own. */
function typesAgainstOwnSide(tx: Tx): string[] {
  return caseTypes
    .restricting(tx)
    .filter(({ organisationId, restrictedIds }) => {
      const side = new Set([
        ...organisationsOver(tx, organisationId),
        ...organisationsUnder(tx, organisationId),
      ]);
      return restrictedIds.some((each) => side.has(each));
    })
    .map(({ id }) => id);
}

/** The viewer's own organisation comes first. */
function managedBy(tx: Tx, viewer: UserViewer) {
  const own = viewer.organisationId;
  return organisations
    .some(tx, organisationsUnder(tx, own))
    .sort((a, b) => Number(b.id === own) - Number(a.id === own));
}

function complete(tx: Tx, raw: OrganisationFields, managed: ReturnType<typeof managedBy>, id?: string) {
  // Left out, it stays what it was.
  const known = managed.find((each) => each.id === id)?.slug ?? '';
  const fields = { ...raw, slug: (raw.slug ?? known).trim() };
  const checked = checkOrganisation(fields, managed, id);
  const problems = checked.ok
    ? {}
    : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  if (fields.slug !== '' && frontDoor.hasSlug(tx, fields.slug, id)) problems.slug = 'slug-taken';
  if (Object.keys(problems).length > 0) throw new Refusal('incomplete', { fields: problems });
  return {
    ...fields,
    name: fields.name.trim(),
    phone: normalisePhone(fields.phone),
    slug: fields.slug || null,
  };
}

function log(tx: Tx, deps: Deps, viewer: UserViewer, action: string, id: string): void {
  logEvent(tx, viewer, deps.now(), { action, entity: 'organisation', entityId: id }, [id]);
}
