import { addOrganisation, changeOrganisation, listOrganisations } from '../use-cases/manage-organisations.ts';
import type { Handlers } from './route.ts';

export const organisationRoutes: Pick<
  Handlers,
  'listOrganisations' | 'addOrganisation' | 'changeOrganisation'
> = {
  listOrganisations: ({ deps, viewer }) => listOrganisations(deps, viewer),
  addOrganisation: ({ deps, viewer, body }) => addOrganisation(deps, viewer, body),
  changeOrganisation: ({ deps, viewer, params, body }) => changeOrganisation(deps, viewer, params.id, body),
};
