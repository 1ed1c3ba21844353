import { m } from '#messages';
import { languageWords, type Spoken } from './language-words.ts';

const any = () => ({ value: '', label: m.slots_any() });
export const languageOptions = (languages: readonly Spoken[]) => [
  any(),
  ...languages.map((value) => ({ value, label: languageWords[value]() })),
];
export const ageOptions = () => [
  any(),
  { value: '0-6', label: m.admin_age_small() },
  { value: '7-15', label: m.admin_age_school() },
  { value: '16+', label: m.admin_age_youth() },
];
export const tierOptions = () => [
  any(),
  ...[1, 2, 3, 4].map((tier) => ({ value: String(tier), label: m.booking_tier({ tier }) })),
];
export const modalityOptions = () => [
  any(),
  { value: 'video', label: m.admin_modality_video() },
  { value: 'phone', label: m.admin_modality_phone() },
  { value: 'on-site', label: m.admin_modality_on_site() },
];
export const namedOptions = (things: readonly { id: string; name: string }[]) => [
  any(),
  ...things.map(({ id, name }) => ({ value: id, label: name })),
];
