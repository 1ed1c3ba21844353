import type { FormContent, FormText } from '#lib/features/forms/form-text.ts';

/** How many texts of a template are written in Finnish and not in this language: Finnish is shown in their place (F1). */
export function untranslated(content: FormContent, tongue: keyof FormText): number {
  const texts: FormText[] = [
    content.title,
    content.lead,
    ...content.fields.flatMap((field) => [
      field.label,
      field.help,
      ...('options' in field ? field.options.map(({ label }) => label) : []),
      ...('low' in field ? [field.low, field.high] : []),
    ]),
    ...content.bands.map(({ advice }) => advice),
  ];
  return texts.filter((text) => text.fi.trim() !== '' && text[tongue].trim() === '').length;
}
