import type { FormField, FormOption, FormText } from '#domain';

/** Short ways to write the parts of a form. */
export const t = (fi: string, sv: string, en: string, se = ''): FormText => ({ fi, sv, en, se });
export const none = t('', '', '');

export const ask = (
  kind: 'short-text' | 'long-text' | 'date',
  id: string,
  label: FormText,
  help = none,
): FormField => ({ kind, id, label, help, required: false });
export const option = (id: string, label: FormText, points = 0): FormOption => ({ id, label, points });
export const choose = (
  kind: 'choice' | 'choices',
  id: string,
  label: FormText,
  options: FormOption[],
  help = none,
): FormField => ({ kind, id, label, help, required: false, options });
export const section = (id: string, label: FormText, help = none): FormField => ({
  kind: 'section',
  id,
  label,
  help,
});
export const scale = (
  id: string,
  label: FormText,
  [low, high]: [FormText, FormText],
  more: { help?: FormText; from?: number; to?: number; weight?: number } = {},
): FormField => {
  const { help = none, from = 0, to = 4, weight = 0 } = more;
  return { kind: 'scale', id, label, help, required: false, from, to, low, high, weight };
};
export const yesNo = (id: string, label: FormText, points = 0, help = none): FormField => ({
  ...{ kind: 'yes-no', id, label, help, required: false, points },
});
