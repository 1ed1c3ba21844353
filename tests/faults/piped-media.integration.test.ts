import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MediaServer, type MediaNotice, type Room } from '#media';
import { getWorker } from '../../infra/mediasoup-worker/get-worker.mjs';
import { camera } from '../load/media/peers/load-shape.ts';
import { MediasoupPeer } from '../load/media/peers/mediasoup-peer.ts';
import type { Signal } from '../load/media/peers/signal.ts';
import { isRtcp } from '../load/media/rtc/rtp.ts';
import { Pacer } from '../load/media/rtc/stream.ts';
import { freeMediaPorts } from '../support/start-server.ts';

// One room on two workers, with real ICE, DTLS and SRTP at every peer: what the pipe between them carries.

let media: MediaServer;
let room: Room;
let pacer: Pacer | undefined;
let people: MediasoupPeer[];
let heard: Map<string, (notice: MediaNotice) => void>;

beforeEach(async () => {
  [people, heard] = [[], new Map()];
  const [min, max] = (await freeMediaPorts()).split('-').map(Number) as [number, number];
  const { path: workerBin } = await getWorker();
  const settings = {
    workerBin,
    workers: 2,
    peersPerWorker: 4,
    listenIps: ['127.0.0.1'],
    ports: { min, max },
  };
  media = await MediaServer.start(settings);
  room = await media.openRoom('room', { notice: (peerId, notice) => heard.get(peerId)?.(notice) });
});
afterEach(async () => {
  pacer?.stop();
  for (const person of people) await person.close();
  await media.close('server-stopping');
});

/** What a page would ask by its line, asked of the room itself: where a peer is put depends on nothing else. */
async function signalOf(name: string): Promise<Signal> {
  const listeners: ((notice: MediaNotice) => void)[] = [];
  heard.set(name, (notice) => listeners.forEach((listener) => listener(notice)));
  const own = await room.addPeer(name, { participantId: name, admitted: true, spaceId: 'plenary' });
  const handle = room.peer(name)!;
  const answers: Record<string, (data: never) => unknown> = {
    'transport:connect': ({ transportId, dtlsParameters }: { transportId: string; dtlsParameters: object }) =>
      handle.connectTransport(transportId, dtlsParameters),
    'producer:create': (wish: Parameters<typeof handle.produce>[0]) => handle.produce(wish),
    'media:ready': ({ rtpCapabilities }: { rtpCapabilities: object }) => handle.ready(rtpCapabilities),
    'consumer:resume': ({ consumerIds }: { consumerIds: string[] }) => handle.resumeConsumers(consumerIds),
  };
  const ask = async (name: string, data: object) => {
    const answer = (await answers[name]!(data as never)) as { ok: boolean; value: unknown };
    if (!answer.ok) throw new Error(`${name} was refused.`);
    return answer.value;
  };
  const on = (name: string, handle: (data: never) => void) =>
    listeners.push((notice) => notice.name === name && handle(notice.data as never));
  const leave = () => Promise.resolve(room.removePeer(name, 'left'));
  return { media: own, ask, on, leave, close: () => undefined } as unknown as Signal;
}

/** How many packets of each stream have come, by who sends it and what. */
type Viewer = { person: MediasoupPeer; packets(kind: 'audio' | 'video'): number };

async function join(name: string): Promise<Viewer> {
  const person = new MediasoupPeer(name, await signalOf(name), true);
  people.push(person);
  const bySsrc = new Map<number, number>();
  const { take } = person.meter!;
  Object.assign(person.meter!, {
    take: (packet: Buffer) => {
      take(packet);
      if (packet.length < 12 || isRtcp(packet)) return;
      bySsrc.set(packet.readUInt32BE(8), (bySsrc.get(packet.readUInt32BE(8)) ?? 0) + 1);
    },
  });
  const packets = (kind: 'audio' | 'video') =>
    person.consumers
      .filter((consumer) => consumer.kind === kind)
      .map(({ rtpParameters }) => (rtpParameters as { encodings: { ssrc: number }[] }).encodings[0]!.ssrc)
      .reduce((sum, ssrc) => sum + (bySsrc.get(ssrc) ?? 0), 0);
  return { person, packets };
}

const workerOf = (name: string) =>
  room.snapshot().peers.find(({ participantId }) => participantId === name)!.worker;

const flows = async (viewer: Viewer, kind: 'audio' | 'video') => {
  const before = viewer.packets(kind);
  await vi.waitFor(() => expect(viewer.packets(kind)).toBeGreaterThan(before + 10));
};
/** For half a second nothing comes; what was on its way may come before, late on a busy machine. */
const rests = (viewer: Viewer, kind: 'audio' | 'video') =>
  vi.waitFor(async () => {
    const before = viewer.packets(kind);
    await sleep(500);
    expect(viewer.packets(kind)).toBe(before);
  });

/** One who sends three layers and sound, three beside on the same worker, and four on the other. */
async function onTwoWorkers() {
  const sender = await join('sender');
  const beside = [await join('b0'), await join('b1'), await join('b2')];
  const far = [await join('f0'), await join('f1'), await join('f2'), await join('f3')];
  expect(new Set(['b0', 'b1', 'b2'].map(workerOf))).toEqual(new Set([workerOf('sender')]));
  expect(new Set(['f0', 'f1', 'f2', 'f3'].map(workerOf)).size).toBe(1);
  expect(workerOf('f0')).not.toBe(workerOf('sender'));
  await sender.person.produce(camera, 30);
  pacer = new Pacer(sender.person.streams);
  pacer.start();
  return { sender, beside, far };
}

test('[M10] pictures and sound arrive on both workers, and stop and go on over the pipe', async () => {
  const { sender, beside, far } = await onTwoWorkers();
  const viewers = [beside[0]!, far[0]!, far[1]!];
  for (const { person } of viewers) {
    await person.ready(2);
    await person.receive();
  }
  for (const viewer of viewers) for (const kind of ['audio', 'video'] as const) await flows(viewer, kind);

  const handle = room.peer('sender')!;
  const microphone = room
    .snapshot()
    .peers.find(({ participantId }) => participantId === 'sender')!
    .producers.find(({ source }) => source === 'microphone')!;
  await handle.pauseProducer(microphone.id);
  for (const viewer of viewers) await rests(viewer, 'audio');
  await handle.resumeProducer(microphone.id);
  for (const viewer of viewers) await flows(viewer, 'audio');

  // A tile that is not shown rests; shown again, its first picture is a key frame that the sender is asked for at once.
  const [hides, sees] = [far[0]!, far[1]!];
  const { consumerId } = hides.person.consumers.find(({ kind }) => kind === 'video')!;
  const show = (visible: boolean) =>
    room.peer('f0')!.setViewport([{ consumerId, widthPx: 960, heightPx: 540, visible }]);
  await show(false);
  await rests(hides, 'video');
  await flows(sees, 'video');
  const asked = sender.person.streams.map((stream) => vi.spyOn(stream, 'askKeyFrame'));
  await show(true);
  await vi.waitFor(() => expect(asked.some(({ mock }) => mock.calls.length > 0)).toBe(true));
  await flows(hides, 'video');
});

test('a key frame is asked for once, not once a viewer, of all who come within half a second, whichever worker they are on', async () => {
  const { sender, beside, far } = await onTwoWorkers();
  const viewers = [...beside, ...far];
  for (const { person } of viewers) await person.ready(2);
  const asked = sender.person.streams.map((stream) => vi.spyOn(stream, 'askKeyFrame'));
  const most = () => Math.max(...asked.map(({ mock }) => mock.calls.length));
  const startedAt = performance.now();
  // One comes shortly after the other: the key frame of the one before has been sent by then.
  await Promise.all(viewers.map(({ person }, index) => sleep(60 * index).then(() => person.receive())));
  const tookMs = performance.now() - startedAt;
  for (const viewer of viewers) await flows(viewer, 'video');
  await sleep(1000);
  expect(most()).toBeGreaterThan(0);
  // One at once, and one for whoever comes after it in each half second.
  expect(most()).toBeLessThanOrEqual(3 + Math.floor(tookMs / 500));
});

test('packets are counted of whoever has left or was turned off before anybody asked, and the count never falls', async () => {
  const sent = async (name: string) => {
    const { person } = await join(name);
    await person.produce(camera, 30);
    const own = new Pacer(person.streams);
    own.start();
    await vi.waitFor(() => expect(person.streams.every(({ packets }) => packets > 20)).toBe(true));
    own.stop();
    const count = person.streams.reduce((sum, { packets }) => sum + packets, 0);
    // The last of them are on their way for a moment, and a worker without a processor reads them late.
    await sleep(1_000);
    return count;
  };
  const counted = async () => (await media.totals()).packetsReceived;
  const first = await sent('leaves');
  room.removePeer('leaves', 'left');
  await vi.waitFor(async () => expect(await counted()).toBe(first));

  const second = await sent('turns off');
  const peer = room.snapshot().peers.find(({ participantId }) => participantId === 'turns off')!;
  for (const { id } of peer.producers) await room.peer('turns off')!.closeProducer(id);
  await vi.waitFor(async () => expect(await counted()).toBe(first + second));
  room.removePeer('turns off', 'left');
  expect(await counted()).toBe(first + second);

  const third = await sent('stays to the end');
  room.close('ended');
  await vi.waitFor(async () => expect(await counted()).toBe(first + second + third));

  room = await media.openRoom('another', { notice: () => undefined });
  await sent('dies');
  const before = await counted();
  expect(before).toBeGreaterThan(first + second + third);
  process.kill(workerOf('dies')!, 'SIGKILL');
  await vi.waitFor(() => expect(media.health().workers.every(({ alive }) => alive)).toBe(true));
  expect(await counted()).toBeGreaterThanOrEqual(before);
});
