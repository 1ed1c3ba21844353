import { beforeEach, expect, it, vi } from 'vitest';
import { WhatFollows } from './what-follows.svelte.ts';

const asked: ((result: object) => void)[] = [];
vi.mock('#lib/api.ts', () => ({ api: { get: () => new Promise((reply) => asked.push(reply)) } }));
beforeEach(() => void (asked.length = 0));

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
  const done = follows.act(() => Promise.resolve({ ok: true, data: 'given' }));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]!(next(null));
  expect(await done).toEqual({ ok: true, data: 'given' });
  asked[0]!(next('given away'));
  await looking;
  expect(follows.found?.next).toBeNull();
});
