import { freshRedundancy, watchRedundancy, type Redundancy, type SoundWays } from '#domain';
import type { Producer } from 'mediasoup/types';
import type { MediaNotice, ProducerRedundancy } from './media-notice.ts';
import type { OwnProducer, PeerLink } from './peer-link.ts';
import type { Peer } from './peer.ts';
import { knowsRed } from './red.ts';

/** Of a new producer; undefined where its client can't send it twice. */
export const redundancyOfNew = ({ kind, rtpParameters }: Producer): Redundancy | undefined =>
  kind === 'audio' && knowsRed(rtpParameters) ? freshRedundancy : undefined;

/** What a client is asked for now, for each sound that it can send twice. */
export const redundanciesOf = (link: PeerLink | undefined): ProducerRedundancy[] =>
  [...(link?.producers.values() ?? [])].flatMap(({ producer, redundancy }) =>
    redundancy ? [{ producerId: producer.id, isOn: redundancy.isOn }] : [],
  );

/** Asks the senders of a Room for sound that is sent twice, where that helps somebody and hurts nobody (M15). */
export class SenderRedundancy {
  readonly #peers: ReadonlyMap<string, Peer>;
  readonly #routers: { readonly count: number };
  readonly #tell: (peerId: string, notice: MediaNotice) => void;

  constructor(
    peers: ReadonlyMap<string, Peer>,
    routers: { readonly count: number },
    tell: (peerId: string, notice: MediaNotice) => void,
  ) {
    this.#peers = peers;
    this.#routers = routers;
    this.#tell = tell;
  }

  /** About once a second, and at once when somebody comes. `now`: ms as of `performance.now()`. */
  review(now: number): void {
    const peers = [...this.#peers.values()];
    const canAll =
      // A pipe to another router knows no stream before it has seen a packet of plain Opus, and so would stay silent.
      this.#routers.count === 1 &&
      peers.every(({ rtpCapabilities }) => !rtpCapabilities || knowsRed(rtpCapabilities));
    const hearers = hearersOf(peers);
    for (const sender of peers)
      for (const own of sender.link?.producers.values() ?? [])
        if (own.redundancy)
          this.#look(sender, own, waysOf(sender, own, hearers.get(own.producer.id) ?? [], canAll), now);
  }

  #look({ id }: Peer, own: OwnProducer, ways: SoundWays, now: number): void {
    const was = own.redundancy ?? freshRedundancy;
    const next = (own.redundancy = watchRedundancy(was, ways, now));
    if (next.isOn === was.isOn) return;
    const data = { producerId: own.producer.id, isOn: next.isOn };
    this.#tell(id, { name: 'producer:redundancy', data });
  }
}

/** Everybody who receives something, by the producer's id. */
function hearersOf(peers: readonly Peer[]): ReadonlyMap<string, Peer[]> {
  const hearers = new Map<string, Peer[]>();
  for (const peer of peers)
    for (const { consumer } of peer.link?.consumers.values() ?? []) {
      const known = hearers.get(consumer.producerId);
      if (known) known.push(peer);
      else hearers.set(consumer.producerId, [peer]);
    }
  return hearers;
}

function waysOf(
  sender: Peer,
  { producer }: OwnProducer,
  hearing: readonly Peer[],
  canAll: boolean,
): SoundWays {
  const shares = hearing.map(({ measured }) => measured.receiveLossShare ?? 0);
  const isSparing = [sender, ...hearing].some(({ mode }) => mode !== 'auto');
  return {
    // Who chose to save data is spared it. Until the first packet has come, which must be plain Opus, the worker knows no stream.
    canAll: canAll && !isSparing && hearing.length > 0 && producer.score.length > 0,
    lossShare: Math.max(sender.measured.sendLossShare ?? 0, ...shares),
    // A way that has not been measured yet stands in nobody's way for the moment.
    leastKbps: Math.min(...hearing.map(({ measured }) => measured.carriesKbps ?? Infinity)),
  };
}
