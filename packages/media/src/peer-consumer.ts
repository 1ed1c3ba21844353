import { setTimeout as sleep } from 'node:timers/promises';
import type { Carried, Flow, Picture } from '#domain';
import type { Consumer, ConsumerLayers, ConsumerScore } from 'mediasoup/types';
import { ignoreClosed } from './ignore-closed.ts';
import type { ConsumerDescription, Source } from './media-notice.ts';
import { parametersTold } from './red.ts';
import { layerFor, spatialLayers, temporalLayers, type View } from './viewport.ts';

/**
 * Milliseconds that a queue on the way gets to make room for a key frame, which would else be the first to fall off its end.
 * As long as the queue is not empty by then, this costs nothing.
 */
const ROOM_AFTER_MS = 50;

/** Chromium answers no request for a key frame within 300 ms of the one before (its EncoderRtcpFeedback). */
const NEXT_KEY_FRAME_MS = 350;
/** A key frame that has not come after so long is not waited for. */
const NO_KEY_FRAME_MS = 1500;
const BEGUN_LOOK_MS = 50;
/** A picture that grew has shown after so long whether the path carries it: congestion control lowers its estimate by then. */
const PROVEN_AFTER_MS = 1000;

type From = { peerId: string; participantId: string; source: Source; sharedSince?: number | undefined };

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
  readonly #sharedSince: number | undefined;
  /** Next to nothing comes of it from its sender, as was found when it was out last: a screen on which nothing moves. */
  isStill = false;
  readonly #layers: number;
  readonly #rates: number;
  #started = false;
  #view: Pick<View, 'widthPx' | 'heightPx' | 'visible'> | undefined;
  #flow: Flow | undefined;
  #heldBack = false;
  #eased = false;
  /** As the worker told last. Kept here, because mediasoup makes a copy each time that it is asked. */
  #score: ConsumerScore | undefined;
  #current: ConsumerLayers | undefined;
  /** When another layer came last (ms of a steady clock): with a key frame. What moves more often or less needs none. */
  #changedAt = -Infinity;
  /** The layer before that one. */
  #layerBefore = 0;
  #layer: number;
  #movesLess = false;
  #priority = 1;
  #flowing = false;
  /** The highest layer that the sender has had time to send. */
  #settled: number;

  constructor(consumer: Consumer, from: From) {
    this.consumer = consumer;
    this.source = from.source;
    this.fromPeerId = from.peerId;
    this.fromParticipantId = from.participantId;
    this.#sharedSince = from.sharedSince;
    this.#score = consumer.score;
    this.#current = consumer.currentLayers;
    consumer.on('score', (score) => (this.#score = score));
    consumer.on('layerschange', (layers) => {
      const before = this.#current?.spatialLayer;
      this.#current = layers;
      if (layers?.spatialLayer === before) return;
      this.#layerBefore = before ?? 0;
      this.#changedAt = performance.now();
    });
    this.#layers = spatialLayers(consumer.rtpParameters.encodings);
    this.#rates = temporalLayers(consumer.rtpParameters.encodings);
    this.#layer = this.#settled = this.#layers - 1;
  }

  get id(): string {
    return this.consumer.id;
  }

  /** Whether we let it flow; the network and the sender have their own say. */
  get isFlowing(): boolean {
    return this.#flowing;
  }

  /**
   * The worker sends nothing of a picture in one stream. That may be for want of bandwidth, or because nothing comes: it leaves
   * such a stream out then, too, but goes on to hold it for sent, as it does not with several.
   */
  get isOut(): boolean {
    const isOne = this.consumer.type === 'svc' && this.#flowing && !this.consumer.producerPaused;
    return isOne && !this.#current;
  }

  /** The layer that fills its tile; null where the picture is not shown. */
  get shownLayer(): number | null {
    return this.#flowing ? this.#layer : null;
  }

  describe(): ConsumerDescription {
    const { id: consumerId, producerId, kind, rtpParameters, producerPaused } = this.consumer;
    const { source, fromParticipantId: participantId } = this;
    const described = { consumerId, producerId, participantId, kind, source, producerPaused };
    const sharedSince = this.#sharedSince;
    return {
      ...described,
      rtpParameters: parametersTold(rtpParameters),
      ...(sharedSince !== undefined && { sharedSince }),
    };
  }

  /** What the choice of pictures asks; undefined for sound. */
  picture(speaking: boolean, signing: boolean): Picture | undefined {
    const { id, source } = this;
    if (source !== 'camera' && source !== 'screen') return undefined;
    return {
      id,
      source,
      visible: this.#view?.visible ?? true,
      speaking,
      signing: signing && source === 'camera',
    };
  }

  /** What the network makes of the picture; undefined where none should flow. */
  get carried(): Carried | undefined {
    const { consumer } = this;
    if (consumer.kind !== 'video' || !this.#flowing || consumer.producerPaused) return undefined;
    // A picture without layers is never dropped by the worker.
    if (consumer.type === 'simple') return { sent: 0, wanted: 0, carried: 0 };
    const scores = this.#score?.producerScores ?? [];
    const best = scores.length > 1 ? scores.findLastIndex((score) => score > 0) : this.#layers - 1;
    const isSent = scores.some((score) => score > 0) && !(this.isStill && this.isOut);
    return {
      sent: isSent ? Math.min(best, this.#settled) : null,
      wanted: this.#layer,
      carried: this.#current?.spatialLayer ?? null,
    };
  }

  /** The layer that is known to get through: the smallest that comes, a larger one only after a while. Null for none. */
  get provenLayer(): number | null {
    const now = this.carried?.carried ?? null;
    if (now === null || performance.now() - this.#changedAt >= PROVEN_AFTER_MS) return now;
    return Math.min(now, this.#layerBefore);
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

  /** How a picture flows from now on; undefined: not at all. `matters` keeps it from becoming a mere thumbnail. */
  direct(flow: Flow | undefined, matters: boolean): void {
    this.#flow = flow;
    if (flow) this.#prefer(this.#wantedLayer(flow, matters), flow);
    this.#apply();
  }

  /**
   * Lets it take up what the path carries now. The worker keeps a picture that was made smaller so for 10 s, unless it starts
   * anew: a picture that moves starts anew as small as it is, which takes a round trip to the sender, and grows from there
   * without standing still.
   */
  async takeUp(): Promise<void> {
    await this.#settle();
    const now = this.carried?.carried ?? null;
    if (!this.#flowing || this.#eased || (now !== null && now >= this.#layer)) return;
    const isSmaller = now !== null;
    const paused = this.consumer.pause();
    if (isSmaller) void this.consumer.setPreferredLayers({ spatialLayer: now }).catch(ignoreClosed);
    await Promise.all([paused, this.consumer.resume()]);
    if (!isSmaller) return;
    await this.#begun();
    await sleep(NEXT_KEY_FRAME_MS, undefined, { ref: false });
    if (!this.#eased) await this.consumer.setPreferredLayers(this.#wish());
  }

  /**
   * Starts anew with the smallest picture, whatever is wanted: its key frame is the first to get through a link that is full,
   * and waits until the queue there has room for it.
   */
  async ease(): Promise<void> {
    if (!this.#flowing) return;
    this.#eased = true;
    await this.#thin();
    // What is smallest already flows on: the limit alone makes it move less often.
    if (!this.#eased || this.#current?.spatialLayer === 0) return;
    // Paused first: the key frame that another layer asks for would come before it is let through, and the next one late.
    await Promise.all([this.consumer.pause(), this.consumer.setPreferredLayers({ spatialLayer: 0 })]);
    await sleep(ROOM_AFTER_MS, undefined, { ref: false });
    if (this.#flowing) await this.consumer.resume();
  }

  /** While its sender answers no request for a key frame, half of its pictures: paused, it would stand still all that time. */
  async #thin(): Promise<void> {
    const { spatialLayer = 0 } = this.#current ?? {};
    if (spatialLayer === 0 || performance.now() > this.#changedAt + NEXT_KEY_FRAME_MS) return;
    void this.consumer.setPreferredLayers({ spatialLayer, temporalLayer: 0 }).catch(ignoreClosed);
    await this.#settle();
  }

  /** What is wanted is preferred again. */
  relax(): void {
    if (!this.#eased) return;
    this.#eased = false;
    this.consumer.setPreferredLayers(this.#wish()).catch(ignoreClosed);
  }

  /** What is wanted of the worker while nothing is in the way. Half of the frames are left out with the highest rate (M26). */
  #wish(): ConsumerLayers {
    const spatialLayer = this.#layer;
    return this.#movesLess ? { spatialLayer, temporalLayer: Math.max(0, this.#rates - 2) } : { spatialLayer };
  }

  /** Resolves when its sender answers a request for a key frame again. It may have grown by then. */
  async #settle(): Promise<void> {
    const leftMs = this.#changedAt + NEXT_KEY_FRAME_MS - performance.now();
    if (leftMs > 0) await sleep(leftMs, undefined, { ref: false });
  }

  /** Resolves when a key frame has let it begin anew, or none came. */
  async #begun(): Promise<void> {
    for (let waitedMs = 0; waitedMs < NO_KEY_FRAME_MS && !this.#current; waitedMs += BEGUN_LOOK_MS)
      await sleep(BEGUN_LOOK_MS, undefined, { ref: false });
  }

  holdBack(heldBack: boolean): void {
    if (this.#heldBack === heldBack) return;
    this.#heldBack = heldBack;
    this.#apply();
  }

  #wantedLayer({ onlySmall }: Flow, matters: boolean): number {
    if (onlySmall) return 0;
    const filling = this.#view ? layerFor(this.#view, this.source, this.#layers) : this.#layers - 1;
    return matters ? Math.max(filling, Math.min(1, this.#layers - 1)) : filling;
  }

  /** Before it flows, so that a tile that comes back does not ask for a key frame of the wrong layer. */
  #prefer(layer: number, { priority, mayMoveLess }: Flow): void {
    const movesLess = mayMoveLess && layer === 0;
    if (layer !== this.#layer || movesLess !== this.#movesLess) {
      this.#layer = layer;
      this.#movesLess = movesLess;
      if (!this.#eased) this.consumer.setPreferredLayers(this.#wish()).catch(ignoreClosed);
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
