import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newOption } from '#lib/features/form-admin/fields.ts';
import { FormEditor } from '#lib/features/form-admin/form-editor.svelte.ts';
import { SettingsEditor } from './settings-editor.svelte.ts';

let reply: (data: object) => void;
const sent: { basedOn?: number }[] = [];
const ask = (body: object = {}) => {
  sent.push(body);
  return new Promise((done) => (reply = (data) => done({ ok: true, data })));
};
vi.mock('#lib/api.ts', () => ({
  api: {
    get: (path: string) => (path.endsWith('/choices') ? Promise.resolve({ ok: true, data: {} }) : ask()),
    put: (_path: string, body: object) => ask(body),
    post: (_path: string, body: object) => ask(body),
  },
}));

const shape = {
  ...{ path: '/api/things', keptAs: 'neuvo:thing', fresh: () => ({ name: '' }) },
  toForm: (settings: { name: string }) => ({ ...settings }),
  toSettings: (form: { name: string }) => ({ ...form }),
};
type Known = { settings: { name: string }; revision: number; active: boolean };
const content = { title: { fi: 'A', sv: '', en: '' }, fields: [], bands: [] };

describe.each([
  ['a thing', () => new SettingsEditor<Known, { name: string }, object>('admin', 'a', shape)],
  ['a template', () => new FormEditor('admin', 'a')],
])('[V14] the editor of %s', (_name, make) => {
  let editor: ReturnType<typeof make>;
  let kept: Map<string, string>;
  const edit = () => {
    if (editor instanceof FormEditor) editor.content!.title.fi = 'B';
    else editor.form!.name = 'B';
    editor.keep();
  };
  const open = async () => {
    editor = make();
    const loading = editor.load();
    reply({ settings: { name: 'A' }, content: structuredClone(content), revision: 1, active: true });
    await loading;
  };
  const archive = async (revision: number) => {
    const archiving = editor.setArchived(true);
    reply({ revision });
    await archiving;
  };
  const basedOn = () => {
    void editor.save();
    return sent.at(-1)?.basedOn;
  };
  beforeEach(() => {
    sent.length = 0;
    kept = new Map();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('goes on from its own archiving', async () => {
    await open();
    edit();
    await archive(2);
    expect(basedOn()).toBe(2);
  });

  it('still does so after a reload', async () => {
    await open();
    edit();
    await archive(2);
    await open();
    expect(basedOn()).toBe(2);
  });

  it('discards what is unsaved, whatever the page keeps while the newest is on its way', async () => {
    await open();
    edit();
    const discarding = editor.discard();
    editor.keep();
    reply({
      settings: { name: 'C' },
      content: { ...content, title: { fi: 'C' } },
      revision: 2,
      active: true,
    });
    await discarding;
    editor.keep();
    const shown = editor instanceof FormEditor ? editor.content!.title.fi : editor.form!.name;
    expect([shown, editor.isDirty, editor.wasRestored, kept.size]).toEqual(['C', false, false, 0]);
    edit();
    expect(basedOn()).toBe(2);
  });

  it('does not write over what somebody else had saved before it was archived', async () => {
    await open();
    edit();
    await archive(3);
    expect(basedOn(), 'so that it is refused').toBe(1);
  });
});

describe('a template that can’t be published', () => {
  let editor: FormEditor;
  beforeEach(async () => {
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
    editor = new FormEditor('admin', 'a');
    const loading = editor.load();
    const text = { fi: '', sv: '', en: '', se: '' };
    const empty = { title: { ...text, fi: 'Lomake' }, lead: text, fields: [], bands: [] };
    reply({ kind: 'request', content: empty, revision: 1, active: true, versions: [] });
    await loading;
    editor.add('short-text');
    editor.add('choice');
    editor.content!.fields[1]!.label.fi = 'Kuka auttaa';
    editor.keep();
    expect(editor.check()).toBe(false);
    editor.keep();
  });
  afterEach(() => void vi.unstubAllGlobals());

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
});

it('[F2] a removed field is brought back once, also where the newest draft still has it', async () => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
  const field = { id: 'a', kind: 'short-text', label: { fi: 'A' }, help: {}, required: false };
  const answer = () => reply({ content: { ...content, fields: [{ ...field }] }, revision: 1, active: true });
  const editor = new FormEditor('admin', 'a');
  const loading = editor.load();
  answer();
  await loading;
  const undo = editor.remove(0);
  const discarding = editor.discard();
  answer();
  await discarding;
  undo();
  expect(editor.content!.fields.map(({ id }) => id)).toEqual(['a']);
  editor.remove(0)();
  expect(editor.content!.fields.map(({ id }) => id)).toEqual(['a']);
  vi.unstubAllGlobals();
});

it('[V14] a new thing is sent under one id, however often and over a reload', async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  sent.length = 0;
  const ids = new Set<unknown>();
  for (let load = 0; load < 2; load++) {
    const editor = new SettingsEditor<Known, { name: string }, object>('admin', undefined, shape);
    await editor.load();
    editor.form!.name = 'B';
    editor.keep();
    // Neither is answered.
    void editor.save();
    ids.add((sent.at(-1) as { id?: string }).id);
  }
  expect([...ids]).toEqual([expect.any(String)]);
  vi.unstubAllGlobals();
});
