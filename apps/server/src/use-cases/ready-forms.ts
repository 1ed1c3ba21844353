import { formKinds } from '#domain';
import { formTemplates, formVersions, newId, organisationsOver, organisationsUnder, readyForms } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOf } from './log-event.ts';

const log = logOf('form');

/** F16: what a new template can begin from. */
export const offeredReadyForms = (): Reply<'readyForms'> => ({
  forms: formKinds.map((kind) => ({ kind, content: readyForms[kind] })),
});

/** F16: of each purpose for which the organisation can use no template yet; doing so twice is no error. */
export function takeReadyForms(
  deps: Deps,
  viewer: UserViewer,
  organisationId: string,
): Reply<'takeReadyForms'> {
  return deps.store.write((tx) => {
    if (!organisationsUnder(tx, viewer.organisationId).includes(organisationId))
      throw new Refusal('incomplete', { fields: { organisationId: 'required' } });
    const known = formTemplates
      .list(tx, organisationsOver(tx, organisationId))
      // What is not published yet can't be used by anybody.
      .filter(({ template, published }) => template.active && published !== null)
      .map(({ template }) => template.kind);
    const missing = formKinds.filter((kind) => !known.includes(kind));
    const now = deps.now();
    for (const kind of missing) {
      const [id, content] = [newId(), readyForms[kind]];
      formTemplates.insert(tx, { id, organisationId, kind, draft: content, createdAt: now });
      formVersions.insert(tx, {
        ...{ id: newId(), organisationId, templateId: id, number: 1, content },
        ...{ publishedAt: now, publishedBy: viewer.userId },
      });
      log(tx, deps, viewer, 'add', id, organisationId);
      log(tx, deps, viewer, 'publish', id, organisationId);
    }
    return { taken: missing.length };
  });
}
