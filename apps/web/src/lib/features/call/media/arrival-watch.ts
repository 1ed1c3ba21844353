import type { types } from 'mediasoup-client';
import { chokedTo, isDoubtful, slowedTo, type ArrivalCount } from './choke.ts';
import {
  holdWait,
  lossAfter,
  waitFor,
  type SoundCount,
  type SoundLoss,
  type SoundWait,
} from './sound-buffer.ts';

/** Every look that comes later costs a word, or lets a queue grow: a lossy or full link is noticed at once. */
const lookEveryMs = 100;
/** On a slow phone, with many people, a look may take long: no more than this share of the time goes into looking. */
const lookShare = 0.05;
/** What was told has to show before it is told again. */
const toldForMs = 500;
/** So many looks make up what usually comes. */
const usualLooks = 6;
/** A link over which nothing comes for so long (ms) is not full but dead. */
const deadAfterMs = 300;
/** As long (ms) a picture may come again more slowly than usual without that being news. */
const slowForMs = 2000;

/** How a full link shows: a large part is lost, or comes late; `over`: it was no full link but a dead one, which is back. */
export type ChokeSign = 'lost' | 'late' | 'over';

type Known = { loss: SoundLoss; wait: SoundWait };
/** What is read of a browser's statistics; not every browser counts everything. */
type Entry = {
  type: string;
  kind?: string;
  trackIdentifier?: string;
  packetsReceived?: number;
  packetsLost?: number;
  nackCount?: number;
  packetsDiscarded?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
  nominated?: boolean;
  currentRoundTripTime?: number;
  bytesReceived?: number;
  framesReceived?: number;
};

/**
 * Looks ten times a second at what arrives: lets each incoming sound wait as long as its loss calls for, and tells when the
 * link is choked, with what still comes in kbit/s: a large part is `lost`, or comes `late`, unless less is sent.
 */
export class ArrivalWatch {
  readonly #transport: types.Transport;
  readonly #consumers: () => Iterable<types.Consumer>;
  readonly #onchoked: (kbps: number, sign: ChokeSign) => void;
  #timer: ReturnType<typeof setTimeout>;
  #known = new Map<string, Known>();
  /** The last looks, oldest first. */
  #before: ArrivalCount[] = [];
  #isDoubting = false;
  #lateAt = -Infinity;
  #isLateTold = false;
  #silentSince: number | undefined;
  #toldAt = -Infinity;
  #isClosed = false;

  constructor(
    transport: types.Transport,
    consumers: () => Iterable<types.Consumer>,
    onchoked: (kbps: number, sign: ChokeSign) => void,
  ) {
    this.#transport = transport;
    this.#consumers = consumers;
    this.#onchoked = onchoked;
    this.#timer = setTimeout(() => void this.#look(), lookEveryMs);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const began = performance.now();
    if (this.#transport.connectionState === 'connected') {
      const report = await this.#transport.getStats().catch(() => new Map<string, Entry>());
      if (this.#isClosed) return;
      const entries = [...report.values()] as Entry[];
      this.#keepSound(entries);
      const now = countOf(entries, performance.now());
      this.#seeLoss(now);
      this.#seeLate(now);
      this.#before = [...this.#before, now].slice(-usualLooks);
    }
    const tookMs = performance.now() - began;
    this.#timer = setTimeout(() => void this.#look(), Math.max(lookEveryMs - tookMs, tookMs / lookShare));
  }

  #keepSound(entries: readonly Entry[]): void {
    const receivers = new Map<string, RTCRtpReceiver>();
    for (const { kind, track, rtpReceiver } of this.#consumers())
      if (kind === 'audio' && rtpReceiver && 'jitterBufferTarget' in rtpReceiver)
        receivers.set(track.id, rtpReceiver);
    const roundTripMs = 1000 * Math.max(0, ...entries.map(roundTripOf));
    const next = new Map<string, Known>();
    for (const { type, kind, trackIdentifier: id, ...entry } of entries) {
      const receiver = id === undefined ? undefined : receivers.get(id);
      if (type !== 'inbound-rtp' || kind !== 'audio' || !receiver || id === undefined) continue;
      const before = this.#known.get(id);
      const loss = lossAfter(before?.loss, soundCountOf(entry));
      const wait = holdWait(before?.wait, waitFor(loss, roundTripMs), performance.now());
      if (wait.ms !== (before?.wait.ms ?? 0)) receiver.jitterBufferTarget = wait.ms || null;
      next.set(id, { loss, wait });
    }
    this.#known = next;
  }

  /** A first sight is only a doubt: it also holds what came before the link was choked, and would tell too much. */
  #seeLoss(now: ArrivalCount): void {
    const before = this.#before.at(-1);
    if (!before) return;
    const wasDoubting = this.#isDoubting;
    this.#isDoubting = !wasDoubting && isDoubtful(before, now);
    const kbps = wasDoubting ? chokedTo(before, now) : undefined;
    if (kbps === undefined || now.at - this.#toldAt < toldForMs) return;
    this.#toldAt = now.at;
    this.#onchoked(kbps, 'lost');
  }

  #seeLate(now: ArrivalCount): void {
    const last = this.#before.at(-1);
    if (!last) return;
    if (now.bytes === last.bytes) return void (this.#silentSince ??= last.at);
    const silentMs = now.at - (this.#silentSince ?? now.at);
    this.#silentSince = undefined;
    // What was told when a network died may arrive only now.
    if (silentMs > deadAfterMs && now.at - this.#lateAt < silentMs + slowForMs) this.#onchoked(0, 'over');
    if (this.#isLateTold) {
      this.#isLateTold = false;
      // While the queue on the way empties, what comes is what the link carries.
      return this.#onchoked(Math.round(((now.bytes - last.bytes) * 8) / (now.at - last.at)), 'late');
    }
    const kbps = slowedTo(this.#before, now);
    if (kbps === undefined || now.at - this.#lateAt < slowForMs) return;
    this.#lateAt = now.at;
    this.#isLateTold = true;
    this.#onchoked(kbps, 'late');
  }
}

const roundTripOf = ({ type, nominated, currentRoundTripTime = 0 }: Entry): number =>
  type === 'candidate-pair' && nominated ? currentRoundTripTime : 0;

const soundCountOf = ({
  packetsReceived: received = 0,
  packetsLost: lost = 0,
  nackCount: asked = 0,
  packetsDiscarded: spare = 0,
  totalSamplesReceived: played = 0,
  concealedSamples = 0,
  silentConcealedSamples = 0,
}: Omit<Entry, 'type'>): SoundCount => ({
  received,
  lost,
  asked,
  spare,
  played,
  hidden: concealedSamples - silentConcealedSamples,
});

function countOf(entries: readonly Entry[], at: number): ArrivalCount {
  const count = { received: 0, lost: 0, bytes: 0, frames: 0, at };
  for (const {
    type,
    packetsReceived = 0,
    packetsLost = 0,
    bytesReceived = 0,
    framesReceived = 0,
  } of entries) {
    if (type === 'inbound-rtp') {
      count.received += packetsReceived;
      count.lost += packetsLost;
      count.frames += framesReceived;
    }
    if (type === 'transport') count.bytes += bytesReceived;
  }
  return count;
}
