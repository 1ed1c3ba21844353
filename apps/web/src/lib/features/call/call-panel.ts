import type { Snippet } from 'svelte';
import type { Icon } from '#lib/ui/tone.ts';

/** Something beside the stage that not every call has: the request, the answer. */
export type CallPanel = {
  id: string;
  /** One short word: it stands under the icon in the bar. */
  label: string;
  icon: Icon;
  content: Snippet;
};
