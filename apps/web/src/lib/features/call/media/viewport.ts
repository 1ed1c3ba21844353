import type { Realtime } from '#lib/realtime.svelte.ts';
import { Again } from './again.ts';

export type View = { consumerId: string; widthPx: number; heightPx: number; visible: boolean };

/**
 * A tile that goes may come back in another place of the stage a moment later, and one that is dragged larger changes
 * many times: waiting this long costs nothing that one sees. What appears is told at once.
 */
const calmMs = 80;

/** Tells the server what is shown and how large, only what has changed, until it has heard it. */
export class Viewport {
  readonly #line: Pick<Realtime, 'request'>;
  readonly #views = new Map<string, View>();
  /** What the server knows, as text. */
  readonly #told = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSoon = false;
  readonly #again = new Again(() => this.#tell());

  constructor(line: Pick<Realtime, 'request'>) {
    this.#line = line;
  }

  set(view: View, isNew: boolean): void {
    const before = this.#views.get(view.consumerId);
    this.#views.set(view.consumerId, view);
    if (isNew || (view.visible && !before?.visible)) this.#tellSoon();
    else this.#timer ??= setTimeout(() => this.#tell(), calmMs);
  }

  isShown(consumerId: string): boolean {
    return this.#views.get(consumerId)?.visible === true;
  }

  forget(consumerId: string): void {
    this.#views.delete(consumerId);
    this.#told.delete(consumerId);
  }

  clear(): void {
    this.#views.clear();
    this.#told.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again.stop();
  }

  tellAll(): void {
    this.#told.clear();
    this.#tellSoon();
  }

  /** With everything else that changes in this turn. */
  #tellSoon(): void {
    if (this.#isSoon) return;
    this.#isSoon = true;
    queueMicrotask(() => {
      this.#isSoon = false;
      this.#tell();
    });
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const views = [...this.#views.values()].filter(
      (view) => this.#told.get(view.consumerId) !== JSON.stringify(view),
    );
    if (views.length === 0) return;
    for (const view of views) this.#told.set(view.consumerId, JSON.stringify(view));
    void this.#line.request('consumer:viewport', { views }).then(({ ok }) => {
      if (ok) return this.#again.heard();
      // A picture may rest until this is heard. What is new by now is told by itself.
      for (const view of views)
        if (this.#told.get(view.consumerId) === JSON.stringify(view)) this.#told.delete(view.consumerId);
      this.#again.soon();
    });
  }
}
