import { changesOf, checkForm, formKinds, formLimits, type FormContent, type FormKind } from '#domain';
import {
  caseTypes,
  formTemplates,
  formVersions,
  newId,
  organisationsOver,
  organisationsUnder,
  serviceSettings,
  type FormTemplate,
  type Tx,
} from '#db';
import type { Body, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOf } from './log-event.ts';
import { isSaved } from './sent-again.ts';
import { hasWords, sortedPage } from './sorted-page.ts';

const log = logOf('form');

/** Two screens of rows. */
const pageLength = 25;
type Row = Reply<'listForms'>['forms'][number];

/** R7: the templates that the viewer manages. There are tens of them, so they are sorted here, as people read them. */
export function listForms(
  deps: Deps,
  viewer: UserViewer,
  { q = '', kind = 'all', state = 'active', sort = 'title', ...asked }: Query<'listForms'>,
): Reply<'listForms'> {
  const { language } = viewer.account;
  const nameOf = (row: Row) => row.title[language] || row.title.fi;
  const fits = (row: Row) =>
    (kind === 'all' || row.kind === kind) &&
    (state === 'all' || row.active === (state === 'active')) &&
    hasWords(q, ...Object.values(row.title), row.organisationName);
  const keys: Record<typeof sort, (row: Row) => string | number> = {
    title: nameOf,
    kind: (row) => formKinds.indexOf(row.kind),
    organisation: (row) => row.organisationName,
    version: (row) => row.published ?? 0,
    services: (row) => row.services,
    state: stateRank,
  };
  const found = deps.store.read((tx) => managedRows(tx, viewer)).filter(fits);
  const { rows, ...paging } = sortedPage(found, asked, { by: keys[sort], nameOf, pageLength });
  return { forms: rows, ...paging };
}

/** What waits for somebody first: never published, changed since, in use; then the archive. */
const stateRank = ({ active, published, hasChanges }: Row): number =>
  !active ? 3 : published === null ? 0 : hasChanges ? 1 : 2;

function managedRows(tx: Tx, viewer: UserViewer): Row[] {
  const counts = formTemplates.usedCounts(tx);
  return formTemplates
    .list(tx, organisationsUnder(tx, viewer.organisationId))
    .map(({ template, organisationName, published }) => ({
      id: template.id,
      kind: template.kind,
      title: template.draft.title,
      organisationName,
      active: template.active,
      published,
      hasChanges: changesOf(newestContent(tx, template.id), template.draft).length > 0,
      services: counts.get(template.id) ?? 0,
    }));
}

const newestContent = (tx: Tx, id: string): FormContent | null =>
  formVersions.newest(tx, id)?.content ?? null;

/** F4: a template serves the services of its organisation and of those below it. */
export function formChoices(deps: Deps, viewer: UserViewer): Reply<'formChoices'> {
  return deps.store.read((tx) => {
    const managed = organisationsUnder(tx, viewer.organisationId);
    const names = serviceSettings.organisations(tx).filter(({ id }) => managed.includes(id));
    const around = [...new Set([...managed, ...organisationsOver(tx, viewer.organisationId)])];
    const usable = formTemplates
      .list(tx, around)
      .filter(({ template, published }) => template.active && published !== null)
      .map(({ template: { id, kind, organisationId } }) => {
        const below = organisationsUnder(tx, organisationId);
        const { id: versionId, number, content } = formVersions.newest(tx, id)!;
        return {
          id,
          kind,
          versionId,
          number,
          content,
          usableBy: managed.filter((each) => below.includes(each)),
        };
      });
    return {
      ownId: viewer.organisationId,
      organisations: names.map(({ id, name }) => ({ id, name })),
      usable,
    };
  });
}

/** Whether a service of this organisation may use the template for this. */
export function mayUseForm(tx: Tx, organisationId: string, kind: FormKind, templateId: string): boolean {
  const known = formTemplates.byId(tx, organisationsOver(tx, organisationId), templateId)?.template;
  return known?.kind === kind && known.active && formVersions.newest(tx, templateId) !== undefined;
}

export function readForm(deps: Deps, viewer: UserViewer, id: string): Reply<'readForm'> {
  return deps.store.read((tx) => {
    const { template, organisationName } = find(tx, viewer, id);
    const { organisationId, kind, draft, active, revision } = template;
    const versions = formVersions.of(tx, id);
    return {
      ...{ organisationId, organisationName, kind, content: draft, active, revision },
      published: versions[0]?.version.content ?? null,
      versions: versions.map(({ version: { number, publishedAt }, publishedByName }) => ({
        ...{ number, publishedAt, publishedByName },
      })),
      usedBy: formTemplates.usedBy(tx, id),
      caseTypes: caseTypes.bringing(tx, id),
    };
  });
}

export function readFormVersion(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  number: number,
): Reply<'readFormVersion'> {
  return deps.store.read((tx) => {
    find(tx, viewer, id);
    const found = formVersions.of(tx, id).find(({ version }) => version.number === number);
    if (!found) throw new Refusal('not-found');
    const { publishedAt, content } = found.version;
    return { number, publishedAt, publishedByName: found.publishedByName, content };
  });
}

/** F6: one with the id that the page has chosen was sent before, and is changed to what is sent now. */
export function addForm(
  deps: Deps,
  viewer: UserViewer,
  { organisationId, kind, content, id = newId() }: Body<'addForm'>,
): Reply<'addForm'> {
  if (deps.store.read((tx) => formTemplates.isTaken(tx, id)))
    return changeForm(deps, viewer, id, { content, basedOn: 1 });
  deps.store.write((tx) => {
    if (!organisationsUnder(tx, viewer.organisationId).includes(organisationId))
      throw new Refusal('incomplete', { fields: { organisationId: 'required' } });
    refuseNameless(content);
    const createdAt = deps.now();
    formTemplates.insert(tx, { id, organisationId, kind, draft: content, createdAt });
    log(tx, deps, viewer, 'add', id, organisationId);
  });
  return { id, revision: 1 };
}

/** F5, F6: a draft may be incomplete in everything but its name, by which it is found again. */
export function changeForm(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { content, basedOn }: Body<'changeForm'>,
): Reply<'changeForm'> {
  return deps.store.write((tx) => {
    const { template } = find(tx, viewer, id);
    if (template.revision !== basedOn) {
      if (!isSaved(content, template.draft)) throw new Refusal('template-changed');
      return { id, revision: template.revision };
    }
    refuseNameless(content);
    formTemplates.save(tx, template, { draft: content });
    log(tx, deps, viewer, 'change', id, template.organisationId);
    return { id, revision: template.revision + 1 };
  });
}

function refuseNameless(content: FormContent): void {
  if (content.title.fi.trim() === '') throw new Refusal('incomplete', { fields: { 'title.fi': 'required' } });
  if (JSON.stringify(content).length > formLimits.contentBytes)
    throw new Refusal('incomplete', { fields: { fields: 'too-large' } });
}

/** F1–F3, F5: the draft becomes the next version, for good. */
export function publishForm(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  basedOn: number,
): Reply<'publishForm'> {
  return deps.store.write((tx) => {
    const { template } = find(tx, viewer, id);
    const { organisationId, draft, kind } = template;
    if (template.revision !== basedOn) {
      const done = publishedAgain(tx, viewer, template, basedOn);
      if (done === undefined) throw new Refusal('template-changed');
      return { id, revision: template.revision, number: done };
    }
    const checked = checkForm(draft, kind);
    if (!checked.ok) {
      const fields = Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
      throw new Refusal('incomplete', { fields });
    }
    const newest = formVersions.newest(tx, id);
    if (changesOf(newest?.content ?? null, draft).length === 0) throw new Refusal('nothing-to-publish');
    const number = (newest?.number ?? 0) + 1;
    formVersions.insert(tx, {
      ...{ id: newId(), organisationId, templateId: id, number, content: draft },
      ...{ publishedAt: deps.now(), publishedBy: viewer.userId },
    });
    formTemplates.save(tx, template, {});
    log(tx, deps, viewer, 'publish', id, organisationId);
    return { id, revision: template.revision + 1, number };
  });
}

/** F14: out of use, or back into it. Doing so twice is no error. */
export function archiveForm(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  archived: boolean,
): Reply<'archiveForm'> {
  return deps.store.write((tx) => {
    const { template } = find(tx, viewer, id);
    if (template.active === !archived) return { id, revision: template.revision };
    formTemplates.save(tx, template, { active: !archived });
    log(tx, deps, viewer, archived ? 'archive' : 'take-back', id, template.organisationId);
    return { id, revision: template.revision + 1 };
  });
}

function find(tx: Tx, viewer: UserViewer, id: string) {
  const known = formTemplates.byId(tx, organisationsUnder(tx, viewer.organisationId), id);
  if (!known) throw new Refusal('not-found');
  return known;
}

/** The number of the version that the viewer made of this draft, when nothing has happened to it since. */
function publishedAgain(
  tx: Tx,
  viewer: UserViewer,
  template: FormTemplate,
  basedOn: number,
): number | undefined {
  const newest = formVersions.newest(tx, template.id);
  const isOwn = newest?.publishedBy === viewer.userId && template.revision === basedOn + 1;
  return isOwn && changesOf(newest.content, template.draft).length === 0 ? newest.number : undefined;
}
