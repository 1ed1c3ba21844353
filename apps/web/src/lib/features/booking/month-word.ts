import { language } from '#lib/language.svelte.ts';
import { middleOf } from './week.ts';

/** `2026-11` as people write it: marraskuu 2026. */
export const formatMonth = (month: string): string => {
  const locale = language.current === 'en' ? 'en-GB' : language.current;
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    middleOf(`${month}-15`),
  );
};
