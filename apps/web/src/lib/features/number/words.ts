import { m } from '#messages';
import type { NumberForm } from '#protocol';

/** What the fixed choices of a number are called, for whoever takes it and for whoever is on duty. */
export const concernWords = {
  everyday: m.duty_concern_everyday,
  behaviour: m.duty_concern_behaviour,
  mood: m.duty_concern_mood,
  school: m.duty_concern_school,
  relations: m.duty_concern_relations,
  other: m.duty_concern_other,
} satisfies Record<NumberForm['concern'], () => string>;
export const urgencyWords = {
  urgent: m.duty_urgency_urgent,
  soon: m.duty_urgency_soon,
  routine: m.duty_urgency_routine,
} satisfies Record<NumberForm['urgency'], () => string>;
export const ageWords = {
  '0-6': m.duty_age_0_6,
  '7-15': m.duty_age_7_15,
  '16+': m.duty_age_16,
} satisfies Record<NumberForm['ageGroup'], () => string>;
export const companyWords = {
  adult: m.duty_company_adult,
  'child-with-adult': m.duty_company_child_with_adult,
  'child-alone': m.duty_company_child_alone,
} satisfies Record<NumberForm['company'], () => string>;

export const optionsOf = <K extends string>(
  words: Record<K, () => string>,
  keys = Object.keys(words) as K[],
) => keys.map((value) => ({ value, label: words[value]() }));
