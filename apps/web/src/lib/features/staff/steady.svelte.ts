import type { Attachment } from 'svelte/attachments';

/** A pointer that has not moved for so long is not about to press anything. */
const restMs = 5000;

/**
 * Keeps things where they are while somebody may be about to press them: put `attachment` on the region, and show
 * `pick(next)`. It stays the last choice while a pointer moves over the region or the keyboard's focus is in it.
 */
export class Steady<T> {
  #isPointed = $state(false);
  #isFocused = $state(false);
  #kept: T | undefined;
  #last: T | undefined;
  /** The list that is left, written down, until another one has come. */
  #left: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get isHeld(): boolean {
    return this.#isPointed || this.#isFocused;
  }

  pick(next: T): T {
    this.#last = next;
    if (this.#left !== undefined && this.#left === JSON.stringify(next)) return next;
    this.#left = undefined;
    if (!this.isHeld || this.#kept === undefined) this.#kept = next;
    return this.#kept;
  }

  /** What was pressed is to be seen at once: nothing of the last choice is kept. */
  forget(): void {
    this.#kept = undefined;
  }

  /** Another day is another list, and on its way: nothing of the last one is kept, though it is still on the screen. */
  leave(): void {
    this.#kept = undefined;
    this.#left = JSON.stringify(this.#last);
  }

  attachment: Attachment<HTMLElement> = (region) => {
    const point = () => {
      this.#isPointed = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => (this.#isPointed = false), restMs);
    };
    const away = () => {
      clearTimeout(this.#timer);
      this.#isPointed = false;
    };
    const focus = () => (this.#isFocused = region.querySelector(':focus-visible') !== null);
    const blur = (event: FocusEvent) => {
      if (!region.contains(event.relatedTarget as Node | null)) this.#isFocused = false;
    };
    region.addEventListener('pointermove', point);
    region.addEventListener('pointerdown', point);
    region.addEventListener('pointerleave', away);
    region.addEventListener('focusin', focus);
    region.addEventListener('focusout', blur);
    return () => {
      away();
      this.#isFocused = false;
      region.removeEventListener('pointermove', point);
      region.removeEventListener('pointerdown', point);
      region.removeEventListener('pointerleave', away);
      region.removeEventListener('focusin', focus);
      region.removeEventListener('focusout', blur);
    };
  };
}
