import type {
  DtlsParameters,
  IceParameters,
  Producer,
  RtpCapabilities,
  WebRtcTransport,
} from 'mediasoup/types';
import type { AskedLayers, Redundancy } from '#domain';
import type { LinkMedia, Source, TransportOptions } from './media-notice.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import { capabilitiesTold } from './red.ts';
import type { RoomRouter } from './room-router.ts';

/** What a peer sends. */
export type OwnProducer = {
  readonly producer: Producer;
  readonly source: Source;
  /** Which layers its client is asked for (M14); undefined where there is no choice. */
  asked: AskedLayers | undefined;
  /** Whether its client is asked to send it twice (M15); undefined where it can't. */
  redundancy: Redundancy | undefined;
  /** Since when (ms) a screen is shared (M24). */
  readonly sharedSince?: number | undefined;
};

type Closing = (producer: Producer) => void;

/** What the transports of a peer carried so far, in bytes: with RTCP, ICE and DTLS, and the RTP of it. */
export type PeerStats = {
  transports: {
    id: string;
    direction: 'send' | 'recv';
    bytesReceived: number;
    bytesSent: number;
    rtpBytesReceived: number;
    rtpBytesSent: number;
  }[];
};

/** What a peer has on one router: made together, gone together. */
export class PeerLink {
  readonly room: RoomRouter;
  readonly send: WebRtcTransport;
  readonly recv: WebRtcTransport;
  readonly producers = new Map<string, OwnProducer>();
  readonly consumers = new Map<string, PeerConsumer>();
  /** What was asked about each source last, for the next to come after it. */
  readonly #turns = new Map<Source, Promise<unknown>>();
  /** Ids of producers of which a consumer is just being made. */
  readonly consuming = new Set<string>();
  /** The DTLS parameters that a transport was given, by its id, and what became of them. */
  readonly #connects = new Map<string, { given: string; done: Promise<void> }>();
  /** ICE parameters of the last restart, by transport. */
  readonly #restarts = new Map<string, Promise<IceParameters>>();
  /** Told of a producer while it can still be asked for its figures. */
  readonly #closing: Closing;
  /** Set once the client can receive; until then no consumer is made for it. */
  rtpCapabilities: RtpCapabilities | undefined;

  private constructor(room: RoomRouter, send: WebRtcTransport, recv: WebRtcTransport, closing: Closing) {
    this.room = room;
    this.send = send;
    this.recv = recv;
    this.#closing = closing;
  }

  /** Makes both transports. Rejects with none left, above all when the worker dies meanwhile. */
  static async open(room: RoomRouter, closing: Closing = () => undefined): Promise<PeerLink> {
    const [send, recv] = await Promise.allSettled([
      room.createTransport('send'),
      room.createTransport('recv'),
    ]);
    if (send.status === 'fulfilled' && recv.status === 'fulfilled')
      return new PeerLink(room, send.value, recv.value, closing);
    for (const made of [send, recv]) if (made.status === 'fulfilled') made.value.close();
    throw new Error('The transports could not be made.');
  }

  /** True from the moment either side is gone, whoever closed it. */
  get closed(): boolean {
    return this.send.closed || this.recv.closed;
  }

  get media(): LinkMedia {
    return {
      routerRtpCapabilities: capabilitiesTold(this.room.router.rtpCapabilities),
      send: optionsOf(this.send),
      recv: optionsOf(this.recv),
    };
  }

  transport(id: string): WebRtcTransport | undefined {
    return [this.send, this.recv].find((transport) => transport.id === id);
  }

  /**
   * Once per transport, unless it fails. The same again are answered as before, for a client that did not hear it; undefined
   * for others.
   */
  connect(transport: WebRtcTransport, dtlsParameters: DtlsParameters): Promise<void> | undefined {
    const given = JSON.stringify(dtlsParameters);
    const before = this.#connects.get(transport.id);
    if (before) return before.given === given ? before.done : undefined;
    const done = transport.connect({ dtlsParameters });
    this.#connects.set(transport.id, { given, done });
    done.catch(() => this.#connects.delete(transport.id));
    return done;
  }

  of(source: Source): Producer[] {
    return [...this.producers.values()].flatMap((own) => (own.source === source ? [own.producer] : []));
  }

  /** One thing at a time for each source: what comes next finds what the one before has made. */
  inTurn<T>(source: Source, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(source);
    const turn = before ? before.then(work, work) : work();
    this.#turns.set(source, turn);
    return turn;
  }

  /** Nothing more of it is taken. The consumers of it are closed by whoever reconciles. */
  closeProducer(producer: Producer): void {
    this.#closing(producer);
    producer.close();
    this.producers.delete(producer.id);
  }

  receives(producerId: string): boolean {
    if (this.consuming.has(producerId)) return true;
    return [...this.consumers.values()].some(({ consumer }) => consumer.producerId === producerId);
  }

  /** As `PeerHandle.restartIce`. */
  restart(transport: WebRtcTransport, used: string | null | undefined): Promise<IceParameters> {
    const isUnused = (given: IceParameters) => used !== undefined && given.usernameFragment !== used;
    const before = this.#restarts.get(transport.id);
    const next = before
      ? before.then((given) => (isUnused(given) ? given : transport.restartIce()))
      : transport.restartIce();
    this.#restarts.set(transport.id, next);
    return next;
  }

  /** Bytes since the transports were made. Rejects when one of them is gone. */
  async stats(): Promise<PeerStats> {
    const transports = (['send', 'recv'] as const).map(async (direction) => {
      const [stat] = await this[direction].getStats();
      const { bytesReceived = 0, bytesSent = 0, rtpBytesReceived = 0, rtpBytesSent = 0 } = stat ?? {};
      return {
        id: this[direction].id,
        direction,
        bytesReceived,
        bytesSent,
        rtpBytesReceived,
        rtpBytesSent,
      };
    });
    return { transports: await Promise.all(transports) };
  }

  /** Both directions at once; mediasoup closes the producers and consumers of a closed transport. Idempotent. */
  close(): void {
    for (const { producer } of this.producers.values()) this.#closing(producer);
    this.send.close();
    this.recv.close();
    this.producers.clear();
    this.consumers.clear();
  }
}

function optionsOf({ id, iceParameters, iceCandidates, dtlsParameters }: WebRtcTransport): TransportOptions {
  return { id, iceParameters, iceCandidates, dtlsParameters };
}
