import { expect, test, vi } from 'vitest';
import type { MediaNotice } from './media-notice.ts';
import { Peer } from './peer.ts';
import type { PeerLink } from './peer-link.ts';
import { RoomWatch } from './room-watch.ts';

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
  const recv = { dtlsState: 'connected', getStats };
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

test('[M12] who turned off what is about to be cut off, and sends it anew, is not told that it was', async () => {
  const { watch, answer, told, producers, peer } = sending();
  const camera = producers.get('camera')!;
  const stats = vi.fn(camera.producer.getStats);
  // While it is being asked how much it sends.
  camera.producer.getStats = () => {
    producers.clear();
    return stats();
  };
  for (let beat = 0; beat < 3; beat++) {
    void watch.beat(beat * 1000);
    answer();
    await settled();
  }
  expect(stats).toHaveBeenCalled();
  expect(told).toEqual([]);
  expect(peer.cutOff.size).toBe(0);
});
