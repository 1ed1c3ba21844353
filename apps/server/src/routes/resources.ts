import {
  addResource,
  archiveResource,
  changeResource,
  listResources,
} from '../use-cases/manage-resources.ts';
import type { Handlers } from './route.ts';

export const resourceRoutes: Pick<
  Handlers,
  'listResources' | 'addResource' | 'changeResource' | 'archiveResource'
> = {
  listResources: ({ deps, viewer, query }) => listResources(deps, viewer, query),
  addResource: ({ deps, viewer, body }) => addResource(deps, viewer, body),
  changeResource: ({ deps, viewer, params, body }) => changeResource(deps, viewer, params.id, body),
  archiveResource: ({ deps, viewer, params, body }) => archiveResource(deps, viewer, params.id, body),
};
