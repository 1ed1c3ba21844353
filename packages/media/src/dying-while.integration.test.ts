import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { MediaServer, Room } from './index.ts';
import { flows, inWorkers, join, must, startMedia, Told, until } from './testing.ts';

// A worker that dies in the middle of something that takes several answers of it.

let media: MediaServer | undefined;
afterEach(() => media?.close('server-stopping'));

async function start(over: Parameters<typeof startMedia>[0]) {
  const told = new Told();
  const started = await startMedia(over);
  media = started.media;
  return { ...started, told, room: await media.openRoom('room', told) };
}

/** As clients do that were told to start over: each says again what it can receive, and speaks. */
async function startOver(room: Room, told: Told, names: string[]): Promise<void> {
  for (const name of names) {
    if (told.to(name, 'media:rebuilt').length === 0) continue;
    const handle = room.peer(name)!;
    await until(() => handle.media !== undefined);
    must(await handle.ready(handle.media!.routerRtpCapabilities));
  }
}

const everybody = (names: string[]) =>
  names.flatMap((to) => names.flatMap((from) => (from === to ? [] : [`${to}<${from}`]))).sort();

// From before the first pipe is there until after the last; nothing can be seen of it from outside.
test.each([0, 2, 8].flatMap((ms) => (['takes', 'gives'] as const).map((side) => ({ ms, side }))))(
  'the worker that $side dies $ms ms after pipes began to be made: everybody receives everybody again, once',
  async ({ ms, side }) => {
    const { room, told, events } = await start({ workers: 2, peersPerWorker: 2 });
    const names = ['A', 'B', 'C', 'D'];
    const peers = new Map<string, Awaited<ReturnType<typeof join>>>();
    // Nobody can receive yet, so nothing has been piped.
    for (const name of names) peers.set(name, await join(room, name, { ready: false }));
    for (const peer of peers.values()) await peer.speak();
    const workerOf = (name: string) =>
      room.snapshot().peers.find(({ participantId }) => participantId === name)!.worker!;
    const far = names.filter((name) => workerOf(name) !== workerOf('A'));
    expect(far.length).toBeGreaterThan(0);
    const { routerRtpCapabilities } = peers.get('A')!.media;
    for (const name of far) void peers.get(name)!.handle.ready(routerRtpCapabilities);
    const dying = workerOf(side === 'takes' ? far[0]! : 'A');
    const lost = names.filter((name) => workerOf(name) === dying);
    await sleep(ms);
    process.kill(dying, 'SIGKILL');
    await until(() => lost.every((name) => told.to(name, 'media:rebuilt').length === 1));
    await startOver(room, told, names);
    for (const name of names) {
      const peer = peers.get(name)!;
      if (lost.includes(name)) await peer.speak();
      else must(await peer.handle.ready(routerRtpCapabilities));
    }
    await until(() => expect(flows(room)).toEqual(everybody(names)));
    expect(events.filter(({ event }) => /failed/.test(event))).toEqual([]);
    room.close('ended');
    await until(async () => expect((await inWorkers()).routers).toBe(0));
  },
);

test('a test of the connection that begins as its worker dies is made on another', async () => {
  const { media: server } = await startMedia({ workers: 2 });
  media = server;
  for (const { pid } of server.health().workers.slice(0, 1)) process.kill(pid, 'SIGKILL');
  // The death is not known yet here.
  const probe = await server.openProbe('somebody');
  expect(probe?.media.send.iceCandidates).not.toEqual([]);
});

test('whoever mutes while a worker that others of the room are on dies ends nothing else', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const { room, told } = await start({ workers: 2, peersPerWorker: 1 });
  const [a] = [await join(room, 'A'), await join(room, 'B')];
  const microphone = await a.speak();
  await until(() => expect(flows(room)).toEqual(['B<A']));
  const dying = room.snapshot().peers.find(({ peerId }) => peerId === 'B')!.worker!;
  // It answers nothing any more; that it is told of A's microphone takes a moment.
  process.kill(dying, 'SIGSTOP');
  must(await a.handle.pauseProducer(microphone));
  await sleep(100);
  process.kill(dying, 'SIGKILL');
  await until(() => told.to('B', 'media:rebuilt').length === 1);
  await startOver(room, told, ['B']);
  await until(() => expect(room.peer('B')!.consumers()).toMatchObject([{ producerPaused: true }]));
  must(await a.handle.resumeProducer(microphone));
  await until(() => expect(told.to('B', 'consumer:resumed')).toHaveLength(1));
  expect(unhandled).toEqual([]);
});
