import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

  it('does not write over what somebody else had saved before it was archived', async () => {
    await open();
    edit();
    await archive(3);
    expect(basedOn(), 'so that it is refused').toBe(1);
  });
});
