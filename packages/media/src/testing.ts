import { type MediaSeat } from '#domain';
import { createWorker, observer } from 'mediasoup';
import type { RtpParameters, Worker } from 'mediasoup/types';
import { mediaCodecs } from './codecs.ts';
import { MediaServer, type MediaNotice, type MediaSettings, type Room, type RoomListener } from './index.ts';

/** What the tests of this package share: a server on free ports, a client without a browser, what it was told. */

/** Every worker that lives now. */
export const workers = new Set<Worker>();
observer.on('newworker', (worker) => {
  workers.add(worker);
  worker.observer.once('close', () => workers.delete(worker));
});

/** The path comes from outside the package here too, only that a test has nobody to hand it in. */
async function workerBin(): Promise<string> {
  if (process.env['MEDIASOUP_WORKER_BIN']) return process.env['MEDIASOUP_WORKER_BIN'];
  const recipe = new URL('../../../infra/mediasoup-worker/get-worker.mjs', import.meta.url);
  const { getWorker } = (await import(recipe.href)) as { getWorker(): Promise<{ path: string }> };
  return (await getWorker()).path;
}

export async function mediaSettings(over: Partial<MediaSettings> = {}): Promise<MediaSettings> {
  // A range of its own for each test file that runs beside this one, below the ports that systems give out by
  // themselves; a taken port is skipped.
  const min = 10_000 + Math.floor(Math.random() * 2_000) * 10;
  const settings = { workers: 2, listenIps: ['127.0.0.1'], ports: { min, max: min + 9 }, ...over };
  return { workerBin: await workerBin(), ...settings };
}

export async function startMedia(over: Partial<MediaSettings> = {}) {
  const events: { event: string }[] = [];
  const media = await MediaServer.start(await mediaSettings(over), { log: (event) => events.push(event) });
  return { media, events };
}

/** Keeps what each peer was told, in order. */
export class Told implements RoomListener {
  readonly all: { peerId: string; notice: MediaNotice }[] = [];

  notice(peerId: string, notice: MediaNotice): void {
    this.all.push({ peerId, notice });
  }

  to<N extends MediaNotice['name']>(peerId: string, name: N): Extract<MediaNotice, { name: N }>['data'][] {
    return this.all.flatMap(({ peerId: to, notice }) =>
      to === peerId && notice.name === name ? [notice.data as never] : [],
    );
  }
}

export const seat = (participantId: string, over: Partial<MediaSeat> = {}): MediaSeat => ({
  participantId,
  admitted: true,
  spaceId: 'plenary',
  ...over,
});

let nextSsrc = 100_000;

/** Opus as mediasoup-client describes it. */
export const opus = () => ({
  mid: `a${nextSsrc}`,
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
      rtcpFeedback: [{ type: 'transport-cc', parameter: '' }],
    },
  ],
  headerExtensions: [
    { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4, encrypt: false, parameters: {} },
    { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1, encrypt: false, parameters: {} },
  ],
  encodings: [{ ssrc: nextSsrc++, dtx: false }],
  rtcp: { cname: 'test', reducedSize: true },
});

/** VP8 in `layers` simulcast layers. */
export const vp8 = (layers = 3) => ({
  mid: `v${nextSsrc}`,
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 96,
      clockRate: 90_000,
      parameters: {},
      rtcpFeedback: [
        { type: 'nack', parameter: '' },
        { type: 'nack', parameter: 'pli' },
        { type: 'ccm', parameter: 'fir' },
        { type: 'transport-cc', parameter: '' },
      ],
    },
    { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 }, rtcpFeedback: [] },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4, encrypt: false, parameters: {} }],
  encodings: Array.from({ length: layers }, () => ({
    ssrc: nextSsrc++,
    rtx: { ssrc: nextSsrc++ },
    scalabilityMode: 'L1T3',
  })),
  rtcp: { cname: 'test', reducedSize: true },
});

/** A well-formed fingerprint of a certificate that nobody has. */
export const dtls = (byte = 'AB') => ({
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => byte).join(':') }],
});

/** A peer as its client sees it: joined, and ready unless told otherwise. */
export async function join(room: Room, peerId: string, over: Partial<MediaSeat> & { ready?: boolean } = {}) {
  const { ready = true, ...seatOver } = over;
  const peerMedia = await room.addPeer(peerId, seat(peerId, seatOver));
  const handle = room.peer(peerId)!;
  if (ready) must(await handle.ready(peerMedia.routerRtpCapabilities));
  return {
    media: peerMedia,
    handle,
    speak: async () =>
      must(await handle.produce({ source: 'microphone', kind: 'audio', rtpParameters: opus() })).producerId,
    film: async (layers = 3) =>
      must(await handle.produce({ source: 'camera', kind: 'video', rtpParameters: vp8(layers) })).producerId,
  };
}

export function must<T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T {
  if (!result.ok) throw new Error(`refused: ${result.error.code}`);
  return result.value;
}

/** Who receives whom, as sorted "receiver<sender", once for each consumer. */
export function flows(room: Room): string[] {
  return room
    .snapshot()
    .peers.flatMap((peer) =>
      peer.consumers.map((consumer) => `${peer.participantId}<${consumer.fromParticipantId}`),
    )
    .sort();
}

/**
 * Waits until `check` no longer throws or returns false; the last failure is the test's. Long enough for a machine that stands
 * still meanwhile: it only costs where something fails.
 */
export async function until(check: () => unknown, withinMs = 20_000): Promise<void> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      if ((await check()) !== false) return;
      if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${check}`);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What the worker processes themselves say they hold, summed: the truth behind our own lists. */
export async function inWorkers() {
  const sum = { routers: 0, handlers: 0 };
  for (const worker of workers) {
    const { routerIds, channelMessageHandlers } = await worker.dump();
    sum.routers += routerIds.length;
    // Routers, transports, producers, consumers and observers register one each.
    sum.handlers += channelMessageHandlers.channelRequestHandlers.length;
  }
  return sum;
}

/** A picture in one stream or several layers on its way to a receiver, each end by hand. Whoever asks closes the worker. */
export async function pictureByHand(layers = 1) {
  const { workerBin } = await mediaSettings();
  const worker = await createWorker({ workerBin, logLevel: 'error' });
  const router = await worker.createRouter({ mediaCodecs });
  const [from, to] = [await router.createDirectTransport(), await router.createDirectTransport()];
  const rtpParameters = vp8(layers) as RtpParameters;
  const producer = await from.produce({ kind: 'video', rtpParameters });
  const consumer = await to.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
  const ssrcs = rtpParameters.encodings!.map(({ ssrc }) => ssrc!);
  return {
    worker,
    to,
    producer,
    consumer,
    send: (packet: VideoPacket) => producer.send(vp8Packet(ssrcs[packet.layer ?? 0]!, packet)),
    /** That all layers which have begun are of one clock: else the worker moves a receiver to none but the first. */
    report: () => ssrcs.forEach((ssrc) => from.sendRtcp(senderReport(ssrc))),
  };
}

/** Bytes of a packet without its extensions: near what a picture's packets are. */
export const packetBytes = 1100;
type VideoPacket = { sequence: number; picture?: number; layer?: number; isKey?: boolean };

/** VP8 without extensions; the first packet begins a key frame. The last byte says which layer it is of. */
function vp8Packet(
  ssrc: number,
  { sequence, picture = 0, layer = 0, isKey = sequence === 0 }: VideoPacket,
): Buffer {
  const packet = Buffer.alloc(packetBytes, layer);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(96, 1);
  packet.writeUInt16BE(1000 + sequence, 2);
  packet.writeUInt32BE(90_000 + picture * 3000, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt8(isKey ? 0x10 : 0x00, 12);
  packet.writeUInt8(isKey ? 0x00 : 0x01, 13);
  return packet;
}

/** Seconds from NTP's first year to that of Unix. */
const ntpBefore = 2_208_988_800;

/** Picture 0 was taken now (RFC 3550, 6.4.1). */
function senderReport(ssrc: number): Buffer {
  const report = Buffer.alloc(28);
  report.writeUInt8(0x80, 0);
  report.writeUInt8(200, 1);
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(ssrc, 4);
  report.writeUInt32BE(Math.floor(Date.now() / 1000) + ntpBefore, 8);
  report.writeUInt32BE(90_000, 16);
  return report;
}
