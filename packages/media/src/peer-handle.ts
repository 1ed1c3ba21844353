// Longer than others: whatever a client may ask of its media stands here, each a few lines, so that nothing else is open to it.
import { ok, type MediaMode, type MediaStep, type Result } from '#domain';
import type { IceParameters, Producer } from 'mediasoup/types';
import type { IceServer } from './ice-servers.ts';
import {
  kindOf,
  sources,
  type ConsumerDescription,
  type CutOff,
  type PeerMedia,
  type ProducerLayers,
  type ProducerRedundancy,
  type Source,
} from './media-notice.ts';
import { refuse, type MediaRefusal } from './media-refusal.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import type { PeerLink, PeerStats } from './peer-link.ts';
import type { Peer } from './peer.ts';
import { askedOfNew, layersOf } from './sender-layers.ts';
import { redundanciesOf, redundancyOfNew } from './sender-redundancy.ts';
import { readDtlsParameters } from './read-dtls.ts';
import { readRtpCapabilities, readRtpParameters } from './read-rtp.ts';
import { isView } from './viewport.ts';

/** What a handle needs of its Room. */
type HandleRoom = {
  isClosed(): boolean;
  /** Resolves when what is now allowed is open. */
  reconcile(): Promise<void>;
  iceServers(): IceServer[];
  mediaOf(link: PeerLink): PeerMedia;
  /** What the peer shows or chose has changed. */
  shown(): void;
  /** The peer can receive: what all can decode may be another set now. */
  readied(): void;
  microphonesChanged(): void;
  /** So many bits per second are all that comes through to the peer. */
  choked(bps: number): void;
  /** A consumer may flow from now on. */
  flows(): void;
};

/**
 * Milliseconds in which further viewers share the key frame that the first one asked for. Higher leaves somebody who comes
 * in between without a picture for so long; lower makes twenty people who join together ask twenty times, which a browser answers
 * once in 300 ms.
 */
const KEY_FRAME_DELAY_MS = 320;

type Answer<T = void> = Promise<Result<T, MediaRefusal>>;

/**
 * What a peer's client may ask. Arguments may be anything that JSON can say: garbage is refused, and so is
 * every id that is not this peer's own. Nothing here throws because of its arguments or rejects.
 */
export class PeerHandle {
  readonly #peer: Peer;
  readonly #room: HandleRoom;

  constructor(peer: Peer, room: HandleRoom) {
    this.#peer = peer;
    this.#room = room;
  }

  /** The peer's transports as they are now; undefined while they are made again after a worker's death. */
  get media(): PeerMedia | undefined {
    const { link } = this.#peer;
    return link && this.#room.mediaOf(link);
  }

  /** What gets through to the peer, as told last (M7). */
  get step(): { step: MediaStep; without: string[] } {
    return { step: this.#peer.step.told, without: [...this.#peer.without] };
  }

  /** M25 */
  get isQuiet(): boolean {
    return this.#peer.isQuiet;
  }

  /** Up to which layer each of the peer's pictures is to be sent (M14), where its client has a choice. */
  layers(): ProducerLayers[] {
    return layersOf(this.#peer.link);
  }

  /** Which of the peer's sounds are to be sent twice (M15), where its client can. */
  redundancies(): ProducerRedundancy[] {
    return redundanciesOf(this.#peer.link);
  }

  /** What the peer had cut off and has not sent again since (M12): a client whose line was down then has yet to hear of it. */
  cutOff(): CutOff[] {
    return [...this.#peer.cutOff].map(([source, producerId]) => ({ producerId, source, reason: 'too-much' }));
  }

  /**
   * Every consumer that there is for the peer. Notices sent while its socket was down are lost: a client
   * that comes back drops what is not in this list and plays what it does not know.
   */
  consumers(): ConsumerDescription[] {
    return [...(this.#peer.link?.consumers.values() ?? [])].map((consumer) => consumer.describe());
  }

  /**
   * The client has loaded its device: from now on consumers are made for it, those of what there is before this resolves.
   * Again replaces its capabilities.
   */
  async ready(rtpCapabilities: unknown, mode?: MediaMode): Answer {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    const read = readRtpCapabilities(rtpCapabilities);
    if (!read) return refuse('bad-parameters');
    if (mode) this.#peer.mode = mode;
    link.rtpCapabilities = this.#peer.rtpCapabilities = read;
    this.#room.readied();
    const opened = this.#room.reconcile();
    this.#room.shown();
    return this.#ask(link, () => opened);
  }

  /** M5: what the person chose to be sent from now on. */
  setMode(mode: MediaMode): Result<void, MediaRefusal> {
    if (this.#peer.closeReason) return this.#gone();
    this.#peer.mode = mode;
    this.#room.shown();
    return ok(undefined);
  }

  /**
   * Once per transport, and the same again as often as it takes to hear of it. Fingerprints that fit no certificate make DTLS
   * fail, for this transport alone.
   */
  async connectTransport(transportId: unknown, dtlsParameters: unknown): Answer {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    const transport = link.transport(transportId as string);
    if (!transport) return refuse('unknown-transport');
    const read = readDtlsParameters(dtlsParameters);
    if (!read) return refuse('bad-parameters');
    const connected = link.connect(transport, read);
    return connected ? this.#ask(link, () => connected) : refuse('already-connected');
  }

  /**
   * New ICE parameters for a transport whose network changed or was lost, or for when that happens; media goes on where it
   * stopped. `used`: the user name of the last that the client has used, null before the first; what it has not used yet is
   * given again, since a second restart would end the path that is in use.
   */
  async restartIce(
    transportId: unknown,
    used?: string | null,
  ): Answer<{ iceParameters: IceParameters; iceServers: IceServer[] }> {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    const transport = link.transport(transportId as string);
    if (!transport) return refuse('unknown-transport');
    return this.#ask(link, async () => ({
      iceParameters: await link.restart(transport, used),
      iceServers: this.#room.iceServers(),
    }));
  }

  /**
   * M23: one producer per source; it takes the place of the one that there is, which its client may not know of. `paused`
   * starts it muted.
   */
  async produce(wish: {
    source: unknown;
    kind: unknown;
    rtpParameters: unknown;
    paused?: unknown;
    sharedSince?: number;
  }): Answer<{ producerId: string }> {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    const source = sources.find((known) => known === wish.source);
    if (!source || kindOf[source] !== wish.kind) return refuse('wrong-kind');
    const kind = kindOf[source];
    const uris = new Set(link.room.router.rtpCapabilities.headerExtensions?.map(({ uri }) => uri));
    const rtpParameters = readRtpParameters(wish.rtpParameters, kind, uris);
    if (!rtpParameters) return refuse('bad-parameters');
    const options = {
      ...{ kind, rtpParameters, paused: wish.paused === true, appData: { peerId: this.#peer.id } },
      ...(kind === 'video' ? { keyFrameRequestDelay: KEY_FRAME_DELAY_MS } : {}),
    };
    return link.inTurn(source, async () => {
      // First: two of the same parameters can't be on one transport.
      this.#close(link, link.of(source));
      if (this.#peer.link !== link) return this.#gone();
      const made = await this.#ask(link, async () => {
        const producer = await link.send.produce(options);
        // Its router would keep it for as long as the room.
        if (link.closed) producer.close();
        return producer;
      });
      return made.ok ? ok({ producerId: this.#produced(link, made.value, source, wish.sharedSince) }) : made;
    });
  }

  /** Whether anything of this source comes from the peer; undefined while it has no transports. */
  sends(source: Source): boolean | undefined {
    const { link } = this.#peer;
    return link && link.of(source).length > 0;
  }

  pauseProducer(producerId: unknown): Answer {
    return this.#withProducer(producerId, async (producer) => {
      await producer.pause();
      this.#room.microphonesChanged();
    });
  }

  resumeProducer(producerId: unknown): Answer {
    return this.#withProducer(producerId, async (producer) => {
      await producer.resume();
      this.#room.microphonesChanged();
    });
  }

  closeProducer(producerId: unknown): Answer {
    return this.#withProducer(producerId, async (producer, link) => this.#close(link, [producer]));
  }

  /** M23: whatever there is of a source, or is just being made, for a client that does not know its id. */
  async closeSource(wish: unknown): Answer {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    const source = sources.find((known) => known === wish);
    if (!source) return refuse('wrong-kind');
    return link.inTurn(source, async () => {
      this.#close(link, link.of(source));
      return this.#peer.link === link ? ok(undefined) : this.#gone();
    });
  }

  /** The client can play these: let them flow. */
  async resumeConsumers(consumerIds: unknown): Answer {
    const ids: unknown[] = Array.isArray(consumerIds) ? consumerIds : [consumerIds];
    const answer = this.#eachConsumer(
      ids,
      (id) => id,
      (consumer) => consumer.start(),
    );
    this.#room.flows();
    return answer;
  }

  /** How the listed consumers are shown; what is not listed stays as it was. Sizes are device pixels. */
  async setViewport(views: unknown): Answer {
    const list: unknown[] = Array.isArray(views) ? views : [views];
    if (!list.every(isView)) return refuse('bad-parameters');
    const answer = this.#eachConsumer(
      list,
      (view) => view.consumerId,
      (consumer, view) => consumer.show(view),
    );
    this.#room.shown();
    return answer;
  }

  /** M13: the client sees that no more than so many bits per second come through of what it is sent. */
  choked(bps: number): Result<void, MediaRefusal> {
    if (!this.#peer.link) return this.#gone();
    this.#room.choked(bps);
    return ok(undefined);
  }

  /** Bytes since the transports were made. */
  async stats(): Answer<PeerStats> {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    return this.#ask(link, () => link.stats());
  }

  #close(link: PeerLink, producers: readonly Producer[]): void {
    if (producers.length === 0) return;
    for (const producer of producers) link.closeProducer(producer);
    void this.#room.reconcile();
    this.#room.microphonesChanged();
  }

  #produced(link: PeerLink, producer: Producer, source: Source, sharedSince: number | undefined): string {
    const [asked, redundancy] = [askedOfNew(producer), redundancyOfNew(producer)];
    link.producers.set(producer.id, { producer, source, asked, redundancy, sharedSince });
    this.#peer.cutOff.delete(source);
    if (source === 'microphone') link.room.listenTo(producer);
    void this.#room.reconcile();
    this.#room.microphonesChanged();
    return producer.id;
  }

  async #withProducer(
    producerId: unknown,
    work: (producer: Producer, link: PeerLink) => Promise<void>,
  ): Answer {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    const own = link.producers.get(producerId as string);
    return own ? this.#ask(link, () => work(own.producer, link)) : refuse('unknown-producer');
  }

  /** A consumer may close while its id is on the way, so the others are served all the same. */
  #eachConsumer<T>(list: T[], idOf: (entry: T) => unknown, act: (consumer: PeerConsumer, entry: T) => void) {
    const link = this.#peer.link;
    if (!link) return this.#gone();
    let unknown = false;
    for (const entry of list) {
      const consumer = link.consumers.get(idOf(entry) as string);
      if (consumer) act(consumer, entry);
      else unknown = true;
    }
    return unknown ? refuse('unknown-consumer') : ok(undefined);
  }

  /** Asks the worker. What it did for a link that closed meanwhile went with the link. */
  async #ask<T>(link: PeerLink, work: () => Promise<T>): Answer<T> {
    try {
      const value = await work();
      return this.#peer.link === link ? ok(value) : this.#gone();
    } catch {
      return this.#peer.link === link ? refuse('bad-parameters') : this.#gone();
    }
  }

  #gone() {
    if (this.#room.isClosed()) return refuse('room-closed');
    return refuse(this.#peer.closeReason ? 'peer-closed' : 'media-lost');
  }
}
