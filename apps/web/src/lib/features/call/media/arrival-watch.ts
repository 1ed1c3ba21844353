import type { types } from 'mediasoup-client';
import { chokedTo, isDoubtful, type ArrivalCount } from './choke.ts';
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
};

/**
 * Looks ten times a second at what arrives: lets each incoming sound wait as long as its loss calls for, and tells when the
 * link is choked, a large part lost, with what still comes in kbit/s.
 */
export class ArrivalWatch {
  readonly #transport: types.Transport;
  readonly #consumers: () => Iterable<types.Consumer>;
  readonly #onchoked: (kbps: number) => void;
  #timer: ReturnType<typeof setTimeout>;
  #known = new Map<string, Known>();
  #before: ArrivalCount | undefined;
  #isDoubting = false;
  #toldAt = -Infinity;
  #isClosed = false;

  constructor(
    transport: types.Transport,
    consumers: () => Iterable<types.Consumer>,
    onchoked: (kbps: number) => void,
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
      this.#before = now;
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
    const before = this.#before;
    if (!before) return;
    const wasDoubting = this.#isDoubting;
    this.#isDoubting = !wasDoubting && isDoubtful(before, now);
    const kbps = wasDoubting ? chokedTo(before, now) : undefined;
    if (kbps === undefined || now.at - this.#toldAt < toldForMs) return;
    this.#toldAt = now.at;
    this.#onchoked(kbps);
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
  const count = { received: 0, lost: 0, bytes: 0, at };
  for (const { type, packetsReceived = 0, packetsLost = 0, bytesReceived = 0 } of entries) {
    if (type === 'inbound-rtp') {
      count.received += packetsReceived;
      count.lost += packetsLost;
    }
    if (type === 'transport') count.bytes += bytesReceived;
  }
  return count;
}
