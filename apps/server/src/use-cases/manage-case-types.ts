import { checkCaseType, formKinds, sectionsOf, type CaseTypeSettings, type FormKind } from '#domain';
import {
  caseTypes,
  formTemplates,
  formVersions,
  newId,
  organisationsOver,
  organisationsUnder,
  serviceSettings,
  type Tx,
} from '#db';
import type { Body, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOf } from './log-event.ts';
import { mayUseForm } from './manage-forms.ts';
import { isSaved } from './sent-again.ts';
import { hasWords, sortedPage } from './sorted-page.ts';

const log = logOf('case-type');

/** Two screens of rows. */
const pageLength = 25;
type Row = Reply<'listCaseTypes'>['caseTypes'][number];

/** R7: the case types that the viewer manages. There are a few dozen at most, so they are sorted here, as people read them. */
export function listCaseTypes(
  deps: Deps,
  viewer: UserViewer,
  { q = '', state = 'active', sort = 'name', ...asked }: Query<'listCaseTypes'>,
): Reply<'listCaseTypes'> {
  const { language } = viewer.account;
  const nameOf = (row: Row) => row.name[language] || row.name.fi;
  const fits = (row: Row) =>
    (state === 'all' || row.active === (state === 'active')) &&
    hasWords(q, ...Object.values(row.name), row.organisationName);
  const keys: Record<typeof sort, (row: Row) => string | number> = {
    name: nameOf,
    forms: (row) => row.kinds.length,
    restricted: (row) => row.restricted,
    services: (row) => row.services,
    state: (row) => Number(!row.active),
  };
  const found = deps.store.read((tx) => managedRows(tx, viewer)).filter(fits);
  const { rows, ...paging } = sortedPage(found, asked, { by: keys[sort], nameOf, pageLength });
  return { caseTypes: rows, ...paging };
}

function managedRows(tx: Tx, viewer: UserViewer): Row[] {
  const managed = organisationsUnder(tx, viewer.organisationId);
  const services = caseTypes.usedCounts(tx);
  return caseTypes.list(tx, managed).map(({ type, organisationName }) => {
    const { settings } = find(tx, viewer, type.id);
    return {
      ...{ id: type.id, name: type.name, organisationName, active: type.active },
      kinds: formKinds.filter((kind) => settings.forms[kind] !== undefined),
      restricted: settings.restrictedIds.length,
      services: services.get(type.id) ?? 0,
    };
  });
}

export function caseTypeChoices(deps: Deps, viewer: UserViewer): Reply<'caseTypeChoices'> {
  return deps.store.read((tx) => {
    const managed = organisationsUnder(tx, viewer.organisationId);
    const all = serviceSettings.organisations(tx);
    const around = [...new Set([...managed, ...organisationsOver(tx, viewer.organisationId)])];
    const usable = formTemplates
      .list(tx, around)
      .filter(({ published }) => published !== null)
      .map(({ template: { id, kind, organisationId, active } }) => {
        const below = organisationsUnder(tx, organisationId);
        const { content } = formVersions.newest(tx, id)!;
        return {
          ...{ id, kind, title: content.title, isOpen: active },
          usableBy: managed.filter((each) => below.includes(each)),
          sections: sectionsOf(content).map((section) => ({
            id: section.id,
            heading: section.heading?.label ?? null,
          })),
        };
      });
    return {
      ownId: viewer.organisationId,
      organisations: all.filter(({ id }) => managed.includes(id)).map(({ id, name }) => ({ id, name })),
      usable,
      others: all.map(({ id, name }) => ({ id, name, side: sideOf(tx, id) })),
    };
  });
}

/** An organisation with all above and below it. */
const sideOf = (tx: Tx, id: string): string[] => [
  ...new Set([...organisationsOver(tx, id), ...organisationsUnder(tx, id)]),
];

export function readCaseType(deps: Deps, viewer: UserViewer, id: string): Reply<'readCaseType'> {
  return deps.store.read((tx) => {
    const { type, organisationName, settings } = find(tx, viewer, id);
    const { active, revision } = type;
    return { settings, organisationName, active, revision, usedBy: caseTypes.usedBy(tx, id) };
  });
}

export function addCaseType(
  deps: Deps,
  viewer: UserViewer,
  { settings, id = newId() }: Body<'addCaseType'>,
): Reply<'addCaseType'> {
  // As V14: one with the id that the page has chosen was sent before.
  if (deps.store.read((tx) => caseTypes.isTaken(tx, id)))
    return changeCaseType(deps, viewer, id, { settings, basedOn: 1 });
  deps.store.write((tx) => {
    caseTypes.insert(tx, id, complete(tx, viewer, settings), deps.now());
    log(tx, deps, viewer, 'add', id, settings.organisationId);
  });
  return { id, revision: 1 };
}

/** CT1, CT5: what was asked keeps its own; what somebody else has saved meanwhile is not written over. */
export function changeCaseType(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  body: { settings: CaseTypeSettings; basedOn: number },
): Reply<'changeCaseType'> {
  return deps.store.write((tx) => {
    const { type, settings: before } = find(tx, viewer, id);
    if (type.revision !== body.basedOn) {
      if (!isSaved(body.settings, before, ['restrictedIds'])) throw new Refusal('case-type-changed');
      return { id, revision: type.revision };
    }
    const { organisationId } = type;
    caseTypes.update(tx, type, complete(tx, viewer, { ...body.settings, organisationId }, before));
    log(tx, deps, viewer, 'change', id, organisationId);
    return { id, revision: type.revision + 1 };
  });
}

/** CT3: out of use, or back into it. Doing so twice is no error. */
export function archiveCaseType(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  archived: boolean,
): Reply<'archiveCaseType'> {
  return deps.store.write((tx) => {
    const { type } = find(tx, viewer, id);
    if (type.active === !archived) return { id, revision: type.revision };
    caseTypes.setActive(tx, type, !archived);
    log(tx, deps, viewer, archived ? 'archive' : 'take-back', id, type.organisationId);
    return { id, revision: type.revision + 1 };
  });
}

function find(tx: Tx, viewer: UserViewer, id: string) {
  const known = caseTypes.byId(tx, organisationsUnder(tx, viewer.organisationId), id);
  if (!known) throw new Refusal('not-found');
  return known;
}

/** CT1, CT2, CT6, and that every id names something that may be chosen, or something that was chosen before. */
function complete(
  tx: Tx,
  viewer: UserViewer,
  settings: CaseTypeSettings,
  before?: CaseTypeSettings,
): CaseTypeSettings {
  const { organisationId } = settings;
  const checked = checkCaseType(settings, organisationId === '' ? [] : sideOf(tx, organisationId));
  const fields = checked.ok ? {} : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  if (organisationId !== '' && !organisationsUnder(tx, viewer.organisationId).includes(organisationId))
    fields.organisationId = 'required';
  const known = new Set(serviceSettings.organisations(tx).map(({ id }) => id));
  if (settings.restrictedIds.some((id) => !known.has(id))) fields.restrictedIds = 'invalid';
  for (const [kind, id] of Object.entries(settings.forms) as [FormKind, string][])
    if (before?.forms[kind] !== id && !mayUseForm(tx, organisationId, kind, id))
      fields[`forms.${kind}`] = 'invalid';
  if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  return settings;
}

/** CT3: what services can take, by the organisations whose services may. */
export function takeableTypes(tx: Tx, managed: readonly string[], ownId: string) {
  const around = [...new Set([...managed, ...organisationsOver(tx, ownId)])];
  return caseTypes
    .list(tx, around)
    .filter(({ type }) => type.active)
    .map(({ type: { id, name, description, organisationId } }) => {
      const below = organisationsUnder(tx, organisationId);
      const usableBy = managed.filter((each) => below.includes(each));
      return { id, name, description, forms: caseTypes.formsOf(tx, id), usableBy };
    });
}

/** Whether a service of this organisation may take the type. */
export const mayTakeType = (tx: Tx, organisationId: string, id: string): boolean =>
  caseTypes.byId(tx, organisationsOver(tx, organisationId), id)?.type.active === true;
