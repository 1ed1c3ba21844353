import {
  changePerson,
  invitePerson,
  listPeople,
  sendPasswordLink,
  setPassword,
  setPersonActive,
} from '../use-cases/manage-people.ts';
import type { Handlers } from './route.ts';

export const peopleRoutes: Pick<
  Handlers,
  'listPeople' | 'invitePerson' | 'changePerson' | 'setPersonActive' | 'sendPasswordLink' | 'setPassword'
> = {
  listPeople: ({ deps, viewer, query }) => listPeople(deps, viewer, query),
  invitePerson: ({ deps, viewer, body }) => invitePerson(deps, viewer, body),
  changePerson: ({ deps, viewer, params, body }) => changePerson(deps, viewer, params.id, body),
  setPersonActive: ({ deps, viewer, params, body }) => setPersonActive(deps, viewer, params.id, body.active),
  sendPasswordLink: ({ deps, viewer, params }) => sendPasswordLink(deps, viewer, params.id),
  setPassword: ({ deps, body }) => setPassword(deps, body),
};
