import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PartEditor } from './part-editor.svelte.ts';

/** Answers what was asked last. */
let answer: (result: object) => void;
const sent: { basedOn: number }[] = [];
const ask = () => new Promise((resolve) => (answer = resolve));
vi.mock('#lib/api.ts', () => ({
  api: { get: () => ask(), put: (_path: string, body: { basedOn: number }) => (sent.push(body), ask()) },
}));

type Managed = { settings: { phone: string; age: number }; revision: number };
const shape = {
  toForm: ({ phone, age }: Managed['settings']) => ({ phone, age: String(age) }),
  toSettings: ({ phone, age }: { phone: string; age: string }) => ({ phone: phone.trim(), age: Number(age) }),
};
const managed = (revision: number, phone: string) => ({
  ok: true,
  data: { settings: { phone, age: 13 }, revision },
});

describe('a part of a service while it is edited', () => {
  beforeEach(() => {
    sent.length = 0;
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  async function opened(revision = 1, phone = '010') {
    const editor = new PartEditor<Managed, { phone: string; age: string }>(
      '/door',
      'neuvo:door:admin:a',
      shape,
    );
    const loading = editor.load();
    answer(managed(revision, phone));
    await loading;
    return editor;
  }

  it('[V14] keeps in the tab what is unsaved when the page is left, and over which revision it was written', async () => {
    const first = await opened();
    first.form!.phone = '020';
    first.keep();
    const again = await opened(2, '030');
    expect(again.form?.phone).toBe('020');
    expect(again.wasRestored).toBe(true);
    void again.save();
    expect(sent.at(-1)?.basedOn, 'so that it is refused').toBe(1);
    answer({ ok: false, error: { code: 'door-changed' } });
    await vi.waitFor(() => expect(again.refusal?.code).toBe('door-changed'));
    const discarding = again.discard();
    answer(managed(2, '030'));
    await discarding;
    expect(again.form?.phone).toBe('030');
    expect([again.refusal, again.wasRestored, again.isDirty]).toEqual([undefined, false, false]);
  });

  it('keeps nothing any more once it is saved', async () => {
    const editor = await opened();
    editor.form!.phone = '020';
    editor.keep();
    const saving = editor.save();
    answer(managed(2, '020'));
    await saving;
    editor.keep();
    const again = await opened(2, '020');
    expect(again.wasRestored).toBe(false);
    void again.save();
    expect(sent.at(-1)?.basedOn).toBe(2);
  });

  it('leaves alone what is typed while it is being saved', async () => {
    const editor = await opened();
    editor.form!.phone = '020 ';
    const saving = editor.save();
    editor.form!.phone = '020 1';
    answer(managed(2, '020'));
    expect(await saving).toBe(true);
    expect(editor.form?.phone).toBe('020 1');
    expect(editor.isDirty).toBe(true);
  });

  it('shows what was saved as the server has it', async () => {
    const editor = await opened();
    editor.form!.phone = '020 ';
    const saving = editor.save();
    answer(managed(2, '020'));
    await saving;
    expect(editor.form?.phone).toBe('020');
    expect(editor.isDirty).toBe(false);
  });
});
