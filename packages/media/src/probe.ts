import { ok, type Result } from '#domain';
import type { Router, WebRtcTransport } from 'mediasoup/types';
import type { MediaKind, RtpParameters } from 'mediasoup/types';
import { codecsFor } from './codec-choice.ts';
import type { IceServer } from './ice-servers.ts';
import type { PeerMedia, Source } from './media-notice.ts';
import { refuse, type MediaRefusal } from './media-refusal.ts';
import { PeerLink } from './peer-link.ts';
import { readDtlsParameters } from './read-dtls.ts';
import { readRtpCapabilities, readRtpParameters } from './read-rtp.ts';
import { RoomRouter } from './room-router.ts';
import type { MediaWorker } from './media-worker.ts';

/** Milliseconds after which a test of the connection ends by itself: five seconds of measuring and the way there. */
export const PROBE_LIFETIME_MS = 25_000;

export type Echo = { producerId: string; consumerId: string; kind: MediaKind; rtpParameters: RtpParameters };

type Answer<T = void> = Promise<Result<T, MediaRefusal>>;

/**
 * A test of one connection before joining: what a client sends comes back to it and to nobody else. It has a router of
 * its own, so that nothing of it can ever meet a Room. Nothing here throws because of its arguments.
 */
export class Probe {
  readonly #router: RoomRouter;
  readonly #link: PeerLink;
  readonly #iceServers: IceServer[];
  readonly #closed: () => void;
  readonly #timer: NodeJS.Timeout;
  /** Of which a producer is just being made. */
  readonly #echoing = new Set<Source>();
  readonly #playing: (() => Promise<void>)[] = [];
  #isClosed = false;

  private constructor(router: RoomRouter, link: PeerLink, iceServers: IceServer[], closed: () => void) {
    this.#router = router;
    this.#link = link;
    this.#iceServers = iceServers;
    this.#closed = closed;
    this.#timer = setTimeout(() => this.close(), PROBE_LIFETIME_MS).unref();
    router.router.once('workerclose', () => this.close());
  }

  /** Rejects when the worker dies meanwhile. */
  static async open(worker: MediaWorker, iceServers: IceServer[], closed: () => void): Promise<Probe> {
    const router = await RoomRouter.open(worker, { lost: () => {}, volumes: () => {} });
    try {
      return new Probe(router, await PeerLink.open(router), iceServers, closed);
    } catch (error) {
      router.close();
      throw error;
    }
  }

  get media(): PeerMedia {
    return { ...this.#link.media, iceServers: this.#iceServers, codecs: codecsFor([]) };
  }

  async connect(transportId: string, dtlsParameters: unknown): Answer {
    const transport: WebRtcTransport | undefined = this.#link.transport(transportId);
    if (!transport) return refuse('unknown-transport');
    const read = readDtlsParameters(dtlsParameters);
    if (!read) return refuse('bad-parameters');
    const connected = this.#link.connect(transport, read);
    return connected ? this.#ask(() => connected) : refuse('already-connected');
  }

  /** One track of each kind, sent back paused until `play`. */
  async echo(kind: MediaKind, rtpParameters: unknown, rtpCapabilities: unknown): Answer<Echo> {
    const router: Router = this.#router.router;
    const uris = new Set(router.rtpCapabilities.headerExtensions?.map(({ uri }) => uri));
    const sends = readRtpParameters(rtpParameters, kind, uris);
    const receives = readRtpCapabilities(rtpCapabilities);
    if (!sends || !receives) return refuse('bad-parameters');
    const source: Source = kind === 'audio' ? 'microphone' : 'camera';
    if (this.#echoing.has(source) || this.#link.of(source).length > 0) return refuse('source-taken');
    this.#echoing.add(source);
    const made = await this.#ask(async () => {
      const producer = await this.#link.send.produce({ kind, rtpParameters: sends });
      this.#link.producers.set(producer.id, { producer, source, asked: undefined, redundancy: undefined });
      if (!router.canConsume({ producerId: producer.id, rtpCapabilities: receives })) return undefined;
      const consumer = await this.#link.recv.consume({
        producerId: producer.id,
        rtpCapabilities: receives,
        paused: true,
        enableRtx: true, // as in a call
      });
      this.#playing.push(() => consumer.resume());
      return {
        producerId: producer.id,
        consumerId: consumer.id,
        kind,
        rtpParameters: consumer.rtpParameters,
      };
    });
    this.#echoing.delete(source);
    if (!made.ok) return made;
    return made.value ? ok(made.value) : refuse('no-common-codec');
  }

  async play(): Answer {
    return this.#ask(async () => void (await Promise.all(this.#playing.splice(0).map((resume) => resume()))));
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#link.close();
    this.#router.close();
    this.#closed();
  }

  async #ask<T>(work: () => Promise<T>): Answer<T> {
    if (this.#isClosed) return refuse('room-closed');
    try {
      return ok(await work());
    } catch {
      return refuse(this.#isClosed ? 'room-closed' : 'bad-parameters');
    }
  }
}
