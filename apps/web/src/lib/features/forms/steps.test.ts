import { expect, it } from 'vitest';
import { noFormText } from '../../../../../../packages/domain/src/forms/form.ts';
import type { FormField } from './form-text.ts';
import { stepsOf } from './steps.ts';

const base = { label: noFormText, help: noFormText };
const text = (id: string): FormField => ({ ...base, id, kind: 'short-text', required: false });
const words = (id: string, kind: 'section' | 'help'): FormField => ({ ...base, id, kind });
const ids = (steps: FormField[][]) => steps.map((step) => step.map(({ id }) => id).join(''));

it('shows a child one question at a time, with the words that lead to it, and leaves out nothing', () => {
  const fields = [words('1', 'section'), words('2', 'help'), text('a'), text('b'), words('3', 'help')];
  expect(ids(stepsOf(fields, true))).toEqual(['12a', 'b', '3']);
  expect(ids(stepsOf(fields, false))).toEqual(['12ab3']);
  expect(ids(stepsOf([], true))).toEqual(['']);
});
