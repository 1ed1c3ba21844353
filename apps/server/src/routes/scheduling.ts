import { listCases, listColleagues, readDraft, saveDraft } from '../use-cases/drafts.ts';
import {
  listServicePractitioners,
  listServices,
  listSlotFilters,
  listSlots,
  readService,
} from '../use-cases/list-slots.ts';
import { lookAtTime } from '../use-cases/look-at-time.ts';
import { findPanelTimes } from '../use-cases/panel.ts';
import { listServiceResources } from '../use-cases/visit-resources.ts';
import { placeHold, releaseHold } from '../use-cases/place-hold.ts';
import type { Handlers } from './route.ts';

export const schedulingRoutes: Pick<
  Handlers,
  | 'listServices'
  | 'readService'
  | 'listSlotFilters'
  | 'listSlots'
  | 'listServicePractitioners'
  | 'listServiceResources'
  | 'findPanelTimes'
  | 'placeHold'
  | 'lookAtTime'
  | 'releaseHold'
  | 'readDraft'
  | 'saveDraft'
  | 'listCases'
  | 'listColleagues'
> = {
  listServices: ({ deps, viewer, query }) => listServices(deps, viewer, query),
  listSlotFilters: ({ deps, viewer, params }) => listSlotFilters(deps, viewer, params.id),
  readService: ({ deps, viewer, params }) => readService(deps, viewer, params.id),
  listSlots: ({ deps, viewer, params, query }) => listSlots(deps, viewer, params.id, query),
  listServicePractitioners: ({ deps, viewer, params }) => listServicePractitioners(deps, viewer, params.id),
  listServiceResources: ({ deps, viewer, params }) => listServiceResources(deps, viewer, params.id),
  findPanelTimes: ({ deps, viewer, params, body }) => findPanelTimes(deps, viewer, params.id, body),
  placeHold: ({ deps, viewer, body }) => placeHold(deps, viewer, body),
  lookAtTime: ({ deps, viewer, params, body }) => lookAtTime(deps, viewer, params.id, body),
  releaseHold: ({ deps, viewer, params }) => releaseHold(deps, viewer, params.id),
  readDraft: ({ deps, viewer, params }) => readDraft(deps, viewer, params.id),
  saveDraft: ({ deps, viewer, params, body }) => saveDraft(deps, viewer, params.id, body),
  listCases: ({ deps, viewer }) => listCases(deps, viewer),
  listColleagues: ({ deps, viewer }) => listColleagues(deps, viewer),
};
