import { keepLayerMs } from '#domain';
import { expect, test, type TestContext } from 'vitest';
import { join, must, startMedia, Told, until } from './testing.ts';

/** Media of its own for each test: they wait side by side for layers to be given up. */
async function start(
  { onTestFinished }: TestContext,
  over: Parameters<typeof startMedia>[0] = { workers: 1 },
) {
  const told = new Told();
  const { media } = await startMedia(over);
  onTestFinished(() => media.close('server-stopping'));
  return { room: await media.openRoom('room', told), told };
}

type Peer = Awaited<ReturnType<typeof join>>;

/** Plays the one picture that there is, and answers how to say how large it is shown. */
async function watch(peer: Peer) {
  await until(() => peer.handle.consumers().length === 1);
  const { consumerId } = peer.handle.consumers()[0]!;
  must(await peer.handle.resumeConsumers([consumerId]));
  return async (widthPx: number) => {
    const view = { consumerId, widthPx, heightPx: (widthPx * 9) / 16, visible: widthPx > 0 };
    must(await peer.handle.setViewport([view]));
  };
}

/** One look more than the time for which a layer stays. */
const LOWERED_WITHIN_MS = keepLayerMs + 3_000;

test.concurrent(
  '[M14] a sender is told late what nobody shows any more, and at once what somebody does',
  async (context) => {
    const { room, told } = await start(context);
    const [sender, near, far] = [await join(room, 'S'), await join(room, 'N'), await join(room, 'F')];
    const producerId = await sender.film();
    const upTo = () => told.to('S', 'producer:layers').map((layers) => layers.upTo);
    const [showNear, showFar] = [await watch(near), await watch(far)];
    await showNear(160);
    const shrunkAt = performance.now();
    await showFar(400);
    await until(() => upTo().length === 1, LOWERED_WITHIN_MS);
    expect(performance.now() - shrunkAt).toBeGreaterThan(keepLayerMs - 500);
    expect(told.to('S', 'producer:layers')).toEqual([{ producerId, upTo: 1 }]);
    expect(sender.handle.layers()).toEqual([{ producerId, upTo: 1 }]);

    // Hidden everywhere: the smallest stays, so that a tile that comes back has a picture.
    await showNear(0);
    await showFar(0);
    await until(() => upTo().length === 2, LOWERED_WITHIN_MS);
    await showFar(1200);
    expect(upTo()).toEqual([1, 0, 2]);
    expect(told.to('N', 'producer:layers')).toEqual([]);
  },
);

test.concurrent('[M14] receivers on another worker count; who leaves no longer does', async (context) => {
  const { room, told } = await start(context, { workers: 2, peersPerWorker: 2 });
  const peers = [await join(room, 'A'), await join(room, 'B'), await join(room, 'C')];
  const workers = room.snapshot().peers.map(({ worker }) => worker);
  expect(workers[2]).not.toBe(workers[0]);
  await peers[0]!.film();
  const [showNear, showFar] = [await watch(peers[1]!), await watch(peers[2]!)];
  await showNear(160);
  await showFar(1200);
  await new Promise((resolve) => setTimeout(resolve, LOWERED_WITHIN_MS));
  expect(told.to('A', 'producer:layers')).toEqual([]);
  room.removePeer('C', 'left');
  await until(() => told.to('A', 'producer:layers').at(-1)?.upTo === 0, LOWERED_WITHIN_MS);
});

test.concurrent(
  '[M14] until anybody receives it, all but the sharpest is sent; one layer alone is never asked about',
  async (context) => {
    const { room, told } = await start(context);
    const alone = await join(room, 'A');
    await alone.film(1);
    expect(alone.handle.layers()).toEqual([]);
    const other = await join(room, 'B');
    other.handle.setMode('sound-only');
    room.removePeer('A', 'left');
    await other.film();
    await until(() => told.to('B', 'producer:layers').length === 1, LOWERED_WITHIN_MS);
    expect(told.to('B', 'producer:layers')[0]!.upTo).toBe(1);
  },
);
