import { tick } from 'svelte';

/**
 * Puts the focus on what has this id once the page is drawn anew: what was pressed is gone then, and by keyboard one would
 * begin at the top of the page. The whole of the page when nothing has it.
 */
export async function focusOn(id: string): Promise<void> {
  await tick();
  (document.getElementById(id) ?? document.getElementById('main'))?.focus();
}

/** News of what was pressed may overtake its answer: then the page is drawn anew when the answer has long been seen to. */
const newsWithinMs = 5000;

/** Where what was pressed may be gone, or off, once `done` is drawn or soon after: if so, the focus goes to what `next` finds. */
export async function keepFocus(
  done: Promise<void> | void,
  next: () => HTMLElement | null | undefined,
): Promise<void> {
  await done;
  await tick();
  const pressed = document.activeElement;
  if (hasNoFocus(pressed)) return next()?.focus();
  const { pathname } = location;
  const watch = new MutationObserver(() => {
    if (pressed?.isConnected) return;
    watch.disconnect();
    // Another page gives the focus by itself.
    if (hasNoFocus(document.activeElement) && location.pathname === pathname) next()?.focus();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), newsWithinMs);
}

/** The same, where nothing near is left: by keyboard one goes on at the top of the page, and not of the window. */
export const keepFocusOnPage = (done?: Promise<void>): Promise<void> =>
  keepFocus(done, () => document.getElementById('main'));

/** A button that is off by now loses the focus with the next picture. */
const hasNoFocus = (at: Element | null): boolean => at === document.body || at?.matches(':disabled') === true;
