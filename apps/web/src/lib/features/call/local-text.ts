import type { Locale } from '#lib/language.svelte.ts';

/** A text that a service carries in the staff's three languages; Finnish stands in for the others. */
export const localText = (text: { fi: string; sv: string; en: string }, locale: Locale): string =>
  (locale === 'se' ? '' : text[locale]) || text.fi;
