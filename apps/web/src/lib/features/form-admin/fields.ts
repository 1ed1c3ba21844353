import type { FormContent, FormField, FormText } from '#lib/features/forms/form-text.ts';
import { newId as randomId } from '#lib/new-id.ts';
// By its file: the package's front door would bring the calendar library to every page.
import { noFormText } from '../../../../../../packages/domain/src/forms/form.ts';

export type FieldKind = FormField['kind'];
export type Option = Extract<FormField, { kind: 'choice' | 'choices' }>['options'][number];
export type Band = FormContent['bands'][number];

const text = (): FormText => ({ ...noFormText });
/** An id of its own for good: answers are found by it in every later version. */
export const newId = (): string => randomId().slice(0, 8);
export const newOption = (): Option => ({ id: newId(), label: text(), points: 0 });
export const newBand = (before: Band | undefined): Band => ({
  ...{ from: before ? before.from + 1 : 0, urgency: before?.urgency ?? 'routine', route: 'direct' },
  ...{ lengthMinutes: before?.lengthMinutes ?? 45, advice: text() },
});

type Shared = { id: string; label: FormText; help: FormText; required?: boolean };

/** A field of a kind, empty or with the words of one that had another kind. */
export function fieldOf(kind: FieldKind, from?: FormField): FormField {
  const base: Shared = from
    ? { id: from.id, label: from.label, help: from.help }
    : { id: newId(), label: text(), help: text() };
  const required = from && 'required' in from ? from.required : false;
  switch (kind) {
    case 'choice':
    case 'choices': {
      const options = from && 'options' in from ? from.options : [newOption(), newOption()];
      return { ...base, kind, required, options };
    }
    case 'scale':
      return { ...base, kind, required, from: 0, to: 4, weight: 0, low: text(), high: text() };
    case 'yes-no':
      return { ...base, kind, required, points: 0 };
    case 'section':
    case 'help':
      return { ...base, kind };
    default:
      return { ...base, kind, required };
  }
}

/** The same field once more: its words stay, its ids are new, so that no answer belongs to both. */
export function copyOf(field: FormField): FormField {
  const copy = JSON.parse(JSON.stringify(field)) as FormField;
  if ('options' in copy) copy.options = copy.options.map((option) => ({ ...option, id: newId() }));
  return { ...copy, id: newId() };
}

/** Moves one of a list; beyond its ends nothing happens. */
export function move<T>(list: T[], from: number, to: number): boolean {
  if (from === to || to < 0 || to >= list.length || from < 0 || from >= list.length) return false;
  const [moved] = list.splice(from, 1);
  list.splice(to, 0, moved as T);
  return true;
}
