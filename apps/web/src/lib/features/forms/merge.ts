import type { Answers } from './form-text.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What two devices wrote in one form, field by field: what was changed here since `base` stays as it is here, everything else
 * is as the other device saved it.
 */
export function merge(base: Answers, mine: Answers, theirs: Answers): Answers {
  const merged: Answers = { ...theirs };
  for (const id of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    if (same(base[id], mine[id])) continue;
    const value = mine[id];
    if (value === undefined) Reflect.deleteProperty(merged, id);
    else merged[id] = value;
  }
  return merged;
}
