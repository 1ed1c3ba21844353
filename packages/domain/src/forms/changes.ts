import type { FormContent, FormField } from './form.ts';

/** What a new version does to the last one, as whoever publishes it reads it. */
export type FormChange =
  | { kind: 'added' | 'removed' | 'moved'; field: FormField }
  /** `what` it is that differs; answers to a field whose kind, options or steps differ may not fit any more. */
  | { kind: 'changed'; field: FormField; what: ('texts' | 'kind' | 'required' | 'options' | 'points')[] }
  | { kind: 'title' }
  | { kind: 'bands' };

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** F5: the changes from one version to the next: nothing exactly when both are alike. */
export function changesOf(before: FormContent | null, after: FormContent): FormChange[] {
  const changes: FormChange[] = [];
  const old = before ?? { ...after, fields: [], bands: [] };
  if (!same([old.title, old.lead], [after.title, after.lead])) changes.push({ kind: 'title' });
  for (const field of after.fields) {
    const known = old.fields.find(({ id }) => id === field.id);
    if (!known) changes.push({ kind: 'added', field });
    else if (!same(known, field)) changes.push({ kind: 'changed', field, what: differences(known, field) });
  }
  for (const field of old.fields)
    if (!after.fields.some(({ id }) => id === field.id)) changes.push({ kind: 'removed', field });
  for (const field of movedOf(old, after)) changes.push({ kind: 'moved', field });
  if (!same(old.bands, after.bands)) changes.push({ kind: 'bands' });
  return changes;
}

function differences(before: FormField, after: FormField) {
  const what: ('texts' | 'kind' | 'required' | 'options' | 'points')[] = [];
  const required = (field: FormField) => 'required' in field && field.required;
  const options = (field: FormField) =>
    'options' in field
      ? field.options.map(({ id }) => id)
      : field.kind === 'scale'
        ? [field.from, field.to]
        : null;
  const points = (field: FormField) =>
    'options' in field
      ? field.options.map((option) => option.points)
      : field.kind === 'scale'
        ? field.weight
        : field.kind === 'yes-no'
          ? field.points
          : null;
  if (before.kind !== after.kind) what.push('kind');
  if (required(before) !== required(after)) what.push('required');
  if (before.kind === after.kind && !same(options(before), options(after))) what.push('options');
  if (before.kind === after.kind && !what.includes('options') && !same(points(before), points(after)))
    what.push('points');
  if (!same(textsOf(before), textsOf(after))) what.push('texts');
  return what;
}

const textsOf = (field: FormField) => [
  field.label,
  field.help,
  'options' in field ? field.options.map(({ label }) => label) : null,
  field.kind === 'scale' ? [field.low, field.high] : null,
];

/** Of the fields that both have, the ones that stand before another neighbour than they did. */
function movedOf(before: FormContent, after: FormContent): FormField[] {
  const common = (content: FormContent, other: FormContent) =>
    content.fields.filter(({ id }) => other.fields.some((each) => each.id === id));
  const was = common(before, after).map(({ id }) => id);
  const is = common(after, before);
  // The longest run that kept its order stays; the others are what was moved.
  const kept = new Set(longestRising(is.map(({ id }) => was.indexOf(id))).map((position) => was[position]));
  return is.filter(({ id }) => !kept.has(id));
}

/** The longest rising subsequence; forms have tens of fields, so the square of that is nothing. */
function longestRising(numbers: number[]): number[] {
  const best: number[][] = [];
  numbers.forEach((number, index) => {
    const before = best.slice(0, index).filter((run) => run.at(-1)! < number);
    const longest = before.reduce((a, b) => (b.length > a.length ? b : a), [] as number[]);
    best.push([...longest, number]);
  });
  return best.reduce((a, b) => (b.length > a.length ? b : a), []);
}
