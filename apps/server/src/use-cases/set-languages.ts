import type { SpokenLanguage } from '#domain';
import { people } from '#db';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { findPractitioner } from './keep-hours.ts';
import { logEvent } from './log-event.ts';

/** S13, W2: the languages that a practitioner works in; their own to say, and that of whoever keeps their hours. */
export function setLanguages(deps: Deps, viewer: UserViewer, id: string, languages: SpokenLanguage[]) {
  deps.store.write((tx) => {
    const { user } = findPractitioner(tx, viewer, id);
    people.update(tx, id, { languages });
    const event = { action: 'change', entity: 'user' as const, entityId: id };
    logEvent(tx, viewer, deps.now(), event, [user.organisationId]);
  });
  deps.live.emit('practitioner-time-changed', id);
  return { id };
}
