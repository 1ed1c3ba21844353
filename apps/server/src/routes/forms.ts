import { guestForm, saveGuestForm, sendGuestForm } from '../use-cases/guest-form.ts';
import {
  addForm,
  archiveForm,
  changeForm,
  formChoices,
  listForms,
  publishForm,
  readForm,
  readFormVersion,
} from '../use-cases/manage-forms.ts';
import { offeredReadyForms, takeReadyForms } from '../use-cases/ready-forms.ts';
import type { Handlers } from './route.ts';

export const formRoutes: Pick<
  Handlers,
  | 'listForms'
  | 'formChoices'
  | 'readyForms'
  | 'takeReadyForms'
  | 'addForm'
  | 'readForm'
  | 'readFormVersion'
  | 'changeForm'
  | 'publishForm'
  | 'archiveForm'
  | 'guestForm'
  | 'saveGuestForm'
  | 'sendGuestForm'
> = {
  listForms: ({ deps, viewer, query }) => listForms(deps, viewer, query),
  formChoices: ({ deps, viewer }) => formChoices(deps, viewer),
  readyForms: () => offeredReadyForms(),
  takeReadyForms: ({ deps, viewer, body }) => takeReadyForms(deps, viewer, body.organisationId),
  addForm: ({ deps, viewer, body }) => addForm(deps, viewer, body),
  readForm: ({ deps, viewer, params }) => readForm(deps, viewer, params.id),
  readFormVersion: ({ deps, viewer, params }) =>
    readFormVersion(deps, viewer, params.id, Number(params.number)),
  changeForm: ({ deps, viewer, params, body }) => changeForm(deps, viewer, params.id, body),
  publishForm: ({ deps, viewer, params, body }) => publishForm(deps, viewer, params.id, body.basedOn),
  archiveForm: ({ deps, viewer, params, body }) => archiveForm(deps, viewer, params.id, body.archived),
  guestForm: ({ deps, viewer }) => guestForm(deps, viewer),
  saveGuestForm: ({ deps, viewer, body }) => saveGuestForm(deps, viewer, body),
  sendGuestForm: ({ deps, viewer, body }) => sendGuestForm(deps, viewer, body),
};
