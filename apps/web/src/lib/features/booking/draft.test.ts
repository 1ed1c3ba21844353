import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestDraft } from './draft.svelte.ts';
import { RequestPage } from './request-page.svelte.ts';

type Put = { content: { question: string }; basedOn: number };
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
  ...{ draftId: 'd', content, savedAt: 1, revision: 1, caseTypes: [], needsCaseType: false },
  forms: [{ kind: 'request', versionId: 'v', number: 1, content: { fields: [] } }],
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

describe('[B11] a request that another window has saved meanwhile', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const changed = (question: string, revision: number) => ({
    ...{ ok: false, status: 409 },
    error: { code: 'draft-changed', details: { content: { ...content, question }, revision } },
  });
  const opened = (read: object = server) => {
    const draft = new RequestDraft('anna', 'speech', true);
    draft.begin(read as never);
    return draft;
  };
  const write = (draft: RequestDraft, question: string) => {
    draft.form!.question = question;
    draft.changed();
    vi.advanceTimersByTime(1000);
  };
  /** It wrote "mine" on what it had read, and another window had saved "theirs". */
  async function conflict() {
    const draft = opened();
    write(draft, 'mine');
    expect(puts[0]!.body.basedOn).toBe(1);
    puts[0]!.reply(changed('theirs', 7));
    await settled();
    return draft;
  }
  it('is not saved over: both are there, and either is gone on with', async () => {
    const draft = await conflict();
    expect([draft.save.status, draft.form!.question, draft.other?.content.question]).toEqual([
      ...['waits', 'mine', 'theirs'],
    ]);
    write(draft, 'mine, longer');
    vi.advanceTimersByTime(60_000);
    expect(puts).toHaveLength(1);
    draft.swap();
    expect([draft.form!.question, draft.other?.content.question]).toEqual(['theirs', 'mine, longer']);
    draft.swap();
    draft.settle();
    vi.advanceTimersByTime(1);
    expect(puts[1]!.body).toMatchObject({ content: { question: 'mine, longer' }, basedOn: 7 });
    puts[1]!.reply(saved(8));
    await settled();
    expect([draft.save, draft.other]).toEqual([{ status: 'saved', at: 8 }, undefined]);
    draft.close();
  });
  it('survives a reload with both, whichever stands in the form', async () => {
    const draft = await conflict();
    draft.swap();
    draft.close();
    for (let reload = 0; reload < 2; reload++) {
      const again = opened({
        ...server,
        content: { ...content, question: 'theirs' },
        savedAt: 7,
        revision: 7,
      });
      expect([again.form!.question, again.other?.content.question]).toEqual(['mine', 'theirs']);
      again.close();
    }
    expect(puts).toHaveLength(1);
  });
  it('is told also when it was saved before what was typed without a line', () => {
    const draft = opened();
    draft.form!.question = 'typed on a train';
    draft.changed();
    draft.close();
    const again = opened({ ...server, content: { ...content, question: 'theirs' }, savedAt: 2, revision: 2 });
    expect([again.form!.question, again.other?.content.question]).toEqual(['typed on a train', 'theirs']);
    again.close();
  });
  it('is not asked about when it says the same, or what was sent from here', async () => {
    const draft = opened();
    write(draft, 'mine');
    puts[0]!.reply({ ok: false, status: 0, error: { code: 'network' } });
    await settled();
    write(draft, 'mine, longer');
    // The first one had arrived after all.
    puts[1]!.reply(changed('mine', 5));
    await settled();
    expect([draft.other, puts[2]!.body]).toMatchObject([undefined, { basedOn: 5 }]);
    puts[2]!.reply(saved(6));
    await settled();
    expect(draft.save).toEqual({ status: 'saved', at: 6 });
    draft.close();
  });
  it('is not sent off before the person has chosen', async () => {
    const draft = opened();
    write(draft, 'mine');
    puts[0]!.reply(saved(2));
    await settled();
    const posted: object[] = [];
    const post = (request: object) => {
      posted.push(request);
      return Promise.resolve(changed('theirs', 7) as never);
    };
    const first = await draft.sendOff(post);
    const second = await draft.sendOff(post);
    expect([first.ok, second.ok, posted]).toMatchObject([false, false, [{ draftId: 'd', basedOn: 2 }]]);
    expect([draft.form!.question, draft.other?.content.question]).toEqual(['mine', 'theirs']);
    draft.close();
  });
});

describe('a request that turns out to be booked already', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const lost = { ok: false, status: 0, error: { code: 'network' } } as const;
  const over = { ok: false, status: 409, error: { code: 'appointment-over' } };
  async function saving(sendOff: (draft: RequestDraft) => Promise<unknown>): Promise<RequestDraft> {
    const draft = new RequestDraft('anna', 'speech', true);
    draft.begin(server as never);
    draft.form!.question = 'mine';
    await sendOff(draft);
    draft.changed();
    vi.advanceTimersByTime(1000);
    puts[0]!.reply(over);
    await settled();
    return draft;
  }

  it('[B6] has arrived from here where the answer to sending it off was lost', async () => {
    const draft = await saving((each) => each.sendOff(() => Promise.resolve(lost)));
    expect([draft.save.status, draft.hasArrived]).toEqual(['sent', true]);
    const again = await draft.sendOff(() => Promise.resolve({ ok: true, data: 'visit' }));
    expect(again).toEqual({ ok: true, data: 'visit' });
  });
  it('was sent from another window where nothing was sent off here', async () => {
    const draft = await saving(() => Promise.resolve());
    expect([draft.save.status, draft.hasArrived]).toEqual(['sent', false]);
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
