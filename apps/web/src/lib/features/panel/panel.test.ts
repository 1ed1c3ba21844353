import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newVoter, PanelSearch } from './panel.svelte.ts';

const asked: { body: object; reply: (result: object) => void }[] = [];
vi.mock('#lib/api.ts', () => ({
  api: {
    get: (path: string) => new Promise((reply) => asked.push({ body: { path }, reply })),
    post: (_path: string, body: object) => new Promise((reply) => asked.push({ body, reply })),
  },
}));

const times = (...startsAts: number[]) => ({
  ok: true,
  data: {
    times: startsAts.map((startsAt) => ({ startsAt, endsAt: startsAt + 1, missing: [] })),
    hasMore: false,
    blockers: [],
    lastDate: null,
  },
});

describe('[N1] the times at which several people can', () => {
  let search: PanelSearch;
  beforeEach(() => {
    asked.length = 0;
    vi.stubGlobal('sessionStorage', {
      getItem: () => null,
      setItem: () => undefined,
      removeItem: () => undefined,
    });
    search = new PanelSearch('anna', 'speech', '2026-11-23');
    search.choices = { ...search.choices, hostId: 'host', peopleIds: ['bo'] };
  });
  afterEach(() => void vi.unstubAllGlobals());
  const found = async (...startsAts: number[]) => {
    const searching = search.search();
    asked.at(-1)!.reply(times(...startsAts));
    await searching;
  };
  /** What a person has changed on the page. */
  const choose = (choices: Partial<PanelSearch['choices']>) => {
    search.choices = { ...search.choices, ...choices };
    search.changed();
  };

  it('are forgotten when somebody else is to come: nobody knows whether they can', async () => {
    await found(9, 10);
    choose({ peopleIds: ['bo', 'eva'] });
    expect(search.answer).toBeUndefined();
  });

  it('are not shown for others than those that were asked about', async () => {
    const searching = search.search();
    choose({ peopleIds: ['bo', 'eva'] });
    asked[0]!.reply(times(9));
    await searching;
    expect(search.answer).toBeUndefined();
    expect(search.isSearching).toBe(false);
  });

  it('stay when another voter is written down, and so does what was picked', async () => {
    choose({ voters: [newVoter('fi')] });
    await found(9, 10);
    search.picked = [10];
    choose({ voters: [{ ...newVoter('fi'), name: 'Grandma' }, newVoter('sv')] });
    expect(search.answer?.times).toHaveLength(2);
    choose({ weeks: '8' });
    await found(10, 11);
    expect(search.picked).toEqual([10]);
  });

  it('[N6] are asked about once when they are sent again because the answer was lost, and anew when something else is asked', async () => {
    const idSent = async () => {
      const asking = search.ask();
      asked.at(-1)!.reply({ ok: false, error: { code: 'network' } });
      await asking;
      return (asked.at(-1)!.body as { id: string }).id;
    };
    search.picked = [9];
    const first = await idSent();
    expect(await idSent()).toBe(first);
    search.picked = [9, 10];
    expect(await idSent()).not.toBe(first);
  });

  it.each([
    ['accepted', 'v1', 'v1'],
    ['submitted', null, undefined],
  ])('[Y10] whose answer was lost when one was given: the request is %s', async (status, visit, answer) => {
    const team = new PanelSearch('leena', '', '2026-11-23', 'r1');
    const giving = team.accept({ startsAt: 9, endsAt: 10, missing: [] } as never);
    asked.at(-1)!.reply({ ok: false, error: { code: 'network' } });
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked.at(-1)!.reply({ ok: true, data: { request: { status, appointmentId: visit } } });
    expect(await giving).toBe(answer);
    expect(team.error?.code).toBe(visit ? undefined : 'network');
  });
});
