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
    for (const sender of peers)
      for (const own of sender.link?.producers.values() ?? [])
        if (own.redundancy) this.#look(sender, own, waysOf(sender, own, peers, canAll), now);
  }

  #look({ id }: Peer, own: OwnProducer, ways: SoundWays, now: number): void {
    const was = own.redundancy ?? freshRedundancy;
    const next = (own.redundancy = watchRedundancy(was, ways, now));
    if (next.isOn === was.isOn) return;
    const data = { producerId: own.producer.id, isOn: next.isOn };
    this.#tell(id, { name: 'producer:redundancy', data });
  }
}

function waysOf(sender: Peer, { producer }: OwnProducer, peers: readonly Peer[], canAll: boolean): SoundWays {
  const hearing = peers.filter(({ link }) => link?.receives(producer.id));
  const shares = hearing.map(({ measured, saidLossShare }) =>
    Math.max(measured.receiveLossShare ?? 0, saidLossShare),
  );
  return {
    // Until the first packet has come the worker knows no stream, and knows one by plain Opus only.
    canAll: canAll && hearing.length > 0 && producer.score.length > 0,
    lossShare: Math.max(sender.measured.sendLossShare ?? 0, ...shares),
    leastKbps: Math.min(...hearing.map(({ measured }) => measured.carriesKbps ?? Infinity)),
  };
}
