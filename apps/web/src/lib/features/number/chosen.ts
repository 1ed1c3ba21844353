import { m } from '#messages';

/** A number's form as it is filled in; an empty text is not chosen yet. */
export type Chosen = Record<'company' | 'ageGroup' | 'concern' | 'urgency' | 'name' | 'phone', string>;
const needed = ['company', 'ageGroup', 'concern', 'urgency'] as const;

/** A sentence for each choice that is missing, in the order of the form. */
export const missingChoices = (form: Chosen): Partial<Record<keyof Chosen, string>> =>
  Object.fromEntries(
    needed.filter((field) => form[field] === '').map((field) => [field, m.duty_number_required()]),
  );
