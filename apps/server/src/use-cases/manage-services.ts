import { checkService, type FormKind, type ServiceSettings } from '#domain';
import { newId, organisationsUnder, resources, serviceHandlers, serviceSettings, type Tx } from '#db';
import type { Body, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOf } from './log-event.ts';
import { mayTakeType, takeableTypes } from './manage-case-types.ts';
import { mayUseForm } from './manage-forms.ts';
import { isSaved } from './sent-again.ts';
import { hasWords, sortedPage } from './sorted-page.ts';

const log = logOf('service');

/** Two screens of rows. */
const pageLength = 25;
type Row = Reply<'listManagedServices'>['services'][number];

/** R7: the services that the viewer manages. An organisation has tens of them, so they are sorted here, as people read them. */
export function listManagedServices(
  deps: Deps,
  viewer: UserViewer,
  { q = '', state = 'active', provider, sort = 'name', ...asked }: Query<'listManagedServices'>,
): Reply<'listManagedServices'> {
  const { language } = viewer.account;
  const nameOf = (row: Row) => row.name[language] || row.name.fi;
  const keys: Record<typeof sort, (row: Row) => string | number> = {
    name: nameOf,
    provider: (row) => row.providerName,
    tier: (row) => row.tier,
    length: (row) => row.lengthMinutes,
    people: (row) => row.practitioners,
    state: (row) => Number(!row.active),
  };
  const fits = (row: Row) =>
    (state === 'all' || row.active === (state === 'active')) &&
    hasWords(q, ...Object.values(row.name), row.providerName);
  const all = deps.store.read((tx) => managedRows(tx, viewer));
  const found = all
    .filter(({ organisation }) => provider === undefined || organisation.id === provider)
    .map(({ row }) => row)
    .filter(fits);
  const { rows, ...paging } = sortedPage(found, asked, { by: keys[sort], nameOf, pageLength });
  const organisations = [...new Map(all.map(({ organisation }) => [organisation.id, organisation])).values()];
  return {
    services: rows,
    organisations: organisations.sort((a, b) => a.name.localeCompare(b.name, language)),
    ...paging,
  };
}

function managedRows(tx: Tx, viewer: UserViewer): { organisation: { id: string; name: string }; row: Row }[] {
  const managed = organisationsUnder(tx, viewer.organisationId);
  const counts = serviceSettings.practitionerCounts(tx, managed);
  return serviceSettings
    .list(tx, managed)
    .map(
      ({ service: { id, name, tier, lengthMinutes, modality, active, organisationId }, providerName }) => ({
        organisation: { id: organisationId, name: providerName },
        row: {
          ...{ id, name, providerName, tier, lengthMinutes, modality, active },
          practitioners: counts.get(id) ?? 0,
        },
      }),
    );
}

export function serviceChoices(deps: Deps, viewer: UserViewer): Reply<'serviceChoices'> {
  return deps.store.read((tx) => {
    const providerIds = organisationsUnder(tx, viewer.organisationId);
    return {
      ownId: viewer.organisationId,
      providerIds,
      organisations: serviceSettings.organisations(tx),
      people: serviceSettings.candidates(tx, providerIds),
      handlers: serviceHandlers.candidates(tx, providerIds),
      resources: resources.open(tx, providerIds),
      caseTypes: takeableTypes(tx, providerIds, viewer.organisationId),
    };
  });
}

export function readManagedService(deps: Deps, viewer: UserViewer, id: string): Reply<'readManagedService'> {
  return deps.store.read((tx) => {
    const { row, settings } = find(tx, viewer, id);
    const { ageMin, ageMax, active, revision } = row;
    return { settings, ages: { ageMin, ageMax }, active, revision };
  });
}

/** V14: one with the id that the page has chosen was sent before, and is changed to what is sent now. */
export function addService(
  deps: Deps,
  viewer: UserViewer,
  { settings, id = newId() }: Body<'addService'>,
): Reply<'addService'> {
  // Whose it is, if it is not one of theirs, is told as nothing.
  if (deps.store.read((tx) => serviceSettings.isTaken(tx, id)))
    return changeService(deps, viewer, id, { settings, basedOn: 1 });
  deps.store.write((tx) => {
    serviceSettings.insert(tx, id, complete(tx, viewer, settings));
    log(tx, deps, viewer, 'add', id, settings.organisationId);
  });
  return { id, revision: 1 };
}

const unordered = ['ageGroups', 'requesterIds', 'practitionerIds', 'reminderHours'] as const;

/** V9, V14: what has been booked keeps its own; what somebody else has saved meanwhile is not written over. */
export function changeService(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  body: { settings: ServiceSettings; basedOn: number },
): Reply<'changeService'> {
  const { revision, people } = deps.store.write((tx) => {
    const { row, settings: before } = find(tx, viewer, id);
    if (row.revision !== body.basedOn) {
      if (!isSaved(body.settings, before, unordered)) throw new Refusal('service-changed');
      return { revision: row.revision, people: [] };
    }
    const settings = complete(tx, viewer, { ...body.settings, organisationId: row.organisationId }, before);
    serviceSettings.update(tx, row, settings);
    log(tx, deps, viewer, 'change', id, row.organisationId);
    return { revision: row.revision + 1, people: [...before.practitionerIds, ...settings.practitionerIds] };
  });
  tell(deps, people);
  return { id, revision };
}

/** V13: out of use, or back into it. Doing so twice is no error. */
export function archiveService(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  archived: boolean,
): Reply<'archiveService'> {
  const { revision, people } = deps.store.write((tx) => {
    const { row, settings } = find(tx, viewer, id);
    if (row.active === !archived) return { revision: row.revision, people: [] };
    serviceSettings.setActive(tx, row, !archived);
    log(tx, deps, viewer, archived ? 'archive' : 'take-back', id, row.organisationId);
    return { revision: row.revision + 1, people: settings.practitionerIds };
  });
  tell(deps, people);
  return { id, revision };
}

/** Whoever has the service's times on the screen gets them again. */
function tell(deps: Deps, practitionerIds: string[]): void {
  for (const id of new Set(practitionerIds)) deps.live.emit('practitioner-time-changed', id);
}

function find(tx: Tx, viewer: UserViewer, id: string) {
  const known = serviceSettings.byId(tx, organisationsUnder(tx, viewer.organisationId), id);
  if (!known) throw new Refusal('not-found');
  return known;
}

/** V1–V6, V12, and that every id names something that the viewer may choose, or somebody who was chosen before. */
function complete(
  tx: Tx,
  viewer: UserViewer,
  settings: ServiceSettings,
  before?: ServiceSettings,
): ServiceSettings {
  const checked = checkService(settings);
  const fields = checked.ok ? {} : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  const { organisationId } = settings;
  if (organisationId !== '' && !organisationsUnder(tx, viewer.organisationId).includes(organisationId))
    fields.organisationId = 'required';
  const known = new Set(serviceSettings.organisations(tx).map(({ id }) => id));
  if (settings.requesterIds.some((id) => !known.has(id))) fields.requesterIds = 'invalid';
  const people = new Set([
    ...(before?.practitionerIds ?? []),
    ...serviceSettings.candidates(tx, [organisationId]).map(({ id }) => id),
  ]);
  if (settings.practitionerIds.some((id) => !people.has(id))) fields.practitionerIds = 'not-of-provider';
  // Y1; who was named before may stay, even when they can't any more.
  const handlers = new Set([
    ...(before?.handlerIds ?? []),
    ...serviceHandlers.candidates(tx, organisationsUnder(tx, viewer.organisationId)).map(({ id }) => id),
  ]);
  if (settings.handlerIds?.some((id) => !handlers.has(id))) fields.handlerIds = 'invalid';
  // D2; what it needed before may stay, even when it has been closed.
  const things = new Set([
    ...(before?.needs?.flat() ?? []),
    ...resources.open(tx, organisationsUnder(tx, viewer.organisationId)).map(({ id }) => id),
  ]);
  if (settings.needs?.flat().some((id) => !things.has(id))) fields.needs = 'invalid';
  // F4; what it names already may stay, even when its template has been archived.
  for (const [kind, id] of Object.entries(settings.forms ?? {}) as [FormKind, string][])
    if (before?.forms?.[kind] !== id && !mayUseForm(tx, organisationId, kind, id))
      fields[`forms.${kind}`] = 'invalid';
  // CT3; what it took before may stay, even when it has been archived.
  const taken = before?.caseTypeIds ?? [];
  if (settings.caseTypeIds?.some((id) => !taken.includes(id) && !mayTakeType(tx, organisationId, id)))
    fields.caseTypeIds = 'invalid';
  if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  return { ...settings, address: settings.modality === 'on-site' ? settings.address.trim() : '' };
}
