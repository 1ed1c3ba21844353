const storageKey = 'neuvo_shortcuts_off';

function readOff(): boolean {
  try {
    return localStorage.getItem(storageKey) === '1';
  } catch {
    return false;
  }
}

let off = $state(typeof localStorage !== 'undefined' && readOff());

/**
 * Single letters that act in the call. They can be turned off, since a person who dictates or whose hand trembles presses
 * letters without meaning to (WCAG 2.1.4).
 */
export const shortcuts = {
  get areOn(): boolean {
    return !off;
  },
  set areOn(on: boolean) {
    off = !on;
    try {
      if (off) localStorage.setItem(storageKey, '1');
      else localStorage.removeItem(storageKey);
    } catch {
      // Then it lasts as long as the page.
    }
  },
};

/** Whether a key belongs to what the person is typing or choosing, or to the browser. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return true;
  const target = event.target as HTMLElement;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** Of a panel in which one writes, the first field: whoever has opened it and begins means no control of the call. */
export const fieldBeside = ({ target }: KeyboardEvent): HTMLElement | undefined =>
  (target as HTMLElement).closest('.panel')?.querySelector('textarea') ?? undefined;
