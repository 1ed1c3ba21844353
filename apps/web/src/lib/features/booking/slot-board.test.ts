import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SlotBoard } from './slot-board.svelte.ts';

/** What was asked for times, in the order in which it was asked, each to be answered when the test likes. */
const asked: { path: string; answer: (result: object) => void }[] = [];
/** What else was asked for. */
const paths: string[] = [];
let mayRequest = true;
/** What a press is refused with, and what is known of the own draft. */
let refusal = 'triage-only';
let draft: object = { ok: false, error: { code: 'network' } };
let tell: () => void;
vi.mock('#lib/api.ts', () => ({
  api: {
    post: () => Promise.resolve({ ok: false, error: { code: refusal } }),
    get: (path: string) => {
      if (path.includes('/slots')) return new Promise((answer) => asked.push({ path, answer }));
      paths.push(path);
      if (path.endsWith('/draft')) return Promise.resolve(draft);
      return Promise.resolve(
        path.endsWith('/speech')
          ? { ok: true, data: { service: { mayRequest } } }
          : { ok: false, error: { code: 'network' } },
      );
    },
  },
}));
vi.mock('#lib/realtime.svelte.ts', () => ({
  connect: () => ({
    status: 'connected',
    onConnected: () => undefined,
    on: (_name: string, handle: (notice: object) => void) => (tell = () => handle({ serviceId: 'speech' })),
  }),
}));

const times = (monday: string) => ({ ok: true, data: { monday, days: [] } });
const settled = () => new Promise((done) => setTimeout(done));

describe('the times of a service', () => {
  let board: SlotBoard;
  beforeEach(async () => {
    asked.length = 0;
    board = new SlotBoard('speech', false);
    const showing = board.show(undefined, {});
    asked[0]!.answer(times('2026-11-23'));
    await showing;
  });

  it('shows the week that was gone to although something changes while it is fetched', async () => {
    void board.show('2026-11-30', {});
    tell();
    for (const { answer, path } of asked.slice(1))
      answer(times(/week=([\d-]+)/.exec(path)?.[1] ?? '2026-11-23'));
    await settled();
    expect(board.board?.monday).toBe('2026-11-30');
  });

  it('says so when that week can not be had', async () => {
    void board.show('2026-11-30', {});
    tell();
    for (const { answer } of asked.slice(1)) answer({ ok: false, error: { code: 'network' } });
    await settled();
    expect(board.error).toEqual({ code: 'network' });
  });

  it('looks at the shown week again when something changes in it', async () => {
    tell();
    expect(asked.at(-1)?.path).toContain('week=2026-11-23');
    asked.at(-1)!.answer({ ok: false, error: { code: 'network' } });
    await settled();
    expect(board.error, 'the next notice looks again').toBeUndefined();
  });
});

describe('a service that is changed while somebody looks at its times', () => {
  it('is told anew when a time that was to come is offered no more', async () => {
    asked.length = 0;
    const board = new SlotBoard('speech', false);
    const day = (...starts: number[]) => {
      const slots = starts.map((startsAt) => ({ practitionerId: 'p', startsAt, state: 'free' }));
      return { ok: true, data: { monday: '2026-11-23', days: [{ slots }], serverNow: 5 } };
    };
    const showing = board.show(undefined, {});
    asked[0]!.answer(day(1, 10, 20));
    await showing;
    for (const [reply, isTold] of [
      [day(10, 20), false],
      [day(10), true],
      [day(10), false],
    ] as const) {
      paths.length = 0;
      tell();
      asked.at(-1)!.answer(reply);
      await settled();
      expect(paths.includes('/api/services/speech')).toBe(isTold);
    }
  });
});

describe('[V9] [V13] a service whose settings are saved while its times are on the screen', () => {
  const week = (revision: number) => ({ ok: true, data: { monday: '2026-11-23', days: [], revision } });
  async function shown() {
    asked.length = 0;
    const board = new SlotBoard('speech', false);
    const showing = board.show(undefined, {});
    asked[0]!.answer(week(1));
    await showing;
    paths.length = 0;
    return board;
  }
  async function answered(reply: object) {
    tell();
    asked.at(-1)!.answer(reply);
    await settled();
  }

  it('is told anew also when all its times stay: its route or way of meeting may be others', async () => {
    await shown();
    await answered(week(1));
    expect(paths).toEqual([]);
    await answered(week(2));
    expect(paths).toContain('/api/services/speech');
  });

  it('shows no time any more once it is archived, says so, and is back when that is undone', async () => {
    const board = await shown();
    await answered({ ok: false, error: { code: 'network' } });
    expect(board.board, 'a failed look changes nothing').toBeDefined();
    await answered({ ok: false, error: { code: 'not-found' } });
    expect([board.board, board.service, board.error?.code]).toEqual([undefined, undefined, 'service-gone']);
    await answered(week(3));
    expect([board.board?.revision, board.error]).toEqual([3, undefined]);
    expect(paths).toContain('/api/services/speech');
  });
});

it('[V11] a service that is asked for without a time by now is told anew when a time of it is pressed', async () => {
  asked.length = 0;
  const board = new SlotBoard('speech', true);
  const showing = board.show(undefined, {});
  asked[0]!.answer(times('2026-11-23'));
  await showing;
  paths.length = 0;
  const time = { practitionerId: 'p', practitionerName: 'P', startsAt: 1, endsAt: 2 };
  await board.choose(time);
  expect(board.unheld).toEqual({ time, error: { code: 'triage-only' } });
  expect(board.error, 'the times themselves came').toBeUndefined();
  expect(paths).toContain('/api/services/speech');
});

it('[H5] a press whose answer was lost goes on with the time that it got, and is told as failed where it got none', async () => {
  refusal = 'network';
  const time = { practitionerId: 'p', practitionerName: 'P', startsAt: 1, endsAt: 2 };
  const board = new SlotBoard('speech', true);
  draft = { ok: true, data: { hold: { ...time, startsAt: 3 } } };
  expect(await board.choose(time), 'an older hold of another time').toBeUndefined();
  expect(board.unheld).toEqual({ time, error: { code: 'network' } });
  draft = { ok: true, data: { hold: time } };
  expect(await board.choose(time)).toEqual(time);
  expect(board.unheld).toBeUndefined();
});

describe('what somebody has begun to write', () => {
  const askedBy = async (canBook: boolean) => {
    paths.length = 0;
    asked.length = 0;
    const board = new SlotBoard('speech', canBook);
    const showing = board.show(undefined, {});
    asked[0]!.answer(times('2026-11-23'));
    await showing;
    return paths.map((path) => path.replace('/api/services/speech', ''));
  };
  it('is asked for where the service can be requested, by who may', async () => {
    mayRequest = true;
    expect(await askedBy(true)).toContain('/draft');
    expect(await askedBy(false)).not.toContain('/draft');
  });
  it('is not asked for where the service can’t be: there is none', async () => {
    mayRequest = false;
    expect(await askedBy(true)).not.toContain('/draft');
  });
});
