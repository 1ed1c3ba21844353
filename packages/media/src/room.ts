import { openPolicy, type MediaPolicy, type MediaSeat } from '#domain';
import { MediaClosed, type CloseReason } from './close-reason.ts';
import type { MediaNotice, PeerMedia, RoomListener, Source } from './media-notice.ts';
import type { MediaLog } from './media-settings.ts';
import { PeerHandle } from './peer-handle.ts';
import { PeerLink } from './peer-link.ts';
import { Peer } from './peer.ts';
import { reconcile } from './reconcile.ts';
import { RoomRouter } from './room-router.ts';
import { speakersOf } from './speakers.ts';
import type { WorkerPool } from './worker-pool.ts';

export type RoomSnapshot = {
  peers: {
    peerId: string;
    participantId: string;
    transports: string[];
    producers: { id: string; source: Source; paused: boolean }[];
    consumers: { id: string; producerId: string; fromParticipantId: string; paused: boolean }[];
  }[];
};

type RoomDeps = { pool: WorkerPool; listener: RoomListener; log: MediaLog; closed: () => void };

/** Live media of one encounter. It holds admitted peers only and outlives the worker that it runs on. */
export class Room {
  readonly id: string;
  readonly #deps: RoomDeps;
  readonly #peers = new Map<string, Peer>();
  readonly #handles = new Map<string, PeerHandle>();
  #policy: MediaPolicy = openPolicy;
  #router: Promise<RoomRouter> | undefined;
  #closed: CloseReason | undefined;

  constructor(id: string, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  get peerCount(): number {
    return this.#peers.size;
  }

  /** Takes a place on a worker; rejects when the room is closed meanwhile. */
  async open(): Promise<void> {
    await this.#currentRouter();
    if (this.#closed) throw new MediaClosed(`Room ${this.id}`, this.#closed);
  }

  /**
   * Makes the transports of an admitted person. Throws on a caller's bug: an unadmitted seat, a peer or a
   * participant that is already here (remove the old one first). Rejects with MediaClosed when the peer or
   * the room is closed before the transports are there. A worker's death meanwhile only delays it.
   */
  async addPeer(peerId: string, seat: MediaSeat): Promise<PeerMedia> {
    if (this.#closed) throw new MediaClosed(`Room ${this.id}`, this.#closed);
    if (!seat.admitted) throw new Error(`Peer ${peerId} is not admitted and has no media.`);
    for (const other of this.#peers.values()) {
      if (other.id === peerId || other.seat.participantId === seat.participantId) {
        throw new Error(`Peer ${peerId} or its participant is already in room ${this.id}.`);
      }
    }
    const peer = new Peer(peerId, seat);
    this.#peers.set(peerId, peer);
    this.#handles.set(
      peerId,
      new PeerHandle(peer, { isClosed: () => this.closed, reconcile: () => this.#reconcile() }),
    );
    try {
      return (await this.#openLink(peer)).media;
    } catch (error) {
      if (this.#peers.get(peerId) === peer) this.removePeer(peerId, 'join-failed');
      throw error;
    }
  }

  /** Closes what is no longer allowed before it returns; then opens what now is. */
  setPolicy(policy: MediaPolicy): void {
    this.#policy = policy;
    this.#reconcile();
  }

  /** Moves a peer to another Space. A seat that is no longer admitted removes the peer: it joins anew when admitted again. */
  setSeat(peerId: string, seat: MediaSeat): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    if (!seat.admitted) return this.removePeer(peerId, 'put-back');
    if (seat.participantId !== peer.seat.participantId)
      throw new Error(`Peer ${peerId} cannot become another person.`);
    peer.seat = seat;
    this.#reconcile();
  }

  /** Both directions close before this returns; the others are told. Does nothing for a peer that is not here. */
  removePeer(peerId: string, reason: CloseReason): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    this.#peers.delete(peerId);
    this.#handles.delete(peerId);
    peer.close(reason);
    this.#deps.log({ event: 'peer-closed', room: this.id, peer: peerId, reason });
    this.#reconcile();
  }

  peer(peerId: string): PeerHandle | undefined {
    return this.#handles.get(peerId);
  }

  /** What there is right now, read from mediasoup's own objects. */
  snapshot(): RoomSnapshot {
    return {
      peers: [...this.#peers.values()].map(({ id, seat, link }) => ({
        peerId: id,
        participantId: seat.participantId,
        transports: link ? [link.send.id, link.recv.id] : [],
        producers: [...(link?.producers.values() ?? [])].map(({ producer, source }) => ({
          id: producer.id,
          source,
          paused: producer.paused,
        })),
        consumers: [...(link?.consumers.values() ?? [])].map(({ consumer, fromParticipantId }) => ({
          id: consumer.id,
          producerId: consumer.producerId,
          fromParticipantId,
          paused: consumer.paused,
        })),
      })),
    };
  }

  /** Closes every peer and the router. Idempotent: the first reason stays. */
  close(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = reason;
    for (const peer of this.#peers.values()) peer.close(reason);
    this.#peers.clear();
    this.#handles.clear();
    this.#router?.then((router) => router.close()).catch(() => {});
    this.#deps.log({ event: 'room-closed', room: this.id, reason });
    this.#deps.closed();
  }
  #reconcile(): void {
    reconcile({
      peers: this.#peers,
      policy: this.#policy,
      notice: (peerId, notice) => this.#notice(peerId, notice),
      log: this.#deps.log,
    });
  }

  /** A listener's bug must not stop us in the middle of closing what has to be closed. */
  #notice(peerId: string, notice: MediaNotice): void {
    try {
      this.#deps.listener.notice(peerId, notice);
    } catch (error) {
      this.#deps.log({ event: 'listener-failed', room: this.id, peer: peerId, notice: notice.name, error });
    }
  }

  #currentRouter(): Promise<RoomRouter> {
    this.#router ??= this.#openRouter().catch((error: unknown) => {
      this.#router = undefined;
      throw error;
    });
    return this.#router;
  }

  /** On whichever worker lives, as often as they die meanwhile. */
  async #openRouter(): Promise<RoomRouter> {
    for (;;) {
      const worker = await this.#deps.pool.living();
      if (this.#closed) throw new MediaClosed(`Room ${this.id}`, this.#closed);
      try {
        return await RoomRouter.open(worker, {
          room: this,
          lost: () => this.#lost(),
          volumes: (volumes) => {
            const speakers = speakersOf(volumes, this.#peers, this.#policy);
            this.#deps.listener.speakers(speakers.list, speakers.heardBy);
          },
        });
      } catch (error) {
        if (worker.alive) throw error;
      }
    }
  }

  async #openLink(peer: Peer): Promise<PeerLink> {
    for (;;) {
      const reason = peer.closeReason ?? this.#closed;
      if (reason) throw new MediaClosed(`Peer ${peer.id}`, reason);
      const router = await this.#currentRouter();
      try {
        const link = await PeerLink.open(router);
        if (peer.closeReason === undefined && !link.closed) {
          peer.opened(link);
          return link;
        }
        link.close();
      } catch (error) {
        if (!router.closed) throw error;
      }
    }
  }

  /** The worker died. Peers still being opened go on by themselves; the others are opened again and told. */
  #lost(): void {
    if (this.#closed) return;
    this.#router = undefined;
    this.#deps.log({ event: 'room-lost', room: this.id, peers: this.#peers.size });
    for (const peer of this.#peers.values()) if (peer.lost()) void this.#rebuild(peer);
  }

  async #rebuild(peer: Peer): Promise<void> {
    try {
      const link = await this.#openLink(peer);
      this.#deps.log({ event: 'peer-rebuilt', room: this.id, peer: peer.id });
      this.#notice(peer.id, { name: 'media:rebuilt', data: link.media });
    } catch {
      if (this.#peers.get(peer.id) === peer) this.removePeer(peer.id, 'rebuild-failed');
    }
  }
}
