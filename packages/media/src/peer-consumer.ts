import type { Consumer } from 'mediasoup/types';
import type { ConsumerDescription, Source } from './media-notice.ts';
import { layerFor, spatialLayers, type View } from './viewport.ts';

/** One producer as one peer receives it. It flows once the client has started it and while it is shown. */
export class PeerConsumer {
  readonly consumer: Consumer;
  readonly source: Source;
  /** The sender, as the room knows it. */
  readonly fromPeerId: string;
  readonly fromParticipantId: string;
  readonly #layers: number;
  #started = false;
  #visible = true;
  #layer: number;

  constructor(consumer: Consumer, from: { peerId: string; participantId: string; source: Source }) {
    this.consumer = consumer;
    this.source = from.source;
    this.fromPeerId = from.peerId;
    this.fromParticipantId = from.participantId;
    this.#layers = spatialLayers(consumer.rtpParameters.encodings);
    this.#layer = this.#layers - 1;
  }

  get id(): string {
    return this.consumer.id;
  }

  describe(): ConsumerDescription {
    const { id: consumerId, producerId, kind, rtpParameters, producerPaused } = this.consumer;
    const { source, fromParticipantId: participantId } = this;
    return { consumerId, producerId, participantId, kind, source, rtpParameters, producerPaused };
  }

  /** The client has its end ready. */
  start(): void {
    this.#started = true;
    this.#flow();
  }

  /** Sound goes on whatever is shown: a person who scrolls a tile away still listens. */
  show(view: View): void {
    if (this.consumer.kind === 'audio') return;
    this.#visible = view.visible;
    const layer = layerFor(view, this.source, this.#layers);
    // The layer first, so that a tile that comes back does not ask for a key frame of the wrong one.
    if (view.visible && layer !== this.#layer) {
      this.#layer = layer;
      this.consumer.setPreferredLayers({ spatialLayer: layer }).catch(ignoreClosed);
    }
    this.#flow();
  }

  #flow(): void {
    const flows = this.#started && this.#visible;
    // The channel to the worker keeps the order, so a later wish is never overtaken by an earlier one.
    (flows ? this.consumer.resume() : this.consumer.pause()).catch(ignoreClosed);
  }
}

/** The only way these requests fail is that the consumer or its worker is gone, which is told elsewhere. */
function ignoreClosed(): void {}
