import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Preview } from './preview.svelte.ts';
import { SeriesMaker } from './series-maker.svelte.ts';

const asked: {
  body: { plan: string; changeId?: string; solutions?: object[] };
  reply: (result: object) => void;
}[] = [];
vi.mock('#lib/api.ts', () => ({
  api: {
    post: (_path: string, body: { plan: string; changeId?: string }) =>
      new Promise((reply) => asked.push({ body, reply })),
  },
}));
vi.mock('#messages', () => ({ m: { series_reason_default: () => '' } }));

const meetings = (n: number) => ({ ok: true, data: { meetings: [{ n, state: 'planned', conflicts: [] }] } });

describe('the meetings that something would book', () => {
  let plan = '';
  let preview: Preview;
  beforeEach(() => {
    asked.length = 0;
    plan = 'tuesdays';
    preview = new Preview('/series-preview', () => ({ plan }));
  });
  /** Another plan is chosen: the page forgets what was found. */
  const choose = (other: string) => {
    plan = other;
    preview.forget();
  };

  it('[T8] are not shown for another plan than the one that was asked about', async () => {
    const showing = preview.show();
    choose('fridays');
    asked[0]!.reply(meetings(1));
    await showing;
    expect(preview.answer, 'it would be booked unseen').toBeUndefined();
  });

  it('[T8] are those of the plan that was asked about last', async () => {
    const first = preview.show();
    choose('fridays');
    const second = preview.show();
    asked[1]!.reply(meetings(2));
    await second;
    asked[0]!.reply(meetings(1));
    await first;
    expect(preview.answer?.meetings.map(({ n }) => n)).toEqual([2]);
  });

  it('[T8] are not those that were in the way of another plan', async () => {
    const sending = preview.send('/series');
    choose('fridays');
    asked[0]!.reply({ ok: false, error: { code: 'series-conflicts', details: meetings(1).data } });
    await sending;
    expect(preview.answer).toBeUndefined();
  });

  it('[T8] are asked for anew without what was wrong with fields that are not there any more', async () => {
    const showing = preview.show();
    asked[0]!.reply({ ok: false, error: { code: 'incomplete', fields: { fromDate: 'date' } } });
    await showing;
    choose('fridays');
    expect(preview.error?.fields, 'the field is still there').toBeDefined();
    preview.begin();
    expect(preview.error).toBeUndefined();
  });

  it('[T8] keep no solution that was for another plan', async () => {
    const solve = (n: number) => preview.solve({ n, kind: 'skip', reason: '' });
    const first = solve(1);
    asked[0]!.reply(meetings(1));
    await first;
    const second = solve(2);
    choose('fridays');
    asked[1]!.reply({ ok: false, error: { code: 'network' } });
    await second;
    expect(preview.solutions).toEqual({});
  });

  it('[T5] are sent under the same id when no answer came, and under another when it is another change', async () => {
    const view = { series: { revision: 1 }, refresh: () => Promise.resolve() } as never;
    const changing = new Preview('/change-preview', () => ({ plan }), view);
    const send = async () => {
      const sending = changing.send('/change');
      const { body, reply } = asked.at(-1)!;
      reply({ ok: false, error: { code: 'no-connection' } });
      await sending;
      return body.changeId;
    };
    const first = await send();
    expect(first).toBeDefined();
    expect(await send()).toBe(first);
    plan = 'fridays';
    expect(await send()).not.toBe(first);
    void preview.send('/series');
    expect(asked.at(-1)!.body.changeId).toBeUndefined();
  });

  it('[T8] [H14] are left out or held all the same for the reason that is written when they are sent', async () => {
    preview.reason = 'not for everybody';
    const solving = preview.solve(
      { n: 1, kind: 'skip', reason: preview.reason },
      { n: 2, kind: 'keep', reason: preview.reason },
    );
    asked[0]!.reply(meetings(1));
    await solving;
    preview.reason = 'the school is closed';
    void preview.send('/series');
    expect(asked[1]!.body.solutions).toEqual([
      { n: 1, kind: 'skip', reason: 'the school is closed' },
      { n: 2, kind: 'keep', reason: 'the school is closed' },
    ]);
  });
});

describe('the choices of a new series', () => {
  beforeEach(() => {
    asked.length = 0;
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('[T8] does not show what was found for a plan that was changed meanwhile: it would be booked unseen', async () => {
    const maker = new SeriesMaker('anna', 'speech', '2026-11-23');
    const showing = maker.show();
    maker.choices.plan.time = '15:00';
    maker.changed();
    asked[0]!.reply({ ok: true, data: { meetings: [] } });
    await showing;
    expect(maker.preview.answer).toBeUndefined();
  });

  it('[T8] shows what was found, and goes on showing it when only words are changed', async () => {
    const maker = new SeriesMaker('anna', 'speech', '2026-11-23');
    const showing = maker.show();
    maker.choices.name = 'Network';
    maker.changed();
    asked[0]!.reply({ ok: true, data: { meetings: [] } });
    await showing;
    expect(maker.preview.answer).toEqual({ meetings: [] });
    maker.choices.plan.time = '15:00';
    maker.changed();
    expect(maker.preview.answer).toBeUndefined();
  });
});
