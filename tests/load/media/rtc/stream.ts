// What one person sends, paced by one clock for everybody.
import type { Track } from 'node-datachannel';
import { packetFor, senderReport, stamp, writeMoment, writeVp8 } from './rtp.ts';

export type StreamShape = {
  kind: 'audio' | 'video';
  framesPerS: number;
  packetsPerFrame: number;
  /** Bytes of each packet before encryption. */
  bytes: number;
  /** Whether each packet says when it was sent. */
  isTimed?: boolean;
  /** Whether every other frame can be left out, as browsers encode a camera for us (L1T2). */
  hasHalfRate?: boolean;
};

/** As often as browsers report, near enough. */
const REPORT_EVERY_MS = 1_000;
/** Frames that are made up for after a pause of the process; more would only be a burst. */
const MOST_FRAMES_AT_ONCE = 50;
/** A key frame is this many times as large as another. */
const KEY_FRAME_FACTOR = 4;

type Extensions = readonly { id: number; value: string | Uint8Array }[];

/** One SSRC: an Opus stream or one layer of VP8. */
export class Stream {
  readonly ssrc: number;
  packets = 0;
  /** Packets that were due while nobody needed this layer. */
  spared = 0;
  readonly #track: Track;
  readonly #shape: StreamShape;
  readonly #packet: Buffer;
  readonly #payloadAt: number;
  readonly #clock: number;
  #octets = 0;
  #frames = 0;
  #startedAt: number | undefined;
  #reportedAt = 0;
  #keyFrameWanted = true;
  /** Of the last frame; from a key frame on, every other one is of the higher frame rate. */
  #temporalId: 0 | 1 = 0;
  #tl0PicIdx = 0;
  #isNeeded = true;
  readonly #phase = Math.random();

  constructor(
    track: Track,
    { ssrc, payloadType, extensions }: { ssrc: number; payloadType: number; extensions: Extensions },
    shape: StreamShape,
  ) {
    this.ssrc = ssrc;
    this.#track = track;
    this.#shape = shape;
    this.#clock = shape.kind === 'audio' ? 48_000 : 90_000;
    const { packet, payloadAt } = packetFor({ payloadType, ssrc, extensions, bytes: shape.bytes });
    this.#packet = packet;
    this.#payloadAt = payloadAt;
  }

  askKeyFrame(): void {
    this.#keyFrameWanted = true;
  }

  /** Sends nothing while it is not needed, as a browser whose encoding is not active; begins again with a key frame. */
  need(isNeeded: boolean): void {
    if (isNeeded && !this.#isNeeded) this.#keyFrameWanted = true;
    this.#isNeeded = isNeeded;
  }

  /** Sends what is due at this moment (ms of a monotonic clock). */
  tick(nowMs: number): void {
    const { framesPerS } = this.#shape;
    this.#startedAt ??= nowMs + (this.#phase / framesPerS) * 1_000 - (this.#frames / framesPerS) * 1_000;
    const due = Math.floor(((nowMs - this.#startedAt) / 1_000) * framesPerS);
    if (due - this.#frames > MOST_FRAMES_AT_ONCE)
      this.#startedAt += ((due - this.#frames) / framesPerS) * 1_000;
    else while (this.#frames < due) this.#frame();
    if (!this.#isNeeded) return;
    if (nowMs - this.#reportedAt < REPORT_EVERY_MS || this.packets === 0) return;
    this.#reportedAt = nowMs;
    const report = senderReport(this.ssrc, Date.now(), this.#timestamp(), this.packets, this.#octets);
    this.#track.sendMessageBinary(report);
  }

  /** Goes on later without making up for the pause. */
  pause(): void {
    this.#startedAt = undefined;
  }

  #timestamp(): number {
    return Math.floor((this.#frames * this.#clock) / this.#shape.framesPerS) % 2 ** 32;
  }

  /** Time passes for the timestamps of a layer that is not needed too. */
  #frame(): void {
    if (this.#isNeeded) return this.#sendFrame();
    this.#frames++;
    this.spared += this.#shape.packetsPerFrame;
  }

  #sendFrame(): void {
    const { kind, packetsPerFrame } = this.#shape;
    const isKeyFrame = kind === 'video' && this.#keyFrameWanted;
    this.#keyFrameWanted = false;
    this.#frames++;
    this.#temporalId = isKeyFrame || !this.#shape.hasHalfRate || this.#temporalId === 1 ? 0 : 1;
    if (this.#temporalId === 0) this.#tl0PicIdx++;
    const count = isKeyFrame && packetsPerFrame > 1 ? packetsPerFrame * KEY_FRAME_FACTOR : packetsPerFrame;
    for (let index = 0; index < count; index++) {
      stamp(this.#packet, this.packets + 1, this.#timestamp(), kind === 'video' && index === count - 1);
      if (kind === 'video') {
        writeVp8(this.#packet, this.#payloadAt, {
          pictureId: this.#frames,
          tl0PicIdx: this.#tl0PicIdx,
          temporalId: this.#temporalId,
          isKeyFrame,
          isFirstPacket: index === 0,
        });
      }
      if (this.#shape.isTimed) writeMoment(this.#packet, performance.now());
      this.#track.sendMessageBinary(this.#packet);
      this.packets++;
      this.#octets += this.#packet.length - this.#payloadAt;
    }
  }
}

/** Milliseconds between two looks at what is due. Lower costs the generator CPU; higher sends in bursts. */
const TICK_MS = 2;

export class Pacer {
  readonly #streams: readonly Stream[];
  #timer: NodeJS.Timeout | undefined;

  constructor(streams: readonly Stream[]) {
    this.#streams = streams;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      const now = performance.now();
      for (const stream of this.#streams) stream.tick(now);
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const stream of this.#streams) stream.pause();
  }
}
