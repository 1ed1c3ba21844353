import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestDraft } from './draft.svelte.ts';
import { RequestPage } from './request-page.svelte.ts';

type Put = { content: { question: string } };
const puts: { body: Put; reply: (result: object) => void }[] = [];
const gets: { path: string; reply: (result: object) => void }[] = [];
let lines = 0;
vi.mock('#lib/api.ts', () => ({
  api: {
    get: (path: string) => new Promise((reply) => gets.push({ path, reply })),
    put: (_path: string, body: Put) => new Promise((reply) => puts.push({ body, reply })),
  },
}));
vi.mock('#lib/realtime.svelte.ts', () => ({
  connect: () => {
    lines++;
    return { onConnected: () => undefined, on: () => undefined, close: () => void lines-- };
  },
}));

const content = {
  ...{ question: 'first', background: '', urgency: null, subject: null, consentNoted: false },
  ...{ guests: [], colleagueIds: [] },
};
const server = {
  ...{ draftId: 'd', content, savedAt: 1, forms: [], caseTypes: [], needsCaseType: false },
};
const saved = (at: number) => ({ ok: true, data: { savedAt: at } });
const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

beforeEach(() => {
  puts.length = gets.length = lines = 0;
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => void vi.unstubAllGlobals());

describe('a request while it is written', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves also what was taken back while it was being saved', async () => {
    const draft = new RequestDraft('anna', 'speech', true);
    draft.begin(server as never);
    const write = (question: string) => {
      draft.form!.question = question;
      draft.changed();
    };
    write('second');
    vi.advanceTimersByTime(1000);
    expect(puts).toHaveLength(1);
    write('first');
    puts[0]!.reply(saved(2));
    await settled();
    vi.advanceTimersByTime(1000);
    expect(puts[1]?.body.content.question, 'the server has the second one').toBe('first');
    puts[1]!.reply(saved(3));
    await settled();
    vi.advanceTimersByTime(10_000);
    expect(puts).toHaveLength(2);
    expect(draft.save).toEqual({ status: 'saved', at: 3 });
    draft.close();
  });
});

it('a request that was left before it was there keeps no line to the server', async () => {
  const page = new RequestPage('anna', 'speech');
  const loading = page.load({ practitionerId: 'p', startsAt: 1 });
  page.close();
  const hold = {
    practitionerId: 'p',
    startsAt: 1,
    endsAt: 2,
    expiresAt: Date.now() + 1e6,
    also: [],
    resources: [],
  };
  gets[0]!.reply({ ok: true, data: { service: { anonymousOnly: true } } });
  gets[1]!.reply({ ok: true, data: { ...server, hold } });
  await loading;
  expect(lines).toBe(0);
});
