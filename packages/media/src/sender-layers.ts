import { askLayers, freshLayers, neededLayer, settledLayer, type AskedLayers } from '#domain';
import type { Producer } from 'mediasoup/types';
import type { MediaNotice, ProducerLayers } from './media-notice.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import type { PeerLink } from './peer-link.ts';
import type { Peer } from './peer.ts';
import { spatialLayers } from './viewport.ts';

/** What a new producer's client is asked for; undefined where it can't send one layer without the others. */
export function askedOfNew({ type, rtpParameters }: Producer): AskedLayers | undefined {
  if (type !== 'simulcast') return undefined;
  return freshLayers(spatialLayers(rtpParameters.encodings), performance.now());
}

/** What a client is asked for now, for each picture of which it has a choice. */
export const layersOf = (link: PeerLink | undefined): ProducerLayers[] =>
  [...(link?.producers.values() ?? [])].flatMap(({ producer, asked }) =>
    asked ? [{ producerId: producer.id, upTo: asked.upTo }] : [],
  );

/** Asks the senders of a Room for the layers that somebody needs, and for no others (M14). */
export class SenderLayers {
  readonly #peers: ReadonlyMap<string, Peer>;
  readonly #tell: (peerId: string, notice: MediaNotice) => void;
  #isDue = false;

  constructor(peers: ReadonlyMap<string, Peer>, tell: (peerId: string, notice: MediaNotice) => void) {
    this.#peers = peers;
    this.#tell = tell;
  }

  /** Whenever what flows, or how large it is shown, may have changed; once for everything that changes in this turn. */
  reviewSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.review(performance.now()));
  }

  /** Also as time passes, for what has not been needed for long. `now`: ms as of `performance.now()`. */
  review(now: number): void {
    this.#isDue = false;
    const receivers = this.#receivers();
    for (const { id, link } of this.#peers.values()) {
      for (const own of link?.producers.values() ?? []) {
        if (!own.asked) continue;
        const { producer, asked } = own;
        const consumers = receivers.get(producer.id) ?? [];
        const shown = consumers.map(({ shownLayer }) => shownLayer);
        own.asked = askLayers(asked, neededLayer(asked.shownAt.length, shown), now);
        const settled = settledLayer(own.asked, now);
        for (const consumer of consumers) consumer.expect(settled);
        const { upTo } = own.asked;
        if (upTo !== asked.upTo)
          this.#tell(id, { name: 'producer:layers', data: { producerId: producer.id, upTo } });
      }
    }
  }

  /** Everybody who receives a picture, by the producer's id, which is the same on every router that it is piped to. */
  #receivers(): ReadonlyMap<string, PeerConsumer[]> {
    const receivers = new Map<string, PeerConsumer[]>();
    for (const { link } of this.#peers.values()) {
      for (const received of link?.consumers.values() ?? []) {
        const { producerId, kind } = received.consumer;
        if (kind !== 'video') continue;
        const known = receivers.get(producerId);
        if (known) known.push(received);
        else receivers.set(producerId, [received]);
      }
    }
    return receivers;
  }
}
