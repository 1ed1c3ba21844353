import {
  addCaseType,
  archiveCaseType,
  caseTypeChoices,
  changeCaseType,
  listCaseTypes,
  readCaseType,
} from '../use-cases/manage-case-types.ts';
import type { Handlers } from './route.ts';

export const caseTypeRoutes: Pick<
  Handlers,
  'listCaseTypes' | 'caseTypeChoices' | 'addCaseType' | 'readCaseType' | 'changeCaseType' | 'archiveCaseType'
> = {
  listCaseTypes: ({ deps, viewer, query }) => listCaseTypes(deps, viewer, query),
  caseTypeChoices: ({ deps, viewer }) => caseTypeChoices(deps, viewer),
  addCaseType: ({ deps, viewer, body }) => addCaseType(deps, viewer, body),
  readCaseType: ({ deps, viewer, params }) => readCaseType(deps, viewer, params.id),
  changeCaseType: ({ deps, viewer, params, body }) => changeCaseType(deps, viewer, params.id, body),
  archiveCaseType: ({ deps, viewer, params, body }) =>
    archiveCaseType(deps, viewer, params.id, body.archived),
};
