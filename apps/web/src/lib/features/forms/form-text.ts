import type { Reply } from '#protocol';
import { language, type Locale } from '#lib/language.svelte.ts';

export type FormInUse = Reply<'readDraft'>['forms'][number];
export type FormContent = FormInUse['content'];
export type FormField = FormContent['fields'][number];
export type FormText = FormContent['title'];
export type VisitForm = Reply<'readAppointment'>['appointment']['forms'][number];
export type Answers = VisitForm['answers'];

/** A text of a form in the person's language, or in one that is named; Finnish stands in for what is missing. */
export const formText = (text: FormText, locale: Locale = language.current): string =>
  text[locale] || text.fi;
