import type { Carried, Flow, Picture } from '#domain';
import type { Consumer } from 'mediasoup/types';
import type { ConsumerDescription, Source } from './media-notice.ts';
import { layerFor, spatialLayers, type View } from './viewport.ts';

/**
 * One producer as one peer receives it. A picture flows once the client has started it and while the peer's Flow (M5, M6)
 * says so; sound flows once started, unless it is held back (M8).
 */
export class PeerConsumer {
  readonly consumer: Consumer;
  readonly source: Source;
  /** The sender, as the room knows it. */
  readonly fromPeerId: string;
  readonly fromParticipantId: string;
  readonly #layers: number;
  #started = false;
  #view: Pick<View, 'widthPx' | 'heightPx' | 'visible'> | undefined;
  #flow: Flow | undefined;
  #heldBack = false;
  #eased = false;
  #layer: number;
  #priority = 1;
  #flowing = false;
  /** The highest layer that the sender has had time to send. */
  #settled: number;

  constructor(consumer: Consumer, from: { peerId: string; participantId: string; source: Source }) {
    this.consumer = consumer;
    this.source = from.source;
    this.fromPeerId = from.peerId;
    this.fromParticipantId = from.participantId;
    this.#layers = spatialLayers(consumer.rtpParameters.encodings);
    this.#layer = this.#settled = this.#layers - 1;
  }

  get id(): string {
    return this.consumer.id;
  }

  /** Whether we let it flow; the network and the sender have their own say. */
  get isFlowing(): boolean {
    return this.#flowing;
  }

  /** The layer that fills its tile; null where the picture is not shown. */
  get shownLayer(): number | null {
    return this.#flowing ? this.#layer : null;
  }

  describe(): ConsumerDescription {
    const { id: consumerId, producerId, kind, rtpParameters, producerPaused } = this.consumer;
    const { source, fromParticipantId: participantId } = this;
    return { consumerId, producerId, participantId, kind, source, rtpParameters, producerPaused };
  }

  /** What the choice of pictures asks; undefined for sound. */
  picture(speaking: boolean): Picture | undefined {
    const { id, source } = this;
    if (source !== 'camera' && source !== 'screen') return undefined;
    return { id, source, visible: this.#view?.visible ?? true, speaking };
  }

  /** What the network makes of the picture; undefined where none should flow. */
  get carried(): Carried | undefined {
    const { consumer } = this;
    if (consumer.kind !== 'video' || !this.#flowing || consumer.producerPaused) return undefined;
    // A picture without layers is never dropped by the worker.
    if (consumer.type === 'simple') return { sent: 0, wanted: 0, carried: 0 };
    const scores = consumer.score?.producerScores ?? [];
    const best = scores.length > 1 ? scores.findLastIndex((score) => score > 0) : this.#layers - 1;
    const isSent = scores.some((score) => score > 0);
    return {
      sent: isSent ? Math.min(best, this.#settled) : null,
      wanted: this.#layer,
      carried: consumer.currentLayers?.spatialLayer ?? null,
    };
  }

  /** The highest layer that its sender has been asked for long enough (M14): one above it is on its way, not missing. */
  expect(settled: number): void {
    this.#settled = settled;
  }

  /** The client has its end ready. */
  start(): void {
    this.#started = true;
    this.#apply();
  }

  /** How the client shows it from now on; `direct` then decides what flows. */
  show({ widthPx, heightPx, visible }: View): void {
    this.#view = { widthPx, heightPx, visible };
  }

  /** How a picture flows from now on; undefined: not at all. `speaking` keeps it from becoming a mere thumbnail. */
  direct(flow: Flow | undefined, speaking: boolean): void {
    this.#flow = flow;
    if (flow) this.#prefer(this.#wantedLayer(flow, speaking), flow.priority);
    this.#apply();
  }

  /**
   * Lets it take up what the path carries now. The worker keeps a picture that was made smaller so for 10 s, unless it
   * starts anew; the key frame that this takes comes within a round trip to the sender.
   */
  async takeUp(): Promise<void> {
    if (!this.#flowing) return;
    await Promise.all([this.consumer.pause(), this.consumer.resume()]);
  }

  /** Starts anew with the smallest picture, whatever is wanted: its key frame is the first to get through a link that is full. */
  async ease(): Promise<void> {
    this.#eased = true;
    await Promise.all([this.consumer.setPreferredLayers({ spatialLayer: 0 }), this.takeUp()]);
  }

  /** What is wanted is preferred again. */
  relax(): void {
    if (!this.#eased) return;
    this.#eased = false;
    this.consumer.setPreferredLayers({ spatialLayer: this.#layer }).catch(ignoreClosed);
  }

  holdBack(heldBack: boolean): void {
    if (this.#heldBack === heldBack) return;
    this.#heldBack = heldBack;
    this.#apply();
  }

  #wantedLayer({ onlySmall }: Flow, speaking: boolean): number {
    if (onlySmall) return 0;
    const filling = this.#view ? layerFor(this.#view, this.source, this.#layers) : this.#layers - 1;
    return speaking ? Math.max(filling, Math.min(1, this.#layers - 1)) : filling;
  }

  /** Before it flows, so that a tile that comes back does not ask for a key frame of the wrong layer. */
  #prefer(layer: number, priority: number): void {
    if (layer !== this.#layer) {
      this.#layer = layer;
      if (!this.#eased) this.consumer.setPreferredLayers({ spatialLayer: layer }).catch(ignoreClosed);
    }
    if (priority !== this.#priority) {
      this.#priority = priority;
      this.consumer.setPriority(priority).catch(ignoreClosed);
    }
  }

  #apply(): void {
    const wanted = this.consumer.kind === 'audio' ? !this.#heldBack : this.#flow !== undefined;
    const flows = this.#started && wanted;
    if (flows === this.#flowing) return;
    this.#flowing = flows;
    // The channel to the worker keeps the order, so a later wish is never overtaken by an earlier one.
    (flows ? this.consumer.resume() : this.consumer.pause()).catch(ignoreClosed);
  }
}

/** The only way these requests fail is that the consumer or its worker is gone, which is told elsewhere. */
function ignoreClosed(): void {}
