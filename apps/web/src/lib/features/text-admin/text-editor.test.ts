import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TextEditor } from './text-editor.svelte.ts';

const asked: { reply: (result: object) => void; body?: object }[] = [];
const ask = (body?: object) => new Promise((reply) => asked.push({ reply, ...(body && { body }) }));
vi.mock('#lib/api.ts', () => ({
  api: { get: () => ask(), put: (_path: string, body: object) => ask(body) },
  fieldTexts: () => ({}),
}));

const place = { kind: 'invitation', channel: 'email', language: 'en' } as const;
const texts = (body: string, writtenAt: number | null) => ({
  ok: true,
  data: { texts: [{ ...place, subject: 'Hello', body, own: writtenAt === null ? null : { writtenAt } }] },
});
const begun = 'When: {time}. Link: {link}';

describe('a text to families while it is written', () => {
  let editor: TextEditor;
  beforeEach(async () => {
    asked.length = 0;
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
    editor = new TextEditor('admin', place as never);
    const loading = editor.load();
    asked.shift()!.reply(texts(begun, null));
    await loading;
  });
  afterEach(() => void vi.unstubAllGlobals());
  const settled = () => new Promise((done) => setTimeout(done));

  it('keeps what is typed while it is being saved, over what was saved', async () => {
    editor.body = `${begun}. One`;
    const saving = editor.save();
    expect(asked[0], 'it was sent').toBeDefined();
    editor.body = `${begun}. One, two`;
    editor.keep();
    asked[0]!.reply({ ok: true, data: {} });
    await settled();
    asked[1]!.reply(texts(`${begun}. One`, 5));
    expect(await saving).toBe(true);
    expect(editor.body).toBe(`${begun}. One, two`);
    expect(editor.isDirty).toBe(true);
    void editor.save();
    expect(asked[2]?.body).toMatchObject({ knownAt: 5 });
  });

  it('shows what was saved', async () => {
    editor.body = `${begun}. One `;
    const saving = editor.save();
    asked[0]!.reply({ ok: true, data: {} });
    await settled();
    asked[1]!.reply(texts(`${begun}. One`, 5));
    await saving;
    expect([editor.body, editor.isDirty, editor.wasRestored]).toEqual([`${begun}. One`, false, false]);
  });
});
