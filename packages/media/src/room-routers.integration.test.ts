import type { AudioLevelObserverVolume } from 'mediasoup/types';
import { afterEach, expect, test, vi } from 'vitest';
import { Peer } from './peer.ts';
import { RoomRouters } from './room-routers.ts';
import { RoomSound } from './room-sound.ts';
import { mediaSettings, seat } from './testing.ts';
import { WorkerPool } from './worker-pool.ts';

let pool: WorkerPool | undefined;
afterEach(() => pool?.close());

const voice = (peerId: string, volume: number) =>
  ({ producer: { id: `of ${peerId}`, appData: { peerId } }, volume }) as unknown as AudioLevelObserverVolume;

test('[M6] who was heard last on a worker that the room has left again stands before nobody who speaks', async () => {
  pool = await WorkerPool.start(await mediaSettings({ workers: 2, peersPerWorker: 1 }), () => undefined);
  const peers = new Map([['A', new Peer('A', seat('Aino'))]]);
  const sound = new RoomSound({
    peers,
    reportVoices: () => undefined,
    speakersChanged: () => undefined,
  });
  const routers = new RoomRouters('room', pool, {
    lost: () => undefined,
    volumes: (router, volumes) => sound.heard(router, volumes),
  });
  const [first, second] = [await routers.forOneMore(), await routers.forOneMore()];
  expect(second).not.toBe(first);
  // Two who spoke, and have gone.
  sound.heard(second, [voice('B', -10), voice('C', -12)]);
  routers.released(second);
  expect(second.closed).toBe(true);
  sound.heard(first, [voice('A', -30)]);
  expect(sound.speaking).toEqual(new Set(['Aino']));
});

const roomOn = (on: WorkerPool) =>
  new RoomRouters('room', on, { lost: () => undefined, volumes: () => undefined });

test('[M10] those who come back at once after a worker’s death are counted one by one, and do not fill one worker', async () => {
  pool = await WorkerPool.start(await mediaSettings({ workers: 2, peersPerWorker: 2 }), () => undefined);
  const routers = roomOn(pool);
  const places = await Promise.all(Array.from({ length: 4 }, () => routers.forOneMore()));
  expect(places.map(({ peers }) => peers)).toEqual([2, 2, 2, 2]);
});

test('[M10] [M15] a room whose people have all gone while another comes is on one worker again', async () => {
  pool = await WorkerPool.start(await mediaSettings({ workers: 2, peersPerWorker: 1 }), () => undefined);
  const routers = roomOn(pool);
  const first = await routers.forOneMore();
  // The only one there leaves when it is decided already where the next one goes.
  const place = vi.spyOn(pool, 'place').mockImplementationOnce(async (here) => {
    place.mockRestore();
    const worker = await pool!.place(here);
    routers.released(first);
    return worker;
  });
  const second = await routers.forOneMore();
  expect(second.peers).toBe(1);
  expect(routers.count).toBe(1);
});
