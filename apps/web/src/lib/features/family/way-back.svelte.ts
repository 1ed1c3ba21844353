import { untrack } from 'svelte';
import { goto } from '$app/navigation';
import { page } from '$app/state';

/**
 * What a family opens from its invitation is an entry of the browser's history: "back" on a phone leads to the invitation, not
 * out of it. Made while a component is; `onhome` is called when it is to show the invitation again.
 */
export class WayBack {
  readonly #onhome: () => void;

  constructor(onhome: () => void) {
    this.#onhome = onhome;
    let wasAway = false;
    $effect(() => {
      const isAway = page.state.isAway === true;
      if (wasAway && !isAway) untrack(onhome);
      wasAway = isAway;
    });
  }

  /** Called when something is opened. */
  leave(): void {
    if (!page.state.isAway)
      void goto(page.url.href, { state: { isAway: true }, shallow: true, reset: false });
  }

  /** The page's own "back", which is the browser's. */
  take(): void {
    if (page.state.isAway) history.back();
    else this.#onhome();
  }
}
