import type { Tone } from './tone.ts';

export type Toast = {
  id: number;
  tone: Exclude<Tone, 'neutral'>;
  text: string;
  action?: { label: string; run: () => void };
};

/** Long enough to read a sentence twice; one with an action stays until it is used or put away. */
const shownMs = 7000;

let nextId = 1;
export const toasts: Toast[] = $state([]);

/** Tells that something small has happened ("Saved"). What a person must not miss belongs in a Banner on the page. */
export function toast(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
  const id = nextId++;
  toasts.push({
    id,
    text,
    tone: options.tone ?? 'success',
    ...(options.action && { action: options.action }),
  });
  if (toasts.length > 3) toasts.shift();
  if (!options.action) setTimeout(() => dismissToast(id), shownMs);
}

/** Puts away what offers this: its page is left, and pressed it would do nothing that one sees. */
export function withdrawToast(run: () => void): void {
  const offer = toasts.find(({ action }) => action?.run === run);
  if (offer) dismissToast(offer.id);
}

export function dismissToast(id: number): void {
  const index = toasts.findIndex((each) => each.id === id);
  if (index >= 0) toasts.splice(index, 1);
}

/** Somebody else is before the screen, or may soon be: what was done, and to what, is not theirs to read or to undo. */
export function clearToasts(): void {
  toasts.length = 0;
}
