import { openPolicy, type MediaMode, type MediaPolicy, type MediaSeat, type MediaStep } from '#domain';
import { MediaClosed, type CloseReason } from './close-reason.ts';
import { directPictures } from './direct-pictures.ts';
import type { IceServer } from './ice-servers.ts';
import type { Measured } from './measured.ts';
import type { MediaNotice, PeerMedia, RoomListener } from './media-notice.ts';
import type { MediaLog } from './media-settings.ts';
import { watchPath } from './moved-path.ts';
import type { PacketCount } from './packet-count.ts';
import { PeerHandle } from './peer-handle.ts';
import { PeerLink } from './peer-link.ts';
import { Peer } from './peer.ts';
import { reconcile } from './reconcile.ts';
import { RoomCodecs } from './room-codecs.ts';
import type { RoomRouter } from './room-router.ts';
import { RoomRouters } from './room-routers.ts';
import { RoomSound } from './room-sound.ts';
import { RoomWatch } from './room-watch.ts';
import { SenderLayers } from './sender-layers.ts';
import { SenderRedundancy } from './sender-redundancy.ts';
import { snapshotOf, type RoomSnapshot } from './room-snapshot.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How one peer's media is now. */
export type PeerVitals = Measured & {
  peerId: string;
  participantId: string;
  mode: MediaMode;
  step: MediaStep;
  /** M25 */
  isQuiet: boolean;
};

type RoomDeps = {
  pool: WorkerPool;
  listener: RoomListener;
  log: MediaLog;
  iceServers: (who: string) => IceServer[];
  packets: PacketCount;
  closed: () => void;
};

/** Live media of one encounter. It holds admitted peers only and outlives the workers that it runs on. */
export class Room {
  readonly id: string;
  readonly #deps: RoomDeps;
  readonly #peers = new Map<string, Peer>();
  readonly #handles = new Map<string, PeerHandle>();
  readonly #routers: RoomRouters;
  readonly #sound: RoomSound;
  readonly #watch: RoomWatch;
  readonly #layers = new SenderLayers(this.#peers, (...told) => this.#notice(...told));
  readonly #redundancy: SenderRedundancy;
  #policy: MediaPolicy = openPolicy;
  readonly #codecs = new RoomCodecs(this.#peers, (...told) => this.#notice(...told));
  #closed: CloseReason | undefined;

  constructor(id: string, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
    this.#routers = new RoomRouters(id, deps.pool, {
      lost: (router) => this.#lost(router),
      volumes: (router, volumes) => this.#sound.heard(router, volumes),
    });
    this.#redundancy = new SenderRedundancy(this.#peers, this.#routers, (...told) => this.#notice(...told));
    this.#sound = new RoomSound({
      peers: this.#peers,
      reportVoices: (everyMs) => this.#routers.reportVoices(everyMs),
      speakersChanged: () => this.#peers.forEach((peer) => this.#directPictures(peer)),
    });
    this.#watch = new RoomWatch({
      id,
      peers: this.#peers,
      notice: (peerId, notice) => this.#notice(peerId, notice),
      log: deps.log,
      changed: () => {
        void this.#reconcile();
        this.#sound.review();
      },
    });
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  get peerCount(): number {
    return this.#peers.size;
  }

  /** Takes a place on a worker; rejects when the room is closed meanwhile. */
  async open(): Promise<void> {
    this.#routers.released(await this.#routers.forOneMore());
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
    this.#handles.set(peerId, new PeerHandle(peer, this.#forHandle(peer)));
    this.#sound.review();
    try {
      return this.#mediaOf(peer, await this.#openLink(peer));
    } catch (error) {
      if (this.#peers.get(peerId) === peer) this.removePeer(peerId, 'join-failed');
      throw error;
    }
  }

  /** Closes what is no longer allowed before it returns; then opens what now is. */
  setPolicy(policy: MediaPolicy): void {
    this.#policy = policy;
    void this.#reconcile();
  }

  /** Moves a peer to another Space or language, or says that it signs one. A seat that is no longer admitted removes the peer: it joins anew when admitted again. */
  setSeat(peerId: string, seat: MediaSeat): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    if (!seat.admitted) return this.removePeer(peerId, 'put-back');
    if (seat.participantId !== peer.seat.participantId)
      throw new Error(`Peer ${peerId} cannot become another person.`);
    peer.seat = seat;
    void this.#reconcile();
    for (const each of this.#peers.values()) this.#directPictures(each);
    this.#sound.review();
  }

  /** Both directions close before this returns; the others are told. Does nothing for a peer that is not here. */
  removePeer(peerId: string, reason: CloseReason): void {
    const peer = this.#peers.get(peerId);
    if (!peer) return;
    const router = peer.link?.room;
    this.#peers.delete(peerId);
    this.#handles.delete(peerId);
    peer.close(reason);
    this.#deps.log({ event: 'peer-closed', room: this.id, peer: peerId, reason });
    void this.#reconcile();
    this.#sound.review();
    this.#tellCodecs();
    if (router) this.#routers.released(router);
  }

  peer(peerId: string): PeerHandle | undefined {
    return this.#handles.get(peerId);
  }

  /** What there is right now, read from mediasoup's own objects. */
  snapshot(): RoomSnapshot {
    return snapshotOf(this.#peers.values());
  }

  /** How everybody's media is, as of the last measurement. */
  vitals(): PeerVitals[] {
    return [...this.#peers.values()].map(({ id, seat, mode, step, isQuiet, measured }) => ({
      peerId: id,
      participantId: seat.participantId,
      mode,
      step: step.told,
      isQuiet,
      ...measured,
    }));
  }

  /** Adds what the peers have sent since the last count. */
  async countPackets(): Promise<void> {
    const producers = [...this.#peers.values()].flatMap(({ link }) => [...(link?.producers.values() ?? [])]);
    await Promise.all(producers.map(({ producer }) => this.#deps.packets.add(producer)));
  }

  /** Time passing, about once a second: tells what gets through (M7) and what is no longer needed (M14), and measures. `now`: ms of a steady clock. */
  async beat(now: number): Promise<void> {
    this.#layers.review(now);
    this.#redundancy.review(now);
    this.#codecs.tell(now);
    await this.#watch.beat(now);
  }

  /** Closes every peer and the routers. Idempotent: the first reason stays. */
  close(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = reason;
    for (const peer of this.#peers.values()) peer.close(reason);
    this.#peers.clear();
    this.#handles.clear();
    this.#routers.close(reason);
    this.#deps.log({ event: 'room-closed', room: this.id, reason });
    this.#deps.closed();
  }

  #forHandle(peer: Peer) {
    return {
      isClosed: () => this.closed,
      reconcile: () => this.#reconcile(),
      iceServers: () => this.#deps.iceServers(peer.seat.participantId),
      mediaOf: (link: PeerLink) => this.#mediaOf(peer, link),
      shown: () => this.#directPictures(peer),
      readied: () => this.#tellCodecs(),
      microphonesChanged: () => this.#sound.review(),
      choked: (bps: number) => this.#watch.choked(peer, bps),
      flows: () => this.#layers.reviewSoon(),
    };
  }

  #mediaOf({ seat }: Peer, link: PeerLink): PeerMedia {
    const iceServers = this.#deps.iceServers(seat.participantId);
    return { ...link.media, iceServers, codecs: this.#codecs.now };
  }

  #tellCodecs(): void {
    // Before anybody is sent what they can't decode.
    this.#redundancy.review(performance.now());
    this.#codecs.tell(performance.now());
  }

  #reconcile(): Promise<void> {
    return reconcile({
      peers: this.#peers,
      policy: () => this.#policy,
      notice: (peerId, notice) => this.#notice(peerId, notice),
      made: (consumer) => this.#sound.apply(consumer),
      picturesChanged: (receiver) => this.#directPictures(receiver),
      log: this.#deps.log,
    });
  }

  #directPictures(peer: Peer): void {
    directPictures(peer, this.#sound.speaking, this.#peers);
    this.#layers.reviewSoon();
  }

  /** A listener's bug must not stop us in the middle of closing what has to be closed. */
  #notice(peerId: string, notice: MediaNotice): void {
    try {
      this.#deps.listener.notice(peerId, notice);
    } catch (error) {
      this.#deps.log({ event: 'listener-failed', room: this.id, peer: peerId, notice: notice.name, error });
    }
  }

  async #openLink(peer: Peer): Promise<PeerLink> {
    for (;;) {
      const reason = peer.closeReason ?? this.#closed;
      if (reason) throw new MediaClosed(`Peer ${peer.id}`, reason);
      const router = await this.#routers.forOneMore();
      try {
        const link = await PeerLink.open(router, (producer) => void this.#deps.packets.add(producer));
        if (peer.closeReason === undefined && !link.closed) {
          peer.opened(link);
          watchPath(peer, link, this.#peers);
          return link;
        }
        link.close();
        this.#routers.released(router);
      } catch (error) {
        this.#routers.released(router);
        if (!router.closed) throw error;
      }
    }
  }

  /** A worker died. Peers still being opened go on by themselves; those who were on it are opened again and told. */
  #lost(router: RoomRouter): void {
    this.#sound.forget(router);
    const lost = [...this.#peers.values()].filter((peer) => peer.isOn(router));
    this.#deps.log({ event: 'room-lost', room: this.id, peers: lost.length });
    for (const peer of lost) {
      peer.lost();
      void this.#rebuild(peer);
    }
    // Whoever is on another worker sees their tiles go empty at once, not when the others are back.
    void this.#reconcile();
    this.#sound.review();
  }

  async #rebuild(peer: Peer): Promise<void> {
    try {
      const link = await this.#openLink(peer);
      this.#deps.log({ event: 'peer-rebuilt', room: this.id, peer: peer.id });
      this.#notice(peer.id, { name: 'media:rebuilt', data: this.#mediaOf(peer, link) });
    } catch {
      if (this.#peers.get(peer.id) === peer) this.removePeer(peer.id, 'rebuild-failed');
    }
  }
}
