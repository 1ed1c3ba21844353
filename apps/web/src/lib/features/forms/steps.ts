import type { FormField } from './form-text.ts';

/** The screens of a form: all on one, or one question on each together with the words that lead to it. */
export function stepsOf(fields: readonly FormField[], oneByOne: boolean): FormField[][] {
  if (!oneByOne) return [[...fields]];
  const steps: FormField[][] = [[]];
  for (const field of fields) {
    const last = steps.at(-1)!;
    if (last.some(({ kind }) => kind !== 'section' && kind !== 'help')) steps.push([field]);
    else last.push(field);
  }
  return steps;
}
