import { keepFocus } from '#lib/ui/focus-on.ts';

/**
 * Where a row, its button or the way to undo is gone once `done` is drawn, one goes on at how many there are (ManagedList), not
 * at the top of the page.
 */
export const keepInList = (done: Promise<void> | void): Promise<void> =>
  keepFocus(done, () => document.getElementById('list-found'));
