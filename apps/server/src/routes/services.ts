import { firstSteps } from '../use-cases/first-steps.ts';
import {
  addService,
  archiveService,
  changeService,
  listManagedServices,
  readManagedService,
  serviceChoices,
} from '../use-cases/manage-services.ts';
import type { Handlers } from './route.ts';

export const serviceRoutes: Pick<
  Handlers,
  | 'firstSteps'
  | 'listManagedServices'
  | 'serviceChoices'
  | 'readManagedService'
  | 'addService'
  | 'changeService'
  | 'archiveService'
> = {
  firstSteps: ({ deps, viewer }) => firstSteps(deps, viewer),
  listManagedServices: ({ deps, viewer, query }) => listManagedServices(deps, viewer, query),
  serviceChoices: ({ deps, viewer }) => serviceChoices(deps, viewer),
  readManagedService: ({ deps, viewer, params }) => readManagedService(deps, viewer, params.id),
  addService: ({ deps, viewer, body }) => addService(deps, viewer, body),
  changeService: ({ deps, viewer, params, body }) => changeService(deps, viewer, params.id, body),
  archiveService: ({ deps, viewer, params, body }) => archiveService(deps, viewer, params.id, body.archived),
};
