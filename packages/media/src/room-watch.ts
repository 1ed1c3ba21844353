import { needsHelp } from '#domain';
import { loudestSender, TOO_MUCH_KBPS, TOO_MUCH_TIMES } from './cap.ts';
import { Climber } from './climber.ts';
import { lookAtStep } from './direct-pictures.ts';
import { ignoreClosed } from './ignore-closed.ts';
import { measureReceive, measureSend, nothingSent } from './measured.ts';
import type { MediaNotice } from './media-notice.ts';
import type { MediaLog } from './media-settings.ts';
import type { PeerLink } from './peer-link.ts';
import type { Peer } from './peer.ts';

/**
 * In how many beats everybody is measured once; whoever was found sending too much is measured in every one. Each question
 * wakes both Node and the worker: lower costs a small call more, higher lets a flood run longer (M12).
 */
const MEASURE_EVERY = 2;
/** Of so many measurements of what peers send, one also asks what they receive: the first is a guard, the second a fact. */
const RECEIVE_EVERY = 2;

/** Bits per second: what is less than this no path leaves out that carries sound. Higher takes a small picture for a still one. */
const STILL_BPS = 20_000;

type Watched = {
  readonly id: string;
  readonly peers: ReadonlyMap<string, Peer>;
  notice(peerId: string, notice: MediaNotice): void;
  log: MediaLog;
  /** A producer was closed. */
  changed(): void;
};

/** Looks about once a second at what gets through to a Room's peers (M7) and at what they send (M12). */
export class RoomWatch {
  readonly #room: Watched;
  readonly #climbers = new WeakMap<PeerLink, Climber>();
  /** Whose figures are on their way. */
  readonly #asked = new Set<Peer>();
  #beats = 0;
  #measurements = 0;

  constructor(room: Watched) {
    this.#room = room;
  }

  /** `now`: milliseconds of a steady clock. */
  async beat(now: number): Promise<void> {
    const { peers } = this.#room;
    for (const peer of peers.values()) {
      // Before the path is up nothing can be carried, which says nothing of the network.
      if (peer.link?.recv.dtlsState !== 'connected') continue;
      this.#lookForStill(peer);
      const isNews = lookAtStep(peer, now);
      const climber = this.#climber(peer.link);
      if (needsHelp(peer.step, now)) climber.start();
      if (!isNews) continue;
      const data = { step: peer.step.told, without: [...peer.without] };
      this.#room.notice(peer.id, { name: 'media:step', data });
    }
    const isTurn = this.#beats++ % MEASURE_EVERY === 0;
    const alsoReceive = isTurn && this.#measurements++ % RECEIVE_EVERY === 0;
    // A worker that answers late answers all at once: what it says then is one measurement, not one for each beat.
    const due = [...peers.values()].filter((peer) => (isTurn || peer.tooMuch > 0) && !this.#asked.has(peer));
    await Promise.all(due.map((peer) => this.#measure(peer, alsoReceive)));
  }

  /** What is said of it holds for the next look, which is before anything is told of this one. */
  #lookForStill(peer: Peer): void {
    for (const picture of peer.link?.consumers.values() ?? []) {
      if (!picture.isOut) continue;
      const { fromPeerId, consumer } = picture;
      const own = this.#room.peers.get(fromPeerId)?.link?.producers.get(consumer.producerId);
      void own?.producer
        .getStats()
        .then(
          (stats) => (picture.isStill = stats.reduce((sum, { bitrate }) => sum + bitrate, 0) < STILL_BPS),
          ignoreClosed,
        );
    }
  }

  #climber(link: PeerLink): Climber {
    const known = this.#climbers.get(link);
    if (known) return known;
    const climber = new Climber(link, ({ fromPeerId, consumer }) => {
      const own = this.#room.peers.get(fromPeerId)?.link?.producers.get(consumer.producerId);
      return own?.producer;
    });
    this.#climbers.set(link, climber);
    return climber;
  }

  /** M13: no more than so many bits per second come through to this peer. */
  choked(peer: Peer, bps: number): void {
    if (peer.link) void this.#climber(peer.link).choked(bps);
  }

  async #measure(peer: Peer, alsoReceive: boolean): Promise<void> {
    const link = peer.link;
    if (!link) return;
    this.#asked.add(peer);
    try {
      // Who sends nothing has nothing that could be cut off: most of a large meeting.
      const sends = link.producers.size > 0 ? await measureSend(link.send) : nothingSent;
      const receives = alsoReceive ? await measureReceive(link.recv) : {};
      peer.quiet = sendsUnheard(link, peer.measured.bytesIn, sends.bytesIn) ? peer.quiet + 1 : 0;
      peer.measured = { ...peer.measured, ...sends, ...receives };
    } catch {
      return; // The transport went in this very moment.
    } finally {
      this.#asked.delete(peer);
    }
    peer.tooMuch = peer.measured.sendKbps > TOO_MUCH_KBPS ? peer.tooMuch + 1 : 0;
    if (peer.tooMuch >= TOO_MUCH_TIMES) await this.#cutOff(peer, link);
  }

  async #cutOff(peer: Peer, link: PeerLink): Promise<void> {
    peer.tooMuch = 0;
    const own = await loudestSender([...link.producers.values()]);
    if (!own || peer.link !== link || !link.producers.has(own.producer.id)) return;
    const { producer, source } = own;
    link.closeProducer(producer);
    peer.cutOff.set(source, producer.id);
    this.#room.log({ event: 'sends-too-much', room: this.#room.id, peer: peer.id, source });
    const data = { producerId: producer.id, source, reason: 'too-much' as const };
    this.#room.notice(peer.id, { name: 'producer:closed', data });
    this.#room.changed();
  }
}

/** M25: whether nothing has come since, of a peer that sends: who is muted and shows nothing shows few signs of life. */
const sendsUnheard = (
  { producers }: PeerLink,
  before: number | null,
  now: number | null | undefined,
): boolean =>
  before !== null && now === before && [...producers.values()].some(({ producer }) => !producer.paused);
