import { tick } from 'svelte';

/**
 * Puts the focus on what has this id once the page is drawn anew: what was pressed is gone then, and by keyboard one would
 * begin at the top of the page. The whole of the page when nothing has it.
 */
export async function focusOn(id: string): Promise<void> {
  await tick();
  (document.getElementById(id) ?? document.getElementById('main'))?.focus();
}

/** Where what was pressed may be gone, or off, once `done` is drawn: if so, the focus goes to what `next` finds. */
export async function keepFocus(
  done: Promise<void> | void,
  next: () => HTMLElement | null | undefined,
): Promise<void> {
  await done;
  await tick();
  const at = document.activeElement;
  // A button that is off by now loses the focus with the next picture.
  if (at === document.body || at?.matches(':disabled')) next()?.focus();
}
