import { language } from '#lib/language.svelte.ts';

/** A text of the data in the person's language; there is no Northern Sámi for staff, and Finnish is always there. */
export const local = (text: { fi: string; sv: string; en: string }): string => {
  const { current } = language;
  return (current === 'se' ? '' : text[current]) || text.fi;
};
