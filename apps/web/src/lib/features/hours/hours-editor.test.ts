import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HoursEditor } from './hours-editor.svelte.ts';
import type { HoursReply } from './names.ts';

/** Answers what was asked last. */
let answer: (data: unknown) => void;
let refuse: (code: string, details?: object) => void;
let asked = '';
const ask = (method: string) => (path: string) => {
  asked = `${method} ${path}`;
  return new Promise((resolve) => {
    answer = (data) => resolve({ ok: true, data });
    refuse = (code, details) => resolve({ ok: false, status: 409, error: { code, details } });
  });
};
vi.mock('#lib/api.ts', () => ({
  api: {
    get: (path: string) => ask('GET')(path),
    put: (path: string) => ask('PUT')(path),
    post: (path: string) => ask('POST')(path),
  },
}));

const schedule = {
  ...{ id: 'weekly', revision: 1, serviceIds: ['a'], validFrom: '2026-11-23', validTo: null },
  ...{ cycleWeeks: 1, cycleFrom: '2026-11-23', restsOnHolidays: true },
  hours: [{ week: 1, weekday: 1, from: '09:00', to: '12:00' }],
};
const reply = (revision: number, to = '12:00') =>
  ({
    week: { monday: '2026-11-23' },
    schedules: [{ ...schedule, revision, hours: [{ ...schedule.hours[0]!, to }] }],
    exceptions: [],
    services: [],
  }) as unknown as HoursReply;

describe('the editor of hours', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());
  const answered = () => new Promise((done) => setTimeout(done));

  async function opened(): Promise<HoursEditor> {
    const editor = new HoursEditor('elina', 'elina');
    const loading = editor.load(undefined);
    answer(reply(1));
    await loading;
    editor.change((form) => (form.hours[0]!.to = '13:00'));
    return editor;
  }

  it('shows what is saved all the while, so that neither the page nor the keyboard loses its place', async () => {
    const editor = await opened();
    const saving = editor.save(undefined);
    answer({ id: 'weekly', revision: 2 });
    await answered();
    expect(editor.draft?.form.hours[0]?.to, 'while the newest is on its way').toBe('13:00');
    expect(editor.isDirty).toBe(false);
    answer(reply(2, '13:00'));
    expect(await saving).toBe(true);
    expect(editor.draft).toMatchObject({ id: 'weekly', basedOn: 2 });
  });
  it('tells of an undo from a page that was left, where it can ask nothing any more', async () => {
    const editor = new HoursEditor('elina', 'elina');
    const puttingBack = () => {
      const saving = editor.saveException({} as never, null, undefined);
      refuse('visits-affected', { visits: [{ id: 'booked-meanwhile' }] });
      return saving;
    };
    const asking = puttingBack();
    await answered();
    expect(editor.question?.visits).toHaveLength(1);
    editor.question?.answer(undefined);
    await asking;
    editor.isLeft = true;
    expect(await puttingBack()).toMatchObject({ ok: false, error: { code: 'visits-affected' } });
  });
  it('shows hours that are made again also when news of them ask beside it', async () => {
    const editor = new HoursEditor('elina', 'elina');
    const loading = editor.load(undefined);
    answer(reply(1));
    await loading;
    const making = editor.putBack({} as never, undefined);
    answer({ id: 'again', revision: 1 });
    await answered();
    const answerFirst = answer;
    const news = editor.load(undefined);
    answerFirst(reply(1));
    await answered();
    const newer = reply(1);
    answer({ ...newer, schedules: [...newer.schedules, { ...schedule, id: 'again' }] });
    await Promise.all([making, news]);
    expect(editor.draft?.id).toBe('again');
  });
  it('begins with hours that are valid in the week that is shown, also where they begin in the middle of it', async () => {
    const editor = new HoursEditor('elina', 'elina');
    const loading = editor.load('2026-11-23');
    const ended = { ...schedule, id: 'ended', validFrom: '2026-11-02', validTo: '2026-11-22' };
    const next = { ...schedule, id: 'next', validFrom: '2026-11-26' };
    answer({ ...reply(1), schedules: [ended, next] });
    await loading;
    expect(editor.draft?.id).toBe('next');
  });
  it('makes removed hours again, and shows them, without touching what is being typed by then', async () => {
    const fields = { ...schedule, id: undefined, revision: undefined };
    for (const isTyping of [false, true]) {
      const editor = await opened();
      if (!isTyping) editor.undo();
      const before = reply(1).schedules[0]!;
      const puttingBack = editor.putBack(fields, undefined);
      expect(asked).toBe('POST /api/hours/elina/schedules');
      answer({ id: 'again', revision: 1 });
      await answered();
      answer({ ...reply(1), schedules: [before, { ...before, id: 'again' }] });
      expect(await puttingBack).toBeUndefined();
      expect(editor.draft?.id).toBe(isTyping ? 'weekly' : 'again');
    }
  });
  it('[W4] keeps what is typed of hours that somebody else has removed, over a reload too, and saves it as new', async () => {
    const first = await opened();
    first.keep();
    const none = { ...reply(1), schedules: [] };
    // Opened again, when they are gone.
    const editor = new HoursEditor('elina', 'elina');
    const loading = editor.load(undefined);
    answer(none);
    await loading;
    expect([editor.isDirty, editor.wasRestored]).toEqual([true, true]);
    expect(editor.draft?.form.hours[0]?.to).toBe('13:00');
    const saving = editor.save(undefined);
    refuse('hours-gone');
    expect(await saving).toBe(false);
    const again = editor.saveAsNew(undefined);
    expect(asked).toBe('POST /api/hours/elina/schedules');
    answer({ id: 'new', revision: 1 });
    await answered();
    answer(none);
    expect(await again).toBe(true);
    expect(editor.isDirty).toBe(false);
  });
  it('removes what somebody else has removed already without a word of it', async () => {
    const editor = await opened();
    const removing = editor.removeSchedule({ id: 'weekly', basedOn: 1 }, undefined);
    refuse('hours-gone');
    await answered();
    answer({ ...reply(1), schedules: [] });
    expect(await removing).toBeUndefined();
    expect(editor.draft).toBeUndefined();
  });
  it('removes once what is removed over a network that loses the answer, and nothing else', async () => {
    const editor = new HoursEditor('elina', 'elina');
    const loading = editor.load(undefined);
    answer(reply(1));
    await loading;
    const others = { ...reply(1), schedules: [{ ...schedule, id: 'others' }] } as unknown as HoursReply;
    const removing = editor.removeSchedule({ id: 'weekly', basedOn: 1 }, undefined);
    refuse('network');
    await answered();
    answer(others);
    await answered();
    answer(others);
    expect(await removing, 'it is gone').toBeUndefined();
    expect(editor.draft?.id).toBe('others');
    const again = editor.removeSchedule({ id: 'weekly', basedOn: 1 }, undefined);
    expect(asked, 'not the one that is shown by now').toBe('POST /api/hours/elina/schedules/weekly/remove');
    refuse('network');
    await answered();
    refuse('network');
    expect(await again, 'nobody knows').toMatchObject({ code: 'network' });
  });
  it('shows what was saved before as soon as changes are discarded', async () => {
    const editor = await opened();
    const discarding = editor.discard(undefined);
    expect(editor.draft?.form.hours[0]?.to).toBe('12:00');
    answer(reply(2, '12:30'));
    await discarding;
    expect(editor.draft?.form.hours[0]?.to, 'somebody else has saved meanwhile').toBe('12:30');
    expect(editor.isDirty).toBe(false);
  });
});
