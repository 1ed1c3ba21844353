import { lengthened, moved, stepMinutes, type Hours } from './grid-time.ts';

/** What a key does to the hours that have the focus; undefined where it is not ours. */
export type KeyDeed = { kind: 'put'; hours: Hours } | { kind: 'remove' } | { kind: 'undo' };

type Keys = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

export const isUndo = ({ key, altKey, ctrlKey, metaKey }: Omit<Keys, 'shiftKey'>): boolean =>
  key === 'z' && !altKey && (ctrlKey || metaKey);

/** Arrows move by a quarter or a day, shift and arrow change the end, Delete removes, Ctrl+Z undoes. Enter is a press. */
export function deedOf(event: Keys, hours: Hours): KeyDeed | undefined {
  if (isUndo(event)) return { kind: 'undo' };
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const step = { ArrowUp: -stepMinutes, ArrowDown: stepMinutes }[event.key];
  const day = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step !== undefined && event.shiftKey) return { kind: 'put', hours: lengthened(hours, step) };
  if (step !== undefined) return { kind: 'put', hours: moved(hours, 0, step) };
  if (day !== undefined) return { kind: 'put', hours: moved(hours, day, 0) };
  return event.key === 'Delete' || event.key === 'Backspace' ? { kind: 'remove' } : undefined;
}
