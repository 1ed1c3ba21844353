// The words for the kinds of fields and of changes, in one place: a key that is missing here does not compile.
import { m } from '#messages';
import { formText } from '#lib/features/forms/form-text.ts';
// By their files: the package's front door would bring the calendar library to every page.
import type { FormChange } from '../../../../../../packages/domain/src/forms/changes.ts';
import { fieldKinds } from '../../../../../../packages/domain/src/forms/form.ts';
import type { FieldKind } from './fields.ts';

const kinds: Record<FieldKind, () => string> = {
  'short-text': m.forms_field_short_text,
  'long-text': m.forms_field_long_text,
  choice: m.forms_field_choice,
  choices: m.forms_field_choices,
  scale: m.forms_field_scale,
  'yes-no': m.forms_field_yes_no,
  date: m.forms_field_date,
  section: m.forms_field_section,
  help: m.forms_field_help,
};
export const fieldKindWord = (kind: FieldKind): string => kinds[kind]();
export const fieldKindOptions = () => fieldKinds.map((value) => ({ value, label: fieldKindWord(value) }));

const whats = {
  texts: m.forms_what_texts,
  kind: m.forms_what_kind,
  required: m.forms_what_required,
  options: m.forms_what_options,
  points: m.forms_what_points,
};

/** One change of a new version, as a line. */
export function changeWord(change: FormChange): string {
  if (change.kind === 'title') return m.forms_change_title();
  if (change.kind === 'bands') return m.forms_change_bands();
  const name = formText(change.field.label) || m.forms_nameless();
  switch (change.kind) {
    case 'added':
      return m.forms_change_added({ name });
    case 'removed':
      return m.forms_change_removed({ name });
    case 'moved':
      return m.forms_change_moved({ name });
    case 'changed':
      return m.forms_change_changed({ name, what: change.what.map((each) => whats[each]()).join(', ') });
  }
}
