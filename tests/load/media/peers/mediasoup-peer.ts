// One person in a mediasoup room, without a browser.
import type { types } from 'mediasoup-client';
import type { NoticeData } from '#protocol';
import { RecvLink, SendLink } from '../rtc/link.ts';
import { Meter } from '../rtc/meter.ts';
import { isRtcp, keyFramesAsked } from '../rtc/rtp.ts';
import { remoteOf, type Section } from '../rtc/sdp.ts';
import { Stream } from '../rtc/stream.ts';
import type { LoadShape } from './load-shape.ts';
import type { Signal } from './signal.ts';

type ConsumerNew = NoticeData<'consumer:new'>;
const uri = (name: string) => `urn:ietf:params:rtp-hdrext:${name}` as const;
const MID = { uri: uri('sdes:mid'), id: 1 };
const RID = { uri: uri('sdes:rtp-stream-id'), id: 2 };
const LEVEL = { uri: uri('ssrc-audio-level'), id: 3 };

let nextSsrc = 1_000_000;

export class MediasoupPeer {
  readonly streams: Stream[] = [];
  /** Undefined where the packets are counted by the kernel alone. */
  readonly meter: Meter | undefined;
  readonly consumers: ConsumerNew[] = [];
  readonly #signal: Signal;
  readonly #name: string;
  /** The layers of the camera, the smallest first. */
  readonly #layers: Stream[] = [];
  #camera: string | undefined;
  #send: SendLink | undefined;
  #recv: RecvLink | undefined;

  constructor(name: string, signal: Signal, isMetered: boolean) {
    this.#name = name;
    this.meter = isMetered ? new Meter() : undefined;
    this.#signal = signal;
    signal.on('consumer:new', (consumer) => {
      if (!this.consumers.some(({ consumerId }) => consumerId === consumer.consumerId)) {
        this.consumers.push(consumer);
      }
    });
    signal.on('producer:layers', ({ producerId, upTo }) => {
      if (producerId === this.#camera)
        for (const [layer, stream] of this.#layers.entries()) stream.need(layer <= upTo);
    });
  }

  get signal(): Signal {
    return this.#signal;
  }

  /** Starts to send. `level` is how loud: dBov below the loudest, 127 is silence. */
  async produce(shape: LoadShape, level: number): Promise<void> {
    const { media } = this.#signal;
    const router = media.routerRtpCapabilities as types.RtpCapabilities;
    const videoSsrcs = shape.video.map(() => nextSsrc++);
    const audioSsrc = nextSsrc++;
    const video = codecOf(router, 'video/VP8');
    const audio = codecOf(router, 'audio/opus');
    const sendings = [
      { kind: 'video' as const, mid: '0', payloadType: video.payloadType, ssrcs: videoSsrcs },
      ...(shape.audio
        ? [{ kind: 'audio' as const, mid: '1', payloadType: audio.payloadType, ssrcs: [audioSsrc] }]
        : []),
    ];
    this.#send = new SendLink(`${this.#name} sends`, sendings, (packet) => this.#rtcp(packet));
    const transport = media.send as types.TransportOptions;
    const fingerprint = await this.#send.start(remoteOf(transport));
    await this.#connect(transport.id, fingerprint);
    await this.#send.connected;

    const isSimulcast = videoSsrcs.length > 1;
    const made = await this.#signal.ask('producer:create', {
      source: 'camera',
      kind: 'video',
      paused: false,
      rtpParameters: {
        mid: '0',
        codecs: [video],
        headerExtensions: [MID, RID],
        // Of what has two frame rates and does not say so, half of the frames would be left out.
        encodings: videoSsrcs.map((ssrc, index) => ({
          ...(isSimulcast ? { rid: `r${index}` } : { ssrc }),
          ...(shape.video[index]!.hasHalfRate && { scalabilityMode: 'L1T2' }),
        })),
        rtcp: { cname: 'bench', reducedSize: true },
      },
    });
    this.#camera = made.producerId;
    for (const [index, layer] of shape.video.entries()) {
      const extensions = [
        { id: MID.id, value: '0' },
        ...(isSimulcast ? [{ id: RID.id, value: `r${index}` }] : []),
      ];
      const ssrc = videoSsrcs[index]!;
      this.#layers.push(
        new Stream(this.#send.tracks.get('0')!, { ssrc, payloadType: video.payloadType, extensions }, layer),
      );
    }
    this.streams.push(...this.#layers);
    if (!shape.audio) return;
    await this.#signal.ask('producer:create', {
      source: 'microphone',
      kind: 'audio',
      paused: false,
      rtpParameters: {
        mid: '1',
        codecs: [audio],
        headerExtensions: [MID, LEVEL],
        encodings: [{ ssrc: audioSsrc }],
        rtcp: { cname: 'bench', reducedSize: true },
      },
    });
    const extensions = [
      { id: MID.id, value: '1' },
      { id: LEVEL.id, value: Uint8Array.of(level) },
    ];
    this.streams.push(
      new Stream(
        this.#send.tracks.get('1')!,
        { ssrc: audioSsrc, payloadType: audio.payloadType, extensions },
        shape.audio,
      ),
    );
  }

  /** Says that it can receive, and resolves when `count` consumers have been offered. */
  async ready(count: number): Promise<void> {
    const router = this.#signal.media.routerRtpCapabilities as types.RtpCapabilities;
    await this.#signal.ask('media:ready', { rtpCapabilities: capabilities(router) });
    const deadline = performance.now() + 20_000;
    while (this.consumers.length < count) {
      if (performance.now() > deadline)
        throw new Error(`${this.#name} was offered ${this.consumers.length} of ${count} consumers.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Takes everything that was offered. */
  async receive(): Promise<void> {
    const { media } = this.#signal;
    this.#recv = new RecvLink(`${this.#name} receives`, this.meter?.take);
    const transport = media.recv as types.TransportOptions;
    const fingerprint = await this.#recv.offer(remoteOf(transport), sectionsOf(this.consumers));
    await this.#connect(transport.id, fingerprint);
    await this.#recv.connected;
    const consumerIds = this.consumers.map(({ consumerId }) => consumerId);
    await this.#signal.ask('consumer:resume', { consumerIds });
  }

  /** Leaves first: a server that waits for a return keeps the addresses, and the next peer may get the same port. */
  async close(): Promise<void> {
    await this.#signal.leave();
    this.#send?.close();
    this.#recv?.close();
  }

  #connect(transportId: string, fingerprint: { algorithm: string; value: string }) {
    return this.#signal.ask('transport:connect', {
      transportId,
      dtlsParameters: { role: 'client', fingerprints: [fingerprint] },
    });
  }

  #rtcp(packet: Buffer): void {
    if (!isRtcp(packet)) return;
    for (const ssrc of keyFramesAsked(packet)) {
      for (const stream of this.streams) if (stream.ssrc === ssrc) stream.askKeyFrame();
    }
  }
}

function codecOf(router: types.RtpCapabilities, mimeType: string) {
  const codec = router.codecs!.find((each) => each.mimeType.toLowerCase() === mimeType.toLowerCase())!;
  const { clockRate, channels, parameters, preferredPayloadType } = codec;
  return {
    mimeType,
    clockRate,
    ...(channels ? { channels } : {}),
    parameters,
    payloadType: preferredPayloadType!,
    rtcpFeedback: feedback(mimeType),
  };
}

/** Without transport-wide congestion control, for which the generator would have to answer every packet. */
const feedback = (mimeType: string) =>
  mimeType.startsWith('audio')
    ? []
    : [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }];

function capabilities(router: types.RtpCapabilities) {
  const codecs = router
    .codecs!.filter(({ mimeType }) => /opus|vp8/i.test(mimeType))
    .map((codec) => ({ ...codec, rtcpFeedback: feedback(codec.mimeType.toLowerCase()) }));
  const headerExtensions = router.headerExtensions!.filter(({ uri: known }) => known === MID.uri);
  return { codecs, headerExtensions };
}

/** One section for each kind, with all streams of it. */
function sectionsOf(consumers: readonly ConsumerNew[]): Section[] {
  return (['video', 'audio'] as const).flatMap((kind, index) => {
    const own = consumers.filter((consumer) => consumer.kind === kind);
    if (own.length === 0) return [];
    const parameters = own.map(({ rtpParameters }) => rtpParameters as types.RtpParameters);
    return [
      {
        kind,
        mid: String(index),
        payloadType: parameters[0]!.codecs[0]!.payloadType,
        ssrcs: parameters.map(({ encodings }) => encodings![0]!.ssrc!),
      },
    ];
  });
}
