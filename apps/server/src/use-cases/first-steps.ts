import { localDateOf, stepsToTell } from '#domain';
import { firstFacts, organisationsOver, organisationsUnder } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';

/** K7: what is still missing before anybody can book, of the viewer's organisation and those below it. */
export function firstSteps(deps: Deps, viewer: UserViewer): Reply<'firstSteps'> {
  const { demo, smtp } = deps.settings;
  const steps = deps.store.read((tx) =>
    stepsToTell({
      ...firstFacts(tx, organisationsUnder(tx, viewer.organisationId), localDateOf(deps.now())),
      // The demo's letters lie in its mailbox.
      letters: demo || smtp !== undefined,
      isTop: organisationsOver(tx, viewer.organisationId).length === 1,
    }),
  );
  return { steps };
}
