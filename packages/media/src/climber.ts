import { setTimeout as sleep } from 'node:timers/promises';
import {
  climb,
  easedClimb,
  easedForMs,
  easedTo,
  emptyingBps,
  freshClimb,
  isTrying,
  keptBps,
  triedBelowLoss,
} from '#domain';
import type { Producer } from 'mediasoup/types';
import { ignoreClosed } from './ignore-closed.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import type { PeerLink } from './peer-link.ts';

/** Milliseconds between two looks while a receiver gets less than is wanted. */
const LOOK_EVERY_MS = 150;
/** The least that mediasoup lets a transport's limit be, in bits per second. */
const LEAST_BPS = 30_000;

/** What the worker tells of a path on which a queue builds up (full-path.patch): what comes through, in bits per second. */
type FullPath = { availableBitrate: number };

/** Brings one receiver's pictures back as soon as its path carries them (M13). It runs only while they are short. */
export class Climber {
  readonly #link: PeerLink;
  /** Where a receiver's pictures come from: the producer, wherever it lives. */
  readonly #producerOf: (consumer: PeerConsumer) => Producer | undefined;
  #state = freshClimb;
  #isClimbing = false;
  /** Milliseconds of a steady clock. */
  #easedUntil = 0;
  /** Bits per second that it was eased to last. */
  #easedTo = 0;
  /** Bits per second below which the estimate is not let fall; 0 for none. */
  #leastBps = 0;

  constructor(link: PeerLink, producerOf: (consumer: PeerConsumer) => Producer | undefined) {
    this.#link = link;
    this.#producerOf = producerOf;
    link.recv.on('trace', ({ type, direction, info }) => {
      // Upstream's own worker tells of its estimates in the same way, as what goes out.
      if (type === 'bwe' && direction === 'in') void this.#gotFull((info as FullPath).availableBitrate);
    });
    link.recv.enableTraceEvent(['bwe']).catch(ignoreClosed);
  }

  /** Starts climbing, unless it does already. It stops by itself. */
  start(): void {
    if (this.#isClimbing) return;
    this.#isClimbing = true;
    void this.#climb();
  }

  /**
   * The receiver sees that a large part is lost, and that no more than so many bits per second come through: sends less from
   * this moment on, where congestion control has not noticed.
   */
  async choked(arrivingBps: number): Promise<void> {
    try {
      const [stat] = await this.#link.recv.getStats();
      const limitBps = easedTo(stat?.availableOutgoingBitrate ?? 0, arrivingBps);
      if (limitBps !== undefined) await this.#ease(() => limitBps);
    } catch {
      // The transport went in this very moment.
    }
  }

  /** A queue builds up on the way, and no more than so many bits per second come through it. */
  async #gotFull(arrivingBps: number): Promise<void> {
    try {
      const isEased = performance.now() < this.#easedUntil;
      if (isEased && emptyingBps(arrivingBps) >= this.#easedTo) return;
      const limitBps = async () =>
        emptyingBps(arrivingBps, await this.#costOf(({ carried }) => carried && 0));
      if (isEased) return await this.#lower(await limitBps());
      // Nothing can get smaller: congestion control is left alone with it.
      await (this.#isSmallest() ? this.#bound(0) : this.#ease(limitBps));
    } catch {
      // The transport went in this very moment.
    }
  }

  /**
   * Pictures stop until a key frame of the size that fits is there, so that the queue on the way empties and sound is not late.
   */
  async #ease(limitBps: () => number | Promise<number>): Promise<void> {
    if (this.#link.closed) return;
    this.#easedUntil = performance.now() + easedForMs;
    const pictures = [...this.#link.consumers.values()].filter(({ consumer }) => consumer.kind === 'video');
    // What lifts the limit again must run, also where a picture goes in this very moment.
    const limit = async () => this.#limit(await limitBps());
    await Promise.allSettled([limit(), ...pictures.map((picture) => picture.ease())]);
    this.start();
  }

  /** What still comes while the queue empties is what the path carries: never more than was believed at first. */
  async #lower(limitBps: number): Promise<void> {
    if (limitBps < this.#easedTo) await this.#limit(limitBps);
  }

  #isSmallest(): boolean {
    return [...this.#link.consumers.values()].every(({ carried }) => !carried?.carried);
  }

  async #limit(limitBps: number): Promise<void> {
    this.#easedTo = limitBps;
    this.#state = easedClimb(limitBps, performance.now());
    await this.#bound(0, Math.max(LEAST_BPS, limitBps));
  }

  async #climb(): Promise<void> {
    while (!this.#link.closed && !(await this.#look())) await sleep(LOOK_EVERY_MS, undefined, { ref: false });
    this.#isClimbing = false;
  }

  /** True when there is no more to do. */
  async #look(): Promise<boolean> {
    try {
      const short = this.#short();
      const now = performance.now();
      // Right after easing the worker has not told yet which pictures it stopped.
      const isSettled = now >= this.#easedUntil && !isTrying(this.#state, now);
      const isOver = short.length === 0 && isSettled;
      await (isOver ? this.#rest() : this.#act(short));
      return isOver;
    } catch {
      // A picture went in this very moment, and the next look finds the others; or the transport did.
      return false;
    }
  }

  /** Limits nothing any more. */
  async #rest(): Promise<void> {
    for (const picture of this.#link.consumers.values()) picture.relax();
    await this.#bound(0, 0);
  }

  /**
   * Bits per second that the estimate keeps to, 0 for none; several at most as the steps to the last. The channel to the
   * worker keeps the order, so nothing else comes between them: it refuses a least above the most.
   */
  async #bound(leastBps: number, ...mostBps: number[]): Promise<void> {
    const { recv } = this.#link;
    const least = leastBps === this.#leastBps ? [] : [recv.setMinOutgoingBitrate(leastBps)];
    this.#leastBps = leastBps;
    await Promise.all([...least, ...mostBps.map((bps) => recv.setMaxOutgoingBitrate(bps))]);
  }

  async #act(short: readonly PeerConsumer[]): Promise<void> {
    const { recv } = this.#link;
    const [stat] = await recv.getStats();
    const wantedBps = await this.#costOf(({ carried }) => carried?.wanted);
    const estimateBps = stat?.availableOutgoingBitrate ?? 0;
    if (wantedBps === 0 || estimateBps === 0) return;
    const lossShare = stat?.rtpPacketLossSent ?? 0;
    const { state, act } = climb(this.#state, { estimateBps, wantedBps, lossShare, now: performance.now() });
    if (lossShare > triedBelowLoss) await this.#bound(0);
    // Nothing is missing: what was tried last only has to show.
    if (short.length === 0 && act.name === 'try') return;
    this.#state = state;
    if (act.name === 'wait') return;
    for (const picture of this.#link.consumers.values()) picture.relax();
    if (act.name === 'take-up') await Promise.all(short.map((consumer) => consumer.takeUp()));
    if (act.name !== 'try') return;
    const shownBps = await this.#costOf(({ provenLayer }) => provenLayer);
    if (this.#state !== state) return; // It was eased meanwhile.
    const leastBps = keptBps(shownBps, act.fromBps, lossShare);
    // The worker probes when the limit changes: as fast as the new limit and no faster than the old one.
    await this.#bound(leastBps < LEAST_BPS ? 0 : leastBps, act.toBps + 1000, act.toBps);
  }

  #short(): PeerConsumer[] {
    return [...this.#link.consumers.values()].filter(({ carried }) => {
      if (!carried || carried.sent === null) return false;
      return (carried.carried ?? -1) < Math.min(carried.wanted, carried.sent);
    });
  }

  /** Bits per second that pictures take, each in the layer that is asked for. */
  async #costOf(layerOf: (picture: PeerConsumer) => number | null | undefined): Promise<number> {
    const costs = [...this.#link.consumers.values()].map(async (consumer) => {
      const producer = this.#producerOf(consumer);
      const layer = layerOf(consumer) ?? null;
      if (layer === null || !producer) return 0;
      const rates = (await producer.getStats()).map(({ bitrate }) => bitrate).filter((rate) => rate > 0);
      const byLayer = rates.sort((a, b) => a - b);
      return byLayer[Math.min(layer, byLayer.length - 1)] ?? 0;
    });
    return (await Promise.all(costs)).reduce((sum, cost) => sum + cost, 0);
  }
}
