import { freshStep, type MediaMode, type MediaSeat, type StepWatch } from '#domain';
import type { RtpCapabilities } from 'mediasoup/types';
import type { CloseReason } from './close-reason.ts';
import { unmeasured, type Measured } from './measured.ts';
import type { Source } from './media-notice.ts';
import type { PeerLink } from './peer-link.ts';

/**
 * Measurements, two seconds each. A browser shows a sign of life every 2.5 s at most, so that one alone says nothing; more leave the
 * others before a picture that stands still and says nothing for so much longer.
 */
const QUIET_TIMES = 2;

type PeerState =
  /** Its transports are being made: for the first time, or again after a worker's death. */
  { name: 'opening' } | { name: 'open'; link: PeerLink } | { name: 'closed'; reason: CloseReason };

/** One connected device in a Room. It is admitted: a Room holds no other kind. */
export class Peer {
  readonly id: string;
  seat: MediaSeat;
  /** What the person chose to be sent (M5). It outlives the transports. */
  mode: MediaMode = 'auto';
  /** What its client can decode, once it has said so; it outlives the transports too. */
  rtpCapabilities: RtpCapabilities | undefined;
  /** What gets through (M7), and whose pictures do not; as told to the peer last. */
  step: StepWatch = freshStep(0);
  without: readonly string[] = [];
  measured: Measured = unmeasured;
  /** Measurements in a row in which nothing came from it, which sends (M25). */
  quiet = 0;
  /** Measurements in a row in which it sent too much (M12). */
  tooMuch = 0;
  /** Sources that were cut off for it, each with the producer that was closed, until one is sent again. */
  readonly cutOff = new Map<Source, string>();
  #state: PeerState = { name: 'opening' };

  constructor(id: string, seat: MediaSeat) {
    this.id = id;
    this.seat = seat;
  }

  /** Its media, while there is any. */
  get link(): PeerLink | undefined {
    return this.#state.name === 'open' && !this.#state.link.closed ? this.#state.link : undefined;
  }

  /** M25: its way to us is cut, as far as can be seen from here. */
  get isQuiet(): boolean {
    return this.quiet >= QUIET_TIMES;
  }

  get closeReason(): CloseReason | undefined {
    return this.#state.name === 'closed' ? this.#state.reason : undefined;
  }

  opened(link: PeerLink): void {
    this.#state = { name: 'open', link };
  }

  /** The worker died and took the link with it. What was true of that is not known of the next one, and told anew. */
  lost(): void {
    this.step = freshStep(0);
    this.without = [];
    this.quiet = 0;
    this.#state = { name: 'opening' };
  }

  /** Whether this router carries, or carried until it died a moment ago, the peer's transports. */
  isOn(router: PeerLink['room']): boolean {
    return this.#state.name === 'open' && this.#state.link.room === router;
  }

  close(reason: CloseReason): void {
    if (this.#state.name === 'closed') return;
    const was = this.#state;
    this.#state = { name: 'closed', reason };
    if (was.name === 'open') was.link.close();
  }
}
