import type { MediaSeat } from '#domain';
import type { CloseReason } from './close-reason.ts';
import type { PeerLink } from './peer-link.ts';

type PeerState =
  /** Its transports are being made: for the first time, or again after a worker's death. */
  { name: 'opening' } | { name: 'open'; link: PeerLink } | { name: 'closed'; reason: CloseReason };

/** One connected device in a Room. It is admitted: a Room holds no other kind. */
export class Peer {
  readonly id: string;
  seat: MediaSeat;
  #state: PeerState = { name: 'opening' };

  constructor(id: string, seat: MediaSeat) {
    this.id = id;
    this.seat = seat;
  }

  /** Its media, while there is any. */
  get link(): PeerLink | undefined {
    return this.#state.name === 'open' && !this.#state.link.closed ? this.#state.link : undefined;
  }

  get closeReason(): CloseReason | undefined {
    return this.#state.name === 'closed' ? this.#state.reason : undefined;
  }

  opened(link: PeerLink): void {
    this.#state = { name: 'open', link };
  }

  /** The worker died and took the link with it. True if there was one. */
  lost(): boolean {
    if (this.#state.name !== 'open') return false;
    this.#state = { name: 'opening' };
    return true;
  }

  close(reason: CloseReason): void {
    if (this.#state.name === 'closed') return;
    const was = this.#state;
    this.#state = { name: 'closed', reason };
    if (was.name === 'open') was.link.close();
  }
}
