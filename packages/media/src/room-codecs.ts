import { moreCodecsEveryMs, nextCodecs } from '#domain';
import { codecsFor, decodable } from './codec-choice.ts';
import type { Codecs, MediaNotice } from './media-notice.ts';
import type { Peer } from './peer.ts';

/** Which video codecs the people of one Room may send (M9), and telling them when that changes. */
export class RoomCodecs {
  readonly #peers: ReadonlyMap<string, Peer>;
  readonly #notice: (peerId: string, notice: MediaNotice) => void;
  #told: Codecs = codecsFor([]);
  /** When (ms) more was allowed than before. */
  #moreAt = -Infinity;
  /** When (ms) that was, for each participant who was here then. */
  readonly #moreFor = new Map<string, number>();

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
    const isWhile = now - this.#moreAt >= moreCodecsEveryMs;
    const nextOf = (source: 'camera' | 'screen') => [
      ...nextCodecs(this.#told[source], wanted[source], isWhile || this.#isNeeded(source, wanted, now)),
    ];
    const next = { camera: nextOf('camera'), screen: nextOf('screen') };
    if (JSON.stringify(next) === JSON.stringify(this.#told)) return;
    const isMore = (source: 'camera' | 'screen') =>
      next[source].some((codec) => !this.#told[source].includes(codec));
    if (isMore('camera') || isMore('screen')) {
      this.#moreAt = now;
      for (const { seat } of this.#peers.values()) this.#moreFor.set(seat.participantId, now);
    }
    this.#told = next;
    for (const { id, link } of this.#peers.values())
      if (link) this.#notice(id, { name: 'media:codecs', data: next });
  }

  /** Whether somebody who can decode nothing of what is told has come since more was allowed, and what is wanted helps them. */
  #isNeeded(source: 'camera' | 'screen', wanted: Codecs, now: number): boolean {
    return [...this.#peers.values()].some(({ seat, rtpCapabilities }) => {
      if (!rtpCapabilities) return false;
      const known: readonly string[] = decodable(rtpCapabilities);
      if (this.#told[source].some((codec) => known.includes(codec))) return false;
      const hadSince = now - (this.#moreFor.get(seat.participantId) ?? -Infinity);
      return hadSince >= moreCodecsEveryMs && wanted[source].every((codec) => known.includes(codec));
    });
  }
}
