import { moreCodecsEveryMs, nextCodecs } from '#domain';
import { codecsFor } from './codec-choice.ts';
import type { Codecs, MediaNotice } from './media-notice.ts';
import type { Peer } from './peer.ts';

/** Which video codecs the people of one Room may send (M9), and telling them when that changes. */
export class RoomCodecs {
  readonly #peers: ReadonlyMap<string, Peer>;
  readonly #notice: (peerId: string, notice: MediaNotice) => void;
  #told: Codecs = codecsFor([]);
  /** When (ms) more was allowed than before. */
  #moreAt = -Infinity;

  constructor(peers: ReadonlyMap<string, Peer>, notice: (peerId: string, notice: MediaNotice) => void) {
    this.#peers = peers;
    this.#notice = notice;
  }

  /** As everybody was told last. */
  get now(): Codecs {
    return this.#told;
  }

  /** Tells everybody who has media, where it is not what they were told last. `now`: ms of a steady clock. */
  tell(now: number): void {
    const wanted = codecsFor(
      [...this.#peers.values()].flatMap(({ rtpCapabilities }) => rtpCapabilities ?? []),
    );
    const mayBeMore = now - this.#moreAt >= moreCodecsEveryMs;
    const next = {
      camera: [...nextCodecs(this.#told.camera, wanted.camera, mayBeMore)],
      screen: [...nextCodecs(this.#told.screen, wanted.screen, mayBeMore)],
    };
    if (JSON.stringify(next) === JSON.stringify(this.#told)) return;
    const isMore = (source: 'camera' | 'screen') =>
      next[source].some((codec) => !this.#told[source].includes(codec));
    if (isMore('camera') || isMore('screen')) this.#moreAt = now;
    this.#told = next;
    for (const { id, link } of this.#peers.values())
      if (link) this.#notice(id, { name: 'media:codecs', data: next });
  }
}
