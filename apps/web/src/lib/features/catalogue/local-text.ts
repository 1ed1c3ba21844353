import type { LocalText } from '#protocol';
import { language } from '#lib/language.svelte.ts';

/** A text that the service's provider wrote, in the person's language; Finnish stands in for what is missing. */
export function localText(text: LocalText): string {
  const { current } = language;
  return (current === 'se' ? '' : text[current]) || text.fi;
}
