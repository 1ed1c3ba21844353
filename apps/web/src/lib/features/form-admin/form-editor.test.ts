import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newOption } from './fields.ts';
import { FormEditor } from './form-editor.svelte.ts';

const text = { fi: '', sv: '', en: '', se: '' };
const empty = { title: { ...text, fi: 'Lomake' }, lead: text, fields: [], bands: [] };
vi.mock('#lib/api.ts', () => ({
  api: {
    get: () =>
      Promise.resolve({
        ok: true,
        data: { kind: 'request', content: structuredClone(empty), revision: 1, active: true, versions: [] },
      }),
  },
}));

let editor: FormEditor;
beforeEach(async () => {
  vi.stubGlobal('sessionStorage', {
    getItem: () => null,
    setItem: () => undefined,
    removeItem: () => undefined,
  });
  editor = new FormEditor('admin', 'a');
  await editor.load();
  editor.add('short-text');
  editor.add('choice');
  editor.content!.fields[1]!.label.fi = 'Kuka auttaa';
  editor.keep();
  expect(editor.check()).toBe(false);
  editor.keep();
});

afterEach(() => vi.unstubAllGlobals());

it('tells a fault by its place, so a field that takes the place of another is not told that it is wrong', () => {
  expect(Object.keys(editor.refusal?.fields ?? {})).toContain('fields.0.label.fi');
  editor.remove(0);
  editor.keep();
  expect(editor.refusal).toBeUndefined();
});

it.each([
  ['moved', () => void editor.move(0, 1)],
  ['copied', () => void editor.copy(0)],
  [
    'given another option',
    () => void (editor.content!.fields[1] as { options: unknown[] }).options.push(newOption()),
  ],
])('forgets where faults were when a field is %s', (_what, change) => {
  change();
  editor.keep();
  expect(editor.refusal).toBeUndefined();
});

it('keeps telling what is wrong while one types', () => {
  editor.content!.fields[0]!.label.fi = 'Mikä on kiireisintä';
  editor.keep();
  expect(editor.refusal?.fields).toBeDefined();
});
