import { codecsFor } from './codec-choice.ts';
import type { Codecs, MediaNotice } from './media-notice.ts';
import type { Peer } from './peer.ts';

/** Which video codecs the people of one Room may send (M9), and telling them when that changes. */
export class RoomCodecs {
  readonly #peers: ReadonlyMap<string, Peer>;
  readonly #notice: (peerId: string, notice: MediaNotice) => void;
  #told = JSON.stringify(codecsFor([]));

  constructor(peers: ReadonlyMap<string, Peer>, notice: (peerId: string, notice: MediaNotice) => void) {
    this.#peers = peers;
    this.#notice = notice;
  }

  get now(): Codecs {
    return codecsFor([...this.#peers.values()].flatMap(({ rtpCapabilities }) => rtpCapabilities ?? []));
  }

  /** Tells everybody who has media, where it is not what they were told last. */
  tell(): void {
    const codecs = this.now;
    const key = JSON.stringify(codecs);
    if (key === this.#told) return;
    this.#told = key;
    for (const { id, link } of this.#peers.values())
      if (link) this.#notice(id, { name: 'media:codecs', data: codecs });
  }
}
