import { openPolicy, type MediaMode, type MediaPolicy, type MediaSeat, type MediaStep } from '#domain';
import type { AudioLevelObserverVolume } from 'mediasoup/types';
import { loudestSender, TOO_MUCH_KBPS, TOO_MUCH_TIMES } from './cap.ts';
import { MediaClosed, type CloseReason } from './close-reason.ts';
import { codecsFor } from './codec-choice.ts';
import { directPictures, lookAtStep } from './direct-pictures.ts';
import type { IceServer } from './ice-servers.ts';
import { measureReceive, measureSend, type Measured } from './measured.ts';
import type { Codecs, MediaNotice, PeerMedia, RoomListener } from './media-notice.ts';
import type { MediaLog } from './media-settings.ts';
import type { PacketCount } from './packet-count.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import { PeerHandle } from './peer-handle.ts';
import { PeerLink } from './peer-link.ts';
import { Peer } from './peer.ts';
import { reconcile } from './reconcile.ts';
import type { RoomRouter } from './room-router.ts';
import { RoomRouters } from './room-routers.ts';
import { snapshotOf, type RoomSnapshot } from './room-snapshot.ts';
import { loudest, speakersKey, speakersOf } from './speakers.ts';
import { Voices } from './voices.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How one peer's media is now. */
export type PeerVitals = Measured & {
  peerId: string;
  participantId: string;
  mode: MediaMode;
  step: MediaStep;
};

type RoomDeps = {
  pool: WorkerPool;
  listener: RoomListener;
  log: MediaLog;
  iceServers: () => IceServer[];
  closed: () => void;
};

/** Of so many measurements of what peers send, one also asks what they receive: the first is a guard, the second a fact. */
const RECEIVE_EVERY = 4;

/** Live media of one encounter. It holds admitted peers only and outlives the workers that it runs on. */
export class Room {
  readonly id: string;
  readonly #deps: RoomDeps;
  readonly #peers = new Map<string, Peer>();
  readonly #handles = new Map<string, PeerHandle>();
  readonly #routers: RoomRouters;
  readonly #voices = new Voices();
  #policy: MediaPolicy = openPolicy;
  /** Participants who speak, or spoke last. */
  #speaking: ReadonlySet<string> = new Set();
  #lastSpeakers = '';
  #lastCodecs = JSON.stringify(codecsFor([]));
  #measurements = 0;
  #closed: CloseReason | undefined;

  constructor(id: string, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
    this.#routers = new RoomRouters(id, deps.pool, {
      lost: (router) => this.#lost(router),
      volumes: (router, volumes) => this.#heard(router, volumes),
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
    await this.#routers.forOneMore();
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
    try {
      return this.#mediaOf(await this.#openLink(peer));
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
    const router = peer.link?.room;
    this.#peers.delete(peerId);
    this.#handles.delete(peerId);
    peer.close(reason);
    this.#deps.log({ event: 'peer-closed', room: this.id, peer: peerId, reason });
    this.#reconcile();
    this.#microphonesChanged();
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
    return [...this.#peers.values()].map(({ id, seat, mode, step, measured }) => ({
      peerId: id,
      participantId: seat.participantId,
      mode,
      step: step.told,
      ...measured,
    }));
  }

  /** Adds what the peers have sent since the last count. */
  async countPackets(count: PacketCount): Promise<void> {
    const producers = [...this.#peers.values()].flatMap(({ link }) => [...(link?.producers.values() ?? [])]);
    await Promise.all(producers.map(({ producer }) => count.add(producer)));
  }

  /** Time passing, about once a second: tells what gets through (M7) and measures. `now`: ms of a steady clock. */
  async beat(now: number): Promise<void> {
    for (const peer of this.#peers.values()) {
      if (!peer.link?.rtpCapabilities || !lookAtStep(peer, now)) continue;
      const data = { step: peer.step.told, without: [...peer.without] };
      this.#notice(peer.id, { name: 'media:step', data });
    }
    const alsoReceive = this.#measurements++ % RECEIVE_EVERY === 0;
    await Promise.all([...this.#peers.values()].map((peer) => this.#measure(peer, alsoReceive)));
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
      iceServers: () => this.#deps.iceServers(),
      mediaOf: (link: PeerLink) => this.#mediaOf(link),
      shown: () => directPictures(peer, this.#speaking),
      readied: () => this.#tellCodecs(),
      microphonesChanged: () => this.#microphonesChanged(),
    };
  }

  #mediaOf(link: PeerLink): PeerMedia {
    return { ...link.media, iceServers: this.#deps.iceServers(), codecs: this.#codecs() };
  }

  #codecs(): Codecs {
    return codecsFor([...this.#peers.values()].flatMap(({ link }) => link?.rtpCapabilities ?? []));
  }

  #tellCodecs(): void {
    const codecs = this.#codecs();
    const key = JSON.stringify(codecs);
    if (key === this.#lastCodecs) return;
    this.#lastCodecs = key;
    for (const { id, link } of this.#peers.values())
      if (link) this.#notice(id, { name: 'media:codecs', data: codecs });
  }

  #reconcile(): void {
    reconcile({
      peers: this.#peers,
      policy: this.#policy,
      notice: (peerId, notice) => this.#notice(peerId, notice),
      made: (receiver, consumer) => this.#made(receiver, consumer),
      log: this.#deps.log,
    });
  }

  #made(receiver: Peer, consumer: PeerConsumer): void {
    if (consumer.source === 'microphone')
      consumer.holdBack(this.#voices.heldBack.has(consumer.consumer.producerId));
    else directPictures(receiver, this.#speaking);
  }

  /** A listener's bug must not stop us in the middle of closing what has to be closed. */
  #notice(peerId: string, notice: MediaNotice): void {
    try {
      this.#deps.listener.notice(peerId, notice);
    } catch (error) {
      this.#deps.log({ event: 'listener-failed', room: this.id, peer: peerId, notice: notice.name, error });
    }
  }

  #heard(router: RoomRouter, volumes: AudioLevelObserverVolume[]): void {
    const all = this.#voices.report(router, volumes);
    this.#microphonesChanged();
    const heard = loudest(all);
    const key = speakersKey(heard);
    if (key === this.#lastSpeakers) return;
    this.#lastSpeakers = key;
    const speakers = speakersOf(heard, this.#peers, this.#policy);
    this.#deps.listener.speakers(speakers.list, speakers.heardBy);
    // Whoever spoke last stays the speaker while it is quiet.
    if (speakers.list.length === 0) return;
    this.#speaking = new Set(speakers.list.slice(0, 2).map(({ participantId }) => participantId));
    for (const peer of this.#peers.values()) directPictures(peer, this.#speaking);
  }

  /** M8, whenever a microphone opens, closes or is heard. */
  #microphonesChanged(): void {
    const open = [...this.#peers.values()].flatMap(({ link }) =>
      [...(link?.producers.values() ?? [])].flatMap(({ producer, source }) =>
        source === 'microphone' && !producer.paused ? [producer.id] : [],
      ),
    );
    if (!this.#voices.review(open)) return;
    for (const { link } of this.#peers.values())
      for (const consumer of link?.consumers.values() ?? [])
        if (consumer.source === 'microphone')
          consumer.holdBack(this.#voices.heldBack.has(consumer.consumer.producerId));
  }

  async #measure(peer: Peer, alsoReceive: boolean): Promise<void> {
    const link = peer.link;
    if (!link) return;
    try {
      const sends = await measureSend(link.send);
      const receives = alsoReceive ? await measureReceive(link.recv) : {};
      peer.measured = { ...peer.measured, ...sends, ...receives };
    } catch {
      return; // The transport went in this very moment.
    }
    peer.tooMuch = peer.measured.sendKbps > TOO_MUCH_KBPS ? peer.tooMuch + 1 : 0;
    if (peer.tooMuch >= TOO_MUCH_TIMES) await this.#cutOff(peer, link);
  }

  /** M12. */
  async #cutOff(peer: Peer, link: PeerLink): Promise<void> {
    peer.tooMuch = 0;
    const own = await loudestSender([...link.producers.values()]);
    if (!own || peer.link !== link) return;
    const { producer, source } = own;
    producer.close();
    link.producers.delete(producer.id);
    this.#deps.log({ event: 'sends-too-much', room: this.id, peer: peer.id, source });
    this.#notice(peer.id, {
      name: 'producer:closed',
      data: { producerId: producer.id, source, reason: 'too-much' },
    });
    this.#reconcile();
    this.#microphonesChanged();
  }

  async #openLink(peer: Peer): Promise<PeerLink> {
    for (;;) {
      const reason = peer.closeReason ?? this.#closed;
      if (reason) throw new MediaClosed(`Peer ${peer.id}`, reason);
      const router = await this.#routers.forOneMore();
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

  /** A worker died. Peers still being opened go on by themselves; those who were on it are opened again and told. */
  #lost(router: RoomRouter): void {
    this.#voices.forget(router);
    const lost = [...this.#peers.values()].filter((peer) => peer.isOn(router));
    this.#deps.log({ event: 'room-lost', room: this.id, peers: lost.length });
    for (const peer of lost) {
      peer.lost();
      void this.#rebuild(peer);
    }
    // Whoever is on another worker sees their tiles go empty at once, not when the others are back.
    this.#reconcile();
  }

  async #rebuild(peer: Peer): Promise<void> {
    try {
      const link = await this.#openLink(peer);
      this.#deps.log({ event: 'peer-rebuilt', room: this.id, peer: peer.id });
      this.#notice(peer.id, { name: 'media:rebuilt', data: this.#mediaOf(link) });
    } catch {
      if (this.#peers.get(peer.id) === peer) this.removePeer(peer.id, 'rebuild-failed');
    }
  }
}
