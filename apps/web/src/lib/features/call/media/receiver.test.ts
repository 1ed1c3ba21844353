import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsumerNew } from '#protocol';
import { Receiver } from './receiver.ts';

const sound = (consumerId: string): ConsumerNew =>
  ({ consumerId, participantId: 'p', producerId: 'x', kind: 'audio', source: 'microphone' }) as never;

const consumeAny = ({ id, kind }: { id: string; kind: string }) =>
  Promise.resolve({ id, track: { kind }, close: () => undefined });

let resumed: string[][];
let answers: { ok: boolean }[];
let receiver: Receiver;

beforeEach(async () => {
  vi.useFakeTimers();
  [resumed, answers] = [[], []];
  const request = (_name: string, { consumerIds }: { consumerIds: string[] }) => {
    resumed.push(consumerIds);
    return Promise.resolve(answers.shift() ?? { ok: true });
  };
  receiver = new Receiver({ request } as never);
  await receiver.attach({ closed: false, consume: consumeAny } as never);
});
afterEach(() => {
  receiver.detach();
  vi.useRealTimers();
});
const take = async (...ids: string[]) => {
  await Promise.all(ids.map((id) => receiver.add(sound(id))));
  await vi.advanceTimersByTimeAsync(0);
};

describe('over other transports', () => {
  const picture = (consumerId: string, participantId = 'p'): ConsumerNew =>
    ({ consumerId, participantId, producerId: 'x', kind: 'video', source: 'camera' }) as never;
  const next = { closed: false, consume: consumeAny };
  const seen = () => [...receiver.remote.keys()];
  beforeEach(async () => {
    vi.stubGlobal('document', { hidden: true });
    await Promise.all([
      receiver.add(picture('a')),
      receiver.add(picture('b', 'q')),
      receiver.add(sound('s')),
    ]);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('a person’s picture keeps its place until the next of the same comes, and waits for no network', async () => {
    receiver.detach({ isForAnother: true });
    expect(seen()).toEqual(['a', 'b']);
    expect(receiver.expectsMedia()).toBe(false);
    await receiver.attach(next as never);
    await receiver.add(picture('c'));
    expect(seen()).toEqual(['b', 'c']);
  });
  it('one that does not come again is gone soon: the camera was turned off', async () => {
    receiver.detach({ isForAnother: true });
    await receiver.attach(next as never);
    await receiver.add(picture('c'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(seen()).toEqual(['c']);
  });
  it('nothing is kept once there are none to follow', () => {
    receiver.detach({ isForAnother: true });
    receiver.detach();
    expect([seen(), vi.getTimerCount()]).toEqual([[], 0]);
  });
});

it('what arrives together begins with one message', async () => {
  await take('a', 'b');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(resumed).toEqual([['a', 'b']]);
});
it('a voice whose beginning was refused is asked for again until it is there', async () => {
  answers = [{ ok: false }, { ok: false }];
  await take('a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(resumed).toEqual([['a'], ['a'], ['a']]);
});
it('one that has gone meanwhile is not asked for again', async () => {
  answers = [{ ok: false }];
  await take('a', 'b');
  receiver.remove('a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(resumed).toEqual([['a', 'b'], ['b']]);
});
it('over other transports nothing of the old ones is asked for', async () => {
  answers = [{ ok: false }];
  await take('a');
  receiver.detach();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(resumed).toEqual([['a']]);
  expect(vi.getTimerCount()).toBe(0);
});

describe('what could not be made', () => {
  /** Ids that the browser, or the way to the server, fails, and how often. */
  let fails: Map<string, number>;
  let tried: string[];
  beforeEach(async () => {
    [fails, tried] = [new Map(), []];
    const consume = (wish: { id: string; kind: string }) => {
      tried.push(wish.id);
      const left = fails.get(wish.id) ?? 0;
      fails.set(wish.id, left - 1);
      return left > 0 ? Promise.reject(new Error('too-many-attempts')) : consumeAny(wish);
    };
    receiver.detach();
    await receiver.attach({ closed: false, consume } as never);
  });
  const heard = () => [...receiver.remote.keys()].sort();

  it('for the moment is tried again: nobody stays unheard because of it', async () => {
    fails = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    await take('a', 'b', 'c');
    expect(heard()).toEqual(['c']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard()).toEqual(['a', 'b', 'c']);
    expect(resumed.flat().sort()).toEqual(['a', 'b', 'c']);
  });
  it('is not tried again when it has gone, nor over other transports', async () => {
    fails = new Map([
      ['a', 9],
      ['b', 9],
    ]);
    await take('a', 'b');
    receiver.remove('a');
    await vi.advanceTimersByTimeAsync(1000);
    receiver.detach();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tried).toEqual(['a', 'b', 'b']);
  });
  it('at all is given up, and may be announced again', async () => {
    fails = new Map([['a', 5]]);
    await take('a');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(tried).toHaveLength(5);
    await take('a');
    expect(heard()).toEqual(['a']);
  });
});
