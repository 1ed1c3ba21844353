import { EventEmitter } from 'node:events';
import type { Consumer } from 'mediasoup/types';
import { expect, test, vi } from 'vitest';
import type { MediaNotice } from './media-notice.ts';
import { PeerConsumer } from './peer-consumer.ts';
import { Peer } from './peer.ts';
import type { PeerLink } from './peer-link.ts';
import { RoomWatch } from './room-watch.ts';

/** A transport on which no queue builds up. */
const untraced = { on: () => undefined, enableTraceEvent: () => Promise.resolve() };

/** A peer that sends 20 Mbit/s, as its worker says when it answers. */
function sending() {
  const answers: (() => void)[] = [];
  const answer = () => answers.splice(0).forEach((each) => each());
  const stats = [{ recvBitrate: 20_000_000, bitrate: 20_000_000 }];
  const getStats = vi.fn(() => new Promise((resolve) => answers.push(() => resolve(stats))));
  const producer = { id: 'camera', getStats: () => Promise.resolve(stats) };
  const producers = new Map([['camera', { producer, source: 'camera' }]]);
  const link = {
    closed: false,
    send: { getStats },
    recv: { dtlsState: 'new', getStats: () => Promise.resolve([]) },
    producers,
    consumers: new Map(),
    closeProducer: vi.fn(),
  };
  const peer = new Peer('A', { participantId: 'A', admitted: true, spaceId: 'plenary' });
  peer.opened(link as unknown as PeerLink);
  const told: MediaNotice[] = [];
  const room = { id: 'room', peers: new Map([['A', peer]]), log: () => undefined, changed: () => undefined };
  const watch = new RoomWatch({ ...room, notice: (_peerId, notice) => told.push(notice) });
  return { watch, answer, getStats, told, producers, peer };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('[M12] a worker that answers late is asked once, and one answer cuts nobody off', async () => {
  const { watch, answer, getStats, told } = sending();
  for (let beat = 0; beat < 8; beat++) void watch.beat(beat * 1000);
  expect(getStats).toHaveBeenCalledTimes(1);
  answer();
  await settled();
  expect(told).toEqual([]);
});

test('[M12] who sends too much in two measurements is cut off', async () => {
  const { watch, answer, told } = sending();
  for (let beat = 0; beat < 3; beat++) {
    void watch.beat(beat * 1000);
    answer();
    await settled();
  }
  expect(told).toMatchObject([{ name: 'producer:closed', data: { source: 'camera' } }]);
});

test('[M25] who sends and of whom nothing comes for four seconds is quiet, until something comes or it sends no more', async () => {
  const { watch, producers, peer } = sending();
  let bytesReceived = 1000;
  const stats = () => Promise.resolve([{ recvBitrate: 1000, bytesReceived }]);
  Object.assign(peer.link!.send, { getStats: stats });
  const quiet: boolean[] = [];
  let now = 0;
  const measure = async (more: number) => {
    bytesReceived += more;
    await watch.beat((now += 1000));
    await watch.beat((now += 1000));
    quiet.push(peer.isQuiet);
  };
  for (const more of [0, 100, 0, 100, 0, 0, 0, 60]) await measure(more);
  expect(quiet).toEqual([false, false, false, false, false, true, true, false]);
  await measure(0);
  await measure(0);
  Object.assign(producers.get('camera')!.producer, { paused: true });
  await measure(0);
  expect(quiet.slice(-2)).toEqual([true, false]);
});

test('[M12] who has stopped it while it was being found is not told that it was cut off', async () => {
  const { watch, answer, told, producers, peer } = sending();
  const stop = () => {
    producers.clear();
    return Promise.resolve([{ bitrate: 20_000_000 }]);
  };
  for (let beat = 0; beat < 3; beat++) {
    if (beat === 1) Object.assign(producers.get('camera')!.producer, { getStats: stop });
    void watch.beat(beat * 1000);
    answer();
    await settled();
  }
  expect([producers.size, told, [...peer.cutOff]]).toEqual([0, [], []]);
});

test('[M12] who sends nothing costs the worker no question, and is measured again once there is something', async () => {
  const { watch, getStats, producers } = sending();
  const camera = producers.get('camera')!;
  producers.clear();
  for (let beat = 0; beat < 4; beat++) await watch.beat(beat * 1000);
  expect(getStats).not.toHaveBeenCalled();
  producers.set('camera', camera);
  void watch.beat(4000);
  expect(getStats).toHaveBeenCalledOnce();
});

test('[M13] a receiver who still gets too little is helped again, also after that was told and the help came to an early end', async () => {
  const { watch, peer } = sending();
  const getStats = vi.fn(() => Promise.reject(new Error('A consumer has gone.')));
  const short = {
    carried: { sent: 2, wanted: 2, carried: null },
    fromParticipantId: 'B',
    relax: () => undefined,
  };
  const recv = { dtlsState: 'connected', getStats, ...untraced };
  Object.assign(peer.link!, { recv, consumers: new Map([['consumer', short]]), producers: new Map() });
  for (let beat = 0; beat < 5; beat++) {
    await watch.beat(beat * 1000);
    await settled();
  }
  expect(peer.step.told).toBe('sound-only');
  const helped = getStats.mock.calls.length;
  await vi.waitFor(() => expect(getStats.mock.calls.length).toBeGreaterThan(helped));
  Object.assign(peer.link!, { closed: true });
});

test.each([
  [
    'of a shared screen on which nothing moves, or whose sender is gone, is no fault of the receiver’s',
    0,
    'full',
  ],
  ['of one that is sent is for want of bandwidth', 400_000, 'sound-only'],
])('[M7] that nothing comes %s', async (_what, bitrate, step) => {
  const { watch, peer, told } = sending();
  const producer = { id: 'screen', getStats: () => Promise.resolve([{ bitrate }]) };
  const consumer = Object.assign(new EventEmitter(), {
    ...{ id: 'consumer', producerId: 'screen', kind: 'video', type: 'svc', producerPaused: false },
    ...{ rtpParameters: { encodings: [{ scalabilityMode: 'L1T3' }] }, currentLayers: undefined },
    score: { score: 10, producerScore: 10, producerScores: [10] },
    ...{ resume: () => Promise.resolve(), pause: () => Promise.resolve() },
    setPriority: () => Promise.resolve(),
  });
  const from = { peerId: 'A', participantId: 'A', source: 'screen' as const };
  const screen = new PeerConsumer(consumer as unknown as Consumer, from);
  screen.start();
  screen.direct({ onlySmall: false, priority: 200, mayMoveLess: false }, false);
  const getStats = () => Promise.reject(new Error('Nobody climbs here.'));
  Object.assign(peer.link!, {
    send: { getStats: () => Promise.resolve([{ recvBitrate: bitrate }]) },
    recv: { dtlsState: 'connected', getStats, ...untraced },
    producers: new Map([['screen', { producer, source: 'screen' }]]),
    consumers: new Map([['consumer', screen]]),
  });
  for (let beat = 0; beat < 6; beat++) {
    await watch.beat(beat * 1000);
    await settled();
  }
  expect(peer.step.told).toBe(step);
  expect(told.filter(({ name }) => name === 'media:step')).toHaveLength(step === 'full' ? 0 : 1);
  Object.assign(peer.link!, { closed: true });
});
