import type { RequestContent } from '#domain';
import { proposals, services } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { nextRevision, refuseStaleDraft, viewDraft } from './drafts.ts';
import { logEvent } from './log-event.ts';
import { steeredProposal, withoutGone } from './proposal-state.ts';
import { refuseUnknownVersions } from './visit-forms.ts';

/** The request that is written for a proposal: beside the person's one unfinished request of the service, which it leaves alone. */
export function readProposalDraft(deps: Deps, viewer: UserViewer, id: string): Reply<'readProposalDraft'> {
  return deps.store.write((tx) => {
    const now = deps.now();
    const { row } = steeredProposal(tx, viewer, id, now);
    const { serviceId, requestId: draftId, savedAt } = row;
    // What the convener writes may tell of a child.
    const content = contentFor(viewer, { ...row, content: withoutGone(tx, row) });
    if (row.convenerId !== viewer.userId)
      logEvent(tx, viewer, now, { action: 'read', entity: 'proposal', entityId: id });
    const service = services.requestable(tx, row.organisationId, serviceId) ?? {
      ...{ id: serviceId, needsCaseType: false },
    };
    const keep = (newer: RequestContent) => proposals.saveContent(tx, id, ofConvener(newer), savedAt);
    return viewDraft(tx, viewer, { service, draftId, content, savedAt, revision: savedAt, keep }, now);
  });
}

/** Saves what is typed, complete or not, while no time is agreed. */
export function saveProposalDraft(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { draftId, content, basedOn }: Body<'saveProposalDraft'>,
): Reply<'saveProposalDraft'> {
  const savedAt = deps.store.write((tx) => {
    const { row, state } = steeredProposal(tx, viewer, id, deps.now());
    refuseUnknownVersions(tx, content);
    if (draftId !== row.requestId || state.status === 'agreed' || state.status === 'ended')
      throw new Refusal('appointment-over');
    refuseStaleDraft({ ...row, content: contentFor(viewer, row) }, basedOn);
    const at = nextRevision(row, deps.now());
    proposals.saveContent(tx, id, withThings(ofConvener(content), row.content), at);
    return at;
  });
  return { savedAt };
}

/** B7: whoever steers it for a colleague books in their name. */
export const contentFor = (
  { userId }: UserViewer,
  { convenerId, content }: { convenerId: string; content: RequestContent },
): RequestContent => (convenerId === userId ? content : { ...content, requesterId: convenerId });

/** N14: rooms and devices are the proposal's own: what a page that was left open knows of them does not count. */
export function withThings(
  { resourceIds: _known, ...content }: RequestContent,
  { resourceIds }: { resourceIds?: string[] | undefined },
): RequestContent {
  return resourceIds === undefined ? content : { ...content, resourceIds };
}

/** N13: the visit is its convener's, whoever writes the request. */
export function ofConvener({ requesterId: _always, ...content }: RequestContent): RequestContent {
  return content;
}
