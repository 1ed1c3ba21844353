import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ConsumerNew } from '#protocol';
import { Receiver } from './receiver.ts';

const sound = (consumerId: string): ConsumerNew =>
  ({ consumerId, participantId: 'p', producerId: 'x', kind: 'audio', source: 'microphone' }) as never;

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
  const consume = ({ id }: { id: string }) => Promise.resolve({ id, track: {}, close: () => undefined });
  await receiver.attach({ closed: false, consume } as never);
});
afterEach(() => {
  receiver.detach();
  vi.useRealTimers();
});
const take = async (...ids: string[]) => {
  await Promise.all(ids.map((id) => receiver.add(sound(id))));
  await vi.advanceTimersByTimeAsync(0);
};

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
