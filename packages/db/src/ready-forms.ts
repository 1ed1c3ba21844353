import type { FormContent, FormKind } from '#domain';
import { child, parent, teacher } from './ready-guest-forms.ts';
import { answer, instrument, request } from './ready-staff-forms.ts';

/** F16: the templates that come with Neuvo, one for each kind. What an organisation takes is a copy of its own. */
export const readyForms: Record<FormKind, FormContent> = {
  request,
  instrument,
  parent,
  teacher,
  child,
  answer,
};
