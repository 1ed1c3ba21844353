import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WhatFollows } from './what-follows.svelte.ts';

const asked: ((result: object) => void)[] = [];
/** What comes of what is done. */
let answer: object = { ok: true, data: {} };
vi.mock('#lib/api.ts', () => ({
  api: { get: () => new Promise((reply) => asked.push(reply)), post: () => Promise.resolve(answer) },
}));
beforeEach(() => {
  asked.length = 0;
  answer = { ok: true, data: {} };
});

const next = (id: string | null) => ({ ok: true, data: { extensions: [], next: id && { id } } });

it('[L3] an answer that comes late takes nothing back that a newer one has told', async () => {
  const follows = new WhatFollows('visit');
  const [older, newer] = [follows.refresh(), follows.refresh()];
  asked[1]!(next(null));
  await newer;
  asked[0]!(next('given away meanwhile'));
  await older;
  expect(follows.found?.next).toBeNull();
});

it('[L2] what was asked before something was done is older than what is asked after it', async () => {
  const follows = new WhatFollows('visit');
  const looking = follows.refresh();
  const done = follows.give('visit after', { from: 'me', to: 'colleague' });
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]!(next(null));
  expect(await done).toEqual({ ok: true, data: {} });
  asked[0]!(next('given away'));
  await looking;
  expect(follows.found?.next).toBeNull();
});

describe.each(['network', 'timeout'])('where the answer was lost (%s)', (code) => {
  const failed = { ok: false, error: { code } };
  beforeEach(() => void (answer = failed));
  const lookedAgain = async (found: object) => {
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]!(found);
  };
  const endAt = (endsAt: number) => ({ ok: true, data: { endsAt, extensions: [], next: null } });

  it('[L2] a visit that has become longer is told as that, so that nobody does it twice', async () => {
    const done = new WhatFollows('visit').extend(10, 1000);
    await lookedAgain(endAt(1600));
    expect(await done).toEqual({ ok: true, data: { endsAt: 1600 } });
  });

  it('[L2] one whose end is where it was is told as failed, and so is one of which nothing can be heard', async () => {
    const done = new WhatFollows('visit').extend(10, 1000);
    await lookedAgain(endAt(1000));
    expect(await done).toEqual(failed);
    asked.length = 0;
    const unheard = new WhatFollows('visit').extend(10, 1000);
    await lookedAgain(failed);
    expect(await unheard).toEqual(failed);
  });

  it('[L3] a visit that follows no longer is told as given, and one that still does as not', async () => {
    const give = () => new WhatFollows('visit').give('after', { from: 'me', to: 'colleague' });
    const given = give();
    await lookedAgain(next('another'));
    expect(await given).toEqual({ ok: true, data: {} });
    asked.length = 0;
    const kept = give();
    await lookedAgain(next('after'));
    expect(await kept).toEqual(failed);
  });
});

it('[L2] a refusal stays one, whatever the end is by then', async () => {
  answer = { ok: false, error: { code: 'end-changed' } };
  const done = new WhatFollows('visit').extend(10, 1000);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]!({ ok: true, data: { endsAt: 1600, extensions: [], next: null } });
  expect(await done).toEqual(answer);
});
