import { endVote, keptUntil, lookAgain, reopenVote, type Instant, type Proposal } from '#domain';
import { newId, proposals, services, type StoredProposal, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { postToConvener } from '../mail/proposal-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { stillFree, withRequester, type PanelIds } from './panel.ts';

/** Whose time the meeting takes: the practitioner's, the convener's and that of the required (H10). */
export const peopleOf = ({ row }: Pick<StoredProposal, 'row'>): PanelIds => ({
  hostId: row.practitionerId,
  requiredIds: withRequester(row.convenerId, row.content.requiredIds ?? []),
});

/** N6, N11: what was saved, with the times that have gone since and what has become of the visit. Saves nothing. */
export function lookAt(tx: Tx, found: StoredProposal, now: Instant): StoredProposal {
  const { row, visit } = found;
  // Whoever cancels the visit elsewhere has decided that it is not wanted; a vote's "no" reopens instead (N8).
  if (found.state.status === 'agreed' && visit?.status === 'cancelled')
    return { ...found, state: endVote(found.state, 'visit-cancelled', now) };
  if (found.state.status === 'agreed' || found.state.status === 'ended') return found;
  const service = services.requestable(tx, row.organisationId, row.serviceId);
  const starts = found.state.times.map(({ startsAt }) => startsAt);
  const free = service ? stillFree(tx, service, peopleOf(found), starts, now) : new Set<Instant>();
  const goneIds = found.state.times
    .filter(({ startsAt }) => startsAt > now && !free.has(startsAt))
    .map(({ id }) => id);
  return { ...found, state: lookAgain(found.state, goneIds, now) };
}

/** The viewer's own proposal as it is now: somebody else's is not told apart from none. */
export function ownProposal(tx: Tx, viewer: UserViewer, id: string, now: Instant): StoredProposal {
  const found = proposals.byId(tx, viewer.organisationId, id);
  if (found?.row.convenerId !== viewer.userId) throw new Refusal('not-found');
  return lookAt(tx, found, now);
}

/** N8: the family has cancelled its visit by the visit's own link because it can't come. */
export function reopenProposal(tx: Tx, deps: Deps, appointmentId: string): void {
  const now = deps.now();
  const found = proposals.ofVisit(tx, appointmentId);
  if (found?.state.status !== 'agreed') return;
  proposals.reopen(tx, found.row.id, newId(), now);
  const { state } = lookAt(tx, { ...found, state: reopenVote(found.state, now) }, now);
  saveProposal(tx, found, state, now);
  postToConvener(tx, found, 'taken-off', deps.settings, now);
}

export function saveProposal(tx: Tx, { row }: StoredProposal, state: Proposal, now: Instant): void {
  const isOver = state.status === 'ended';
  const statusAt = state.status === row.status ? row.statusAt : now;
  proposals.saveState(tx, state, isOver ? row.keptUntil : keptUntil(state.times), statusAt);
}
