import { findTeamTimes } from '../use-cases/panel.ts';
import { readExpectations, readQuotaOfRequest } from '../use-cases/quota.ts';
import { sendRequest } from '../use-cases/send-request.ts';
import {
  answerQuestion,
  listSentRequests,
  readSentRequest,
  withdrawRequest,
} from '../use-cases/sent-requests.ts';
import { acceptRequest, listTimesForRequest } from '../use-cases/triage-accept.ts';
import {
  askRequester,
  declineRequest,
  giveRequestBack,
  redirectRequest,
  takeRequest,
  waitlistRequest,
} from '../use-cases/triage-decide.ts';
import { readQueue, readTriage } from '../use-cases/triage-queue.ts';
import { listResourcesForRequest } from '../use-cases/visit-resources.ts';
import type { Handlers } from './route.ts';

export const triageRoutes: Pick<
  Handlers,
  | 'readExpectations'
  | 'sendRequest'
  | 'listSentRequests'
  | 'readSentRequest'
  | 'answerQuestion'
  | 'withdrawRequest'
  | 'readQueue'
  | 'readTriage'
  | 'takeRequest'
  | 'giveRequestBack'
  | 'askRequester'
  | 'redirectRequest'
  | 'waitlistRequest'
  | 'declineRequest'
  | 'listTimesForRequest'
  | 'readQuotaOfRequest'
  | 'listResourcesForRequest'
  | 'findTeamTimes'
  | 'acceptRequest'
> = {
  readExpectations: ({ deps, viewer, params, query }) => readExpectations(deps, viewer, params.id, query),
  sendRequest: ({ deps, viewer, body, reply }) => {
    const { isNew, ...sent } = sendRequest(deps, viewer, body);
    reply.status(isNew ? 201 : 200);
    return sent;
  },
  listSentRequests: ({ deps, viewer }) => listSentRequests(deps, viewer),
  readSentRequest: ({ deps, viewer, params }) => readSentRequest(deps, viewer, params.id),
  answerQuestion: ({ deps, viewer, params, body }) => {
    answerQuestion(deps, viewer, params.id, body);
    return {};
  },
  withdrawRequest: ({ deps, viewer, params }) => {
    withdrawRequest(deps, viewer, params.id);
    return {};
  },
  readQueue: ({ deps, viewer, query }) => readQueue(deps, viewer, query),
  readTriage: ({ deps, viewer, params }) => readTriage(deps, viewer, params.id),
  takeRequest: ({ deps, viewer, params }) => takeRequest(deps, viewer, params.id),
  giveRequestBack: ({ deps, viewer, params }) => {
    giveRequestBack(deps, viewer, params.id);
    return {};
  },
  askRequester: ({ deps, viewer, params, body }) => {
    askRequester(deps, viewer, params.id, body);
    return {};
  },
  redirectRequest: ({ deps, viewer, params, body }) => {
    redirectRequest(deps, viewer, params.id, body);
    return {};
  },
  waitlistRequest: ({ deps, viewer, params, body }) => {
    waitlistRequest(deps, viewer, params.id, body);
    return {};
  },
  declineRequest: ({ deps, viewer, params, body }) => {
    declineRequest(deps, viewer, params.id, body);
    return {};
  },
  listTimesForRequest: ({ deps, viewer, params, query }) =>
    listTimesForRequest(deps, viewer, params.id, query),
  readQuotaOfRequest: ({ deps, viewer, params, query }) => readQuotaOfRequest(deps, viewer, params.id, query),
  listResourcesForRequest: ({ deps, viewer, params }) => listResourcesForRequest(deps, viewer, params.id),
  findTeamTimes: ({ deps, viewer, params, body }) => findTeamTimes(deps, viewer, params.id, body),
  acceptRequest: ({ deps, viewer, params, body }) => acceptRequest(deps, viewer, params.id, body),
};
