// The words of forms, in one place: a key that is missing here does not compile.
import { m } from '#messages';
import type { VisitForm } from './form-text.ts';

type Kind = VisitForm['kind'];
const kinds: Record<Kind, () => string> = {
  request: m.forms_kind_request,
  instrument: m.forms_kind_instrument,
  parent: m.forms_kind_parent,
  teacher: m.forms_kind_teacher,
  child: m.forms_kind_child,
  answer: m.forms_kind_answer,
};
export const formKindWord = (kind: Kind): string => kinds[kind]();

const guests = { parent: m.forms_role_parent, teacher: m.forms_role_teacher, child: m.forms_role_child };
export const guestRoleWord = (role: keyof typeof guests): string => guests[role]();

const urgencies = {
  routine: m.staff_urgency_routine,
  soon: m.staff_urgency_soon,
  urgent: m.staff_urgency_urgent,
};
export const urgencyWord = (urgency: keyof typeof urgencies): string => urgencies[urgency]();
