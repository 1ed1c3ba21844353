import { afterEach, expect, test } from 'vitest';
import type { MediaServer, Room } from './index.ts';
import { join, must, startMedia, Told, until } from './testing.ts';

let media: MediaServer | undefined;
afterEach(async () => media?.close('server-stopping'));

async function start(over: Parameters<typeof startMedia>[0] = { workers: 1 }) {
  const told = new Told();
  const started = await startMedia(over);
  media = started.media;
  return { room: await media.openRoom('room', told), told, events: started.events };
}

type Peer = Awaited<ReturnType<typeof join>>;

/** Plays everything that the peer was told of, as its client does. */
async function play(peer: Peer, count: number): Promise<void> {
  await until(() => peer.handle.consumers().length === count);
  must(await peer.handle.resumeConsumers(peer.handle.consumers().map(({ consumerId }) => consumerId)));
}

/** Sources that flow to a peer, sorted. */
const flowing = (room: Room, participantId: string) =>
  room
    .snapshot()
    .peers.find((peer) => peer.participantId === participantId)!
    .consumers.filter(({ paused }) => !paused)
    .map(({ fromParticipantId, source }) => `${fromParticipantId} ${source}`)
    .sort();

const consumerOf = (peer: Peer, from: string, kind: 'audio' | 'video') =>
  peer.handle.consumers().find((each) => each.participantId === from && each.kind === kind)!.consumerId;

test('[M5] what is not shown does not flow; sound does; shown again it flows again', async () => {
  const { room } = await start();
  const [a, b] = [await join(room, 'A'), await join(room, 'B')];
  await a.speak();
  await a.film();
  await play(b, 2);
  await until(() => expect(flowing(room, 'B')).toEqual(['A camera', 'A microphone']));
  const view = { consumerId: consumerOf(b, 'A', 'video'), widthPx: 320, heightPx: 180 };
  must(await b.handle.setViewport([{ ...view, visible: false }]));
  await until(() => expect(flowing(room, 'B')).toEqual(['A microphone']));
  must(await b.handle.setViewport([{ ...view, visible: true }]));
  await until(() => expect(flowing(room, 'B')).toEqual(['A camera', 'A microphone']));
});

test('[M5] when one of the four of somebody who saves data goes, the next comes, though nothing is shown otherwise than before', async () => {
  const { room } = await start();
  const viewer = await join(room, 'V');
  must(viewer.handle.setMode('saver'));
  const cameras = new Map<string, string>();
  const senders = ['A', 'B', 'C', 'D', 'E', 'F'];
  const peers = await Promise.all(senders.map(async (name) => [name, await join(room, name)] as const));
  for (const [name, peer] of peers) cameras.set(name, await peer.film());
  await play(viewer, 6);
  await until(() => expect(flowing(room, 'V')).toHaveLength(4));
  const [first, second] = flowing(room, 'V').map((each) => each.slice(0, 1));
  room.removePeer(first!, 'left');
  await until(() => expect(flowing(room, 'V')).toHaveLength(4));
  must(await room.peer(second!)!.closeProducer(cameras.get(second!)));
  await until(() => expect(flowing(room, 'V')).toHaveLength(4));
});

test('[M5] who chose sound only gets no picture, also of whoever comes later, until they choose otherwise', async () => {
  const { room } = await start();
  const [a, b] = [await join(room, 'A'), await join(room, 'B')];
  must(b.handle.setMode('sound-only'));
  await a.speak();
  await a.film();
  await play(b, 2);
  const c = await join(room, 'C');
  await c.film();
  await play(b, 3);
  await until(() => expect(flowing(room, 'B')).toEqual(['A microphone']));
  must(b.handle.setMode('auto'));
  await until(() => expect(flowing(room, 'B')).toEqual(['A camera', 'A microphone', 'C camera']));
});

test('[M5] who saves data gets four pictures, and the choice survives a worker’s death', async () => {
  const { room, told } = await start();
  const viewer = await join(room, 'V');
  must(viewer.handle.setMode('saver'));
  for (const name of ['A', 'B', 'C', 'D', 'E']) await (await join(room, name)).film();
  await play(viewer, 5);
  await until(() => expect(flowing(room, 'V')).toHaveLength(4));
  process.kill(media!.health().workers[0]!.pid, 'SIGKILL');
  await until(() => told.to('V', 'media:rebuilt').length === 1);
  expect(room.vitals().find(({ peerId }) => peerId === 'V')?.mode).toBe('saver');
});

test('[M8] muted microphones are not counted, and no silent one is held back', async () => {
  const { room } = await start();
  const listener = await join(room, 'L');
  for (let n = 0; n < 9; n++) await (await join(room, `S${n}`)).speak();
  await play(listener, 9);
  // Nobody says anything here, so everybody may begin to.
  await until(() => expect(flowing(room, 'L')).toHaveLength(9));
});

test('[M9] everybody hears when what all can decode changes, and when it is back', async () => {
  const { room, told } = await start();
  const a = await join(room, 'A');
  expect(a.media.codecs.screen[0]).toBe('AV1');
  const old = await join(room, 'B', { ready: false });
  const { codecs } = old.media.routerRtpCapabilities;
  const onlyVp8 = codecs!.filter(({ mimeType }) => /opus|VP8/.test(mimeType));
  must(await old.handle.ready({ codecs: onlyVp8 }));
  expect(told.to('A', 'media:codecs').at(-1)).toEqual({ camera: ['VP8'], screen: ['VP8'] });
  room.removePeer('B', 'left');
  expect(told.to('A', 'media:codecs').at(-1)?.screen[0]).toBe('AV1');
});

test('[M10] a room that outgrows a worker goes on on another: everybody still receives everybody', async () => {
  const { room, told } = await start({ workers: 2, peersPerWorker: 2 });
  const names = ['A', 'B', 'C', 'D'];
  const peers = [];
  for (const name of names) peers.push(await join(room, name));
  const workers = new Map(room.snapshot().peers.map(({ participantId, worker }) => [participantId, worker]));
  expect(new Set(workers.values()).size).toBe(2);
  const mic = await peers[0]!.speak();
  await peers[0]!.film();
  await peers[3]!.speak();
  await until(() =>
    expect(room.snapshot().peers.map(({ consumers }) => consumers.length)).toEqual([1, 3, 3, 2]),
  );
  // Pausing crosses the pipe.
  must(await peers[0]!.handle.pauseProducer(mic));
  await until(() => expect(told.to('D', 'consumer:paused')).toHaveLength(1));
  must(await peers[0]!.handle.closeProducer(mic));
  await until(() =>
    expect(room.snapshot().peers.map(({ consumers }) => consumers.length)).toEqual([1, 2, 2, 1]),
  );
  // The second router goes with the last peer on it.
  const second = names.filter((name) => workers.get(name) !== workers.get('A'));
  for (const name of second) room.removePeer(name, 'left');
  await until(() => media!.health().workers.filter(({ rooms }) => rooms > 0).length === 1);
});

test('[M10] one of a room’s workers dies: those on the other keep theirs, and all receive all again', async () => {
  const { room, told } = await start({ workers: 2, peersPerWorker: 2 });
  const peers = new Map<string, Peer>();
  for (const name of ['A', 'B', 'C', 'D']) {
    const peer = await join(room, name);
    await peer.speak();
    peers.set(name, peer);
  }
  await until(() =>
    expect(room.snapshot().peers.every(({ consumers }) => consumers.length === 3)).toBe(true),
  );
  const before = new Map(room.snapshot().peers.map((peer) => [peer.participantId, peer]));
  const dying = before.get('A')!.worker!;
  const survivors = [...before.values()].filter(({ worker }) => worker !== dying);
  expect(survivors.length).toBeGreaterThan(0);
  process.kill(dying, 'SIGKILL');
  await until(() => told.to('A', 'media:rebuilt').length === 1);
  for (const { participantId, transports } of survivors) {
    expect(told.to(participantId, 'media:rebuilt')).toEqual([]);
    const now = room.snapshot().peers.find((peer) => peer.participantId === participantId)!;
    expect(now.transports).toEqual(transports);
  }
  for (const [name, peer] of peers) {
    if (before.get(name)!.worker !== dying) continue;
    await until(() => peer.handle.media !== undefined);
    must(await peer.handle.ready(peer.handle.media!.routerRtpCapabilities));
    await peer.speak();
  }
  await until(() =>
    expect(room.snapshot().peers.map(({ consumers }) => consumers.length)).toEqual([3, 3, 3, 3]),
  );
});
