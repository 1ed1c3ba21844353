import { expect, test, vi } from 'vitest';
import { easedForMs } from '#domain';
import { Climber } from './climber.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import type { PeerLink } from './peer-link.ts';

test('[M13] a picture that goes in the middle of a try does not leave the path with the limits of that try', async () => {
  const gone = new Error('The consumer was closed.');
  /** What the transport was told last. */
  const limits = { most: -1, least: -1 };
  const recv = {
    getStats: () => Promise.resolve([{ availableOutgoingBitrate: 200_000, rtpPacketLossSent: 0 }]),
    setMaxOutgoingBitrate: (bps: number) => Promise.resolve(void (limits.most = bps)),
    setMinOutgoingBitrate: (bps: number) => Promise.resolve(void (limits.least = bps)),
  };
  const consumers = new Map<string, PeerConsumer>();
  let looks = 0;
  const short = {
    carried: { sent: 2, wanted: 2, carried: 0 },
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
  await vi.waitFor(() => expect(limits).toEqual({ most: 0, least: 0 }), { timeout: 2000 });
  Object.assign(link, { closed: true });
});

test('[M13] a picture that goes while the others are eased does not leave the path with the limit of that', async () => {
  const limits = { most: -1 };
  const recv = {
    getStats: () => Promise.resolve([{ availableOutgoingBitrate: 800_000, rtpPacketLossSent: 0.3 }]),
    setMaxOutgoingBitrate: (bps: number) => Promise.resolve(void (limits.most = bps)),
    setMinOutgoingBitrate: () => Promise.resolve(),
  };
  const consumers = new Map<string, PeerConsumer>();
  const ease = () => {
    consumers.clear();
    return Promise.reject(new Error('The consumer was closed.'));
  };
  const goes = { consumer: { kind: 'video' }, carried: { sent: 2, wanted: 2, carried: 2 }, ease };
  consumers.set('goes', goes as unknown as PeerConsumer);
  const link = { closed: false, recv, consumers } as unknown as PeerLink;
  await new Climber(link, () => undefined).choked(200_000, 'lost');
  expect(limits.most).toBeGreaterThan(0);
  await vi.waitFor(() => expect(limits.most).toBe(0), { timeout: easedForMs + 1000 });
  Object.assign(link, { closed: true });
});
