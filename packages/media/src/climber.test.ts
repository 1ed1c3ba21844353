import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { easedForMs } from '#domain';
import { Climber } from './climber.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import type { PeerLink } from './peer-link.ts';

/** A transport on which no queue builds up. */
const untraced = { on: () => undefined, enableTraceEvent: () => Promise.resolve() };

test('[M13] a path that gets full: pictures stop at once, before anything is asked, and no more is sent than empties the queue', async () => {
  const done: string[] = [];
  const traced = new EventEmitter();
  const recv = Object.assign(traced, {
    enableTraceEvent: () => Promise.resolve(),
    getStats: () => Promise.resolve([{ availableOutgoingBitrate: 0, rtpPacketLossSent: 0 }]),
    setMaxOutgoingBitrate: (bps: number) => Promise.resolve(void done.push(`at most ${bps}`)),
    setMinOutgoingBitrate: () => Promise.resolve(),
  });
  const picture = {
    consumer: { kind: 'video' },
    carried: { sent: 2, wanted: 2, carried: 2 },
    relax: () => undefined,
    ease: () => Promise.resolve(void done.push('paused')),
  };
  const asked = vi.fn(() => Promise.resolve([50_000, 150_000, 500_000].map((bitrate) => ({ bitrate }))));
  const link = { closed: false, recv, consumers: new Map([['picture', picture]]) } as unknown as PeerLink;
  new Climber(link, () => ({ getStats: asked }) as never);
  const tell = (direction: 'in' | 'out', availableBitrate: number) =>
    traced.emit('trace', { type: 'bwe', direction, info: { availableBitrate } });
  // What upstream's worker says of every estimate.
  tell('out', 300_000);
  expect(done).toEqual([]);
  tell('in', 300_000);
  expect(done).toEqual(['paused']);
  await vi.waitFor(() => expect(done).toEqual(['paused', 'at most 240000']));
  // While the queue empties: less comes than was believed, then more.
  const times = asked.mock.calls.length;
  tell('in', 250_000);
  await vi.waitFor(() => expect(done.at(-1)).toBe('at most 200000'));
  tell('in', 400_000);
  expect(asked).toHaveBeenCalledTimes(times + 1);
  // Never so little that the smallest picture has to go.
  tell('in', 20_000);
  await vi.waitFor(() => expect(done.at(-1)).toBe('at most 60000'));
  Object.assign(link, { closed: true });
});

test('[M13] a picture that goes in the middle of a try does not leave the path with the limits of that try', async () => {
  const gone = new Error('The consumer was closed.');
  /** What the transport was told last. */
  const limits = { most: -1, least: -1 };
  const recv = {
    ...untraced,
    getStats: () => Promise.resolve([{ availableOutgoingBitrate: 200_000, rtpPacketLossSent: 0 }]),
    setMaxOutgoingBitrate: (bps: number) => Promise.resolve(void (limits.most = bps)),
    setMinOutgoingBitrate: (bps: number) => Promise.resolve(void (limits.least = bps)),
  };
  const consumers = new Map<string, PeerConsumer>();
  let looks = 0;
  const short = {
    carried: { sent: 2, wanted: 2, carried: 0 },
    provenLayer: 0,
    relax: () => undefined,
    takeUp: () => Promise.resolve(),
  };
  consumers.set('short', short as unknown as PeerConsumer);
  const stats = [50_000, 150_000, 500_000].map((bitrate) => ({ bitrate }));
  const producer = {
    getStats: () => {
      looks += 1;
      if (looks < 4) return Promise.resolve(stats);
      // Its sender has turned the camera off.
      consumers.clear();
      return Promise.reject(gone);
    },
  };
  const link = { closed: false, recv, consumers } as unknown as PeerLink;
  new Climber(link, () => producer as never).start();
  await vi.waitFor(() => expect(limits.least).toBeGreaterThan(0));
  await vi.waitFor(() => expect(limits).toEqual({ most: 0, least: 0 }), { timeout: 10_000 });
  Object.assign(link, { closed: true });
});

test('[M13] a picture that goes while others are made smaller does not leave the path with that limit', async () => {
  let most = -1;
  const recv = {
    ...untraced,
    getStats: () => Promise.resolve([{ availableOutgoingBitrate: 2_000_000, bytesSent: 0 }]),
    setMaxOutgoingBitrate: (bps: number) => Promise.resolve(void (most = bps)),
    setMinOutgoingBitrate: () => Promise.resolve(),
  };
  // One whole picture, which has no smaller one, and which congestion control is left alone with.
  const picture = {
    consumer: { kind: 'video' },
    carried: { sent: 0, wanted: 0, carried: 0 },
    relax: () => undefined,
    ease: () => Promise.reject(new Error('The consumer was closed.')),
  };
  const consumers = new Map([['picture', picture]]);
  const link = { closed: false, recv, consumers } as unknown as PeerLink;
  await new Climber(link, () => undefined).choked(300_000);
  expect(most).toBeGreaterThan(0);
  await vi.waitFor(() => expect(most).toBe(0), { timeout: easedForMs + 1000 });
  Object.assign(link, { closed: true });
});

test('[M13] what was tried brought the picture back: what was kept is let go only once it has shown whether the path carries it', async () => {
  /** When (ms) the least was set that the estimate keeps to, and when it was let go. */
  const told: { least: number; at: number }[] = [];
  const carried = { sent: 1, wanted: 2, carried: 0 };
  const recv = {
    ...untraced,
    getStats: () => Promise.resolve([{ availableOutgoingBitrate: 150_000, rtpPacketLossSent: 0 }]),
    setMaxOutgoingBitrate: () => Promise.resolve(),
    setMinOutgoingBitrate(least: number) {
      told.push({ least, at: performance.now() });
      // As sharp as its sender sends it for now.
      carried.carried = 1;
      return Promise.resolve();
    },
  };
  const picture = { carried, provenLayer: 0, relax: () => undefined } as unknown as PeerConsumer;
  const link = { closed: false, recv, consumers: new Map([['picture', picture]]) } as unknown as PeerLink;
  const stats = [100_000, 250_000].map((bitrate) => ({ bitrate }));
  new Climber(link, () => ({ getStats: () => Promise.resolve(stats) }) as never).start();
  await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 10_000 });
  const [kept, letGo] = told as [(typeof told)[0], (typeof told)[0]];
  expect(kept.least).toBeGreaterThan(100_000);
  expect(letGo.least).toBe(0);
  expect(letGo.at - kept.at).toBeGreaterThan(1300);
});
