import { castVote, chooseVoteLanguage, readBallot } from '../use-cases/cast-vote.ts';
import { readProposalDraft, saveProposalDraft } from '../use-cases/proposal-draft.ts';
import { changeProposalResources } from '../use-cases/proposal-resources.ts';
import { endProposal, proposeMoreTimes, proposeTimes, remindVoters } from '../use-cases/propose-times.ts';
import { listProposals, readProposal } from '../use-cases/read-proposal.ts';
import type { Handlers } from './route.ts';

export const proposalRoutes: Pick<
  Handlers,
  | 'proposeTimes'
  | 'listProposals'
  | 'readProposal'
  | 'proposeMoreTimes'
  | 'remindVoters'
  | 'endProposal'
  | 'changeProposalResources'
  | 'readProposalDraft'
  | 'saveProposalDraft'
  | 'readBallot'
  | 'castVote'
  | 'voteLanguage'
> = {
  proposeTimes: ({ deps, viewer, params, body }) => proposeTimes(deps, viewer, params.id, body),
  listProposals: ({ deps, viewer, query }) => listProposals(deps, viewer, query),
  readProposal: ({ deps, viewer, params }) => readProposal(deps, viewer, params.id),
  proposeMoreTimes: ({ deps, viewer, params, body }) => {
    proposeMoreTimes(deps, viewer, params.id, body);
    return {};
  },
  remindVoters: ({ deps, viewer, params, body }) => remindVoters(deps, viewer, params.id, body),
  changeProposalResources: ({ deps, viewer, params, body }) => {
    changeProposalResources(deps, viewer, params.id, body);
    return {};
  },
  endProposal: ({ deps, viewer, params }) => {
    endProposal(deps, viewer, params.id);
    return {};
  },
  readProposalDraft: ({ deps, viewer, params }) => readProposalDraft(deps, viewer, params.id),
  saveProposalDraft: ({ deps, viewer, params, body }) => saveProposalDraft(deps, viewer, params.id, body),
  readBallot: ({ deps, viewer }) => readBallot(deps, viewer),
  castVote: ({ deps, viewer, body }) => castVote(deps, viewer, body),
  voteLanguage: ({ deps, viewer, body }) => {
    chooseVoteLanguage(deps, viewer, body.language);
    return {};
  },
};
