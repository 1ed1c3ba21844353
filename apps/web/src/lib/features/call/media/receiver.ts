import type { types } from 'mediasoup-client';
import { SvelteMap } from 'svelte/reactivity';
import type { ConsumerNew } from '#protocol';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { Again } from './again.ts';
import type { Source } from './encodings.ts';
import { firstView } from './first-view.ts';
import { Viewport, type View } from './viewport.ts';

export type RemoteMedia = {
  consumerId: string;
  participantId: string;
  source: Source;
  track: MediaStreamTrack;
  /** The sender has paused it: a muted microphone. */
  paused: boolean;
  /** M24: since when (ms) a screen is shared. */
  sharedSince?: number | undefined;
};

/**
 * How long the place of a picture is kept while connections are made anew. Shorter shows people as without a camera on a slow
 * line; longer shows an empty picture of somebody who has turned the camera off meanwhile.
 */
const stillMs = 3000;
/** How long a picture waits to be laid out before it flows all the same, for a page that is hidden. */
const layoutWithinMs = 250;

/** What fails so often fails always, as a form of picture that this browser can't take after all. */
const mostTries = 5;

/** What one page is sent: a consumer each, made and closed by the server, and how large each picture is shown. */
export class Receiver {
  /** By consumer id, in the order in which they came. */
  readonly remote = new SvelteMap<string, RemoteMedia>();
  readonly #line: Pick<Realtime, 'request'>;
  readonly #viewport: Viewport;
  #transport: types.Transport | undefined;
  readonly #consumers = new Map<string, types.Consumer>();
  /** What the server has announced and not closed, whether or not it is made already. */
  readonly #announced = new Map<string, ConsumerNew>();
  #toResume: string[] = [];
  /** What is ready here and has not begun at the server. */
  readonly #unheard = new Set<string>();
  readonly #again = new Again(() => this.#resumeSoon([...this.#unheard]));
  /** What is announced and could not be made yet, and how often it was tried. */
  readonly #missing = new Map<string, number>();
  readonly #takeAgain = new Again(() => void this.#takeMissing());
  /** Pictures of which only the layout will tell how large they are shown. They flow from then on, so that the first one sent has the size it is shown in. */
  readonly #unseen = new Map<string, ReturnType<typeof setTimeout>>();

  /** Pictures in `remote` whose connection is gone while the next one is not there yet: the camera is not known to be off. */
  readonly #stills = new Set<string>();
  #stillTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(line: Pick<Realtime, 'request'>) {
    this.#line = line;
    this.#viewport = new Viewport(line);
  }

  get consumers(): ReadonlyMap<string, types.Consumer> {
    return this.#consumers;
  }

  /**
   * What was announced before is taken together, which is one negotiation instead of one each. Resolves when it is done.
   */
  async attach(transport: types.Transport): Promise<void> {
    this.#transport = transport;
    await Promise.all([...this.#announced.values()].map((data) => this.#take(data, transport)));
  }

  /** `isForAnother`: other transports follow at once, and pictures keep their place until theirs come. */
  detach({ isForAnother = false } = {}): void {
    this.#transport = undefined;
    this.#consumers.clear();
    this.#announced.clear();
    this.#viewport.clear();
    for (const timer of this.#unseen.values()) clearTimeout(timer);
    this.#unseen.clear();
    this.#toResume = [];
    this.#unheard.clear();
    this.#again.stop();
    this.#missing.clear();
    this.#takeAgain.stop();
    for (const [id, { track }] of this.remote) {
      if (isForAnother && track.kind === 'video') this.#stills.add(id);
      else this.remote.delete(id);
    }
    clearTimeout(this.#stillTimer);
    if (!isForAnother) this.#stills.clear();
    else this.#stillTimer = setTimeout(() => this.#dropStills(() => true), stillMs);
  }

  #dropStills(isOver: (still: RemoteMedia) => boolean): void {
    for (const id of this.#stills) {
      const still = this.remote.get(id);
      if (still && !isOver(still)) continue;
      this.#stills.delete(id);
      this.remote.delete(id);
    }
  }

  async add(data: ConsumerNew): Promise<void> {
    if (this.#announced.has(data.consumerId)) return;
    this.#announced.set(data.consumerId, { ...data });
    const transport = this.#transport;
    if (transport && !transport.closed) await this.#take(data, transport);
  }

  async #take(announced: ConsumerNew, transport: types.Transport): Promise<void> {
    const consumer = await transport
      .consume({
        id: announced.consumerId,
        producerId: announced.producerId,
        kind: announced.kind,
        rtpParameters: announced.rtpParameters as types.RtpParameters,
      })
      .catch(() => undefined);
    if (transport !== this.#transport) return consumer?.close();
    if (!consumer) return this.#notTaken(announced);
    this.#missing.delete(consumer.id);
    // As it is now: closed or paused while it was made.
    const data = this.#announced.get(consumer.id);
    if (!data) return consumer.close();
    this.#consumers.set(consumer.id, consumer);
    const { participantId, source, sharedSince } = data;
    const { id: consumerId, track } = consumer;
    this.#dropStills((still) => still.participantId === participantId && still.source === source);
    this.remote.set(consumerId, {
      ...{ consumerId, participantId, source, track, paused: data.producerPaused },
      sharedSince,
    });
    if (data.kind === 'audio') return this.#resumeSoon([consumerId]);
    const guess = document.hidden ? undefined : firstView(this.#announced.values(), window);
    if (guess) {
      this.#viewport.set({ consumerId, ...guess, visible: true }, true);
      return this.#resumeSoon([consumerId]);
    }
    this.#unseen.set(
      consumerId,
      setTimeout(() => this.#seen(consumerId), layoutWithinMs),
    );
  }

  /** It failed here, or the server could not be told how to send; what was to be made together with it failed too. */
  #notTaken({ consumerId }: ConsumerNew): void {
    if (!this.#announced.has(consumerId)) return;
    const tries = (this.#missing.get(consumerId) ?? 0) + 1;
    if (tries < mostTries) {
      this.#missing.set(consumerId, tries);
      return this.#takeAgain.soon();
    }
    // It may be announced again.
    this.#missing.delete(consumerId);
    this.#announced.delete(consumerId);
  }

  /** One by one, so that one that always fails takes no other with it. */
  async #takeMissing(): Promise<void> {
    const transport = this.#transport;
    for (const id of [...this.#missing.keys()]) {
      const data = this.#announced.get(id);
      if (!transport || transport !== this.#transport || transport.closed) return;
      if (data && this.#missing.has(id)) await this.#take(data, transport);
    }
    if (this.#missing.size === 0) this.#takeAgain.heard();
  }

  remove(consumerId: string): void {
    this.#announced.delete(consumerId);
    this.#missing.delete(consumerId);
    this.#consumers.get(consumerId)?.close();
    this.#consumers.delete(consumerId);
    this.#unheard.delete(consumerId);
    this.#viewport.forget(consumerId);
    clearTimeout(this.#unseen.get(consumerId));
    this.#unseen.delete(consumerId);
    this.remote.delete(consumerId);
  }

  setPaused(consumerId: string, paused: boolean): void {
    const announced = this.#announced.get(consumerId);
    if (announced) announced.producerPaused = paused;
    const remote = this.remote.get(consumerId);
    if (remote) this.remote.set(consumerId, { ...remote, paused });
  }

  /** The line is back: what the server has closed meanwhile goes, what is new comes, what it may not have heard is said again. */
  repeat(consumers: readonly ConsumerNew[]): void {
    const present = new Set(consumers.map(({ consumerId }) => consumerId));
    for (const id of [...this.#announced.keys()]) if (!present.has(id)) this.remove(id);
    this.#resumeSoon([...this.#consumers.keys()]);
    for (const data of consumers) {
      void this.add(data);
      this.setPaused(data.consumerId, data.producerPaused);
    }
    this.#viewport.tellAll();
  }

  /** How large a picture is shown, in device pixels; the server then sends no more than that needs. */
  setView(view: View): void {
    const { consumerId } = view;
    if (!this.#consumers.has(consumerId)) return;
    this.#viewport.set(view, this.#unseen.has(consumerId));
    this.#seen(consumerId);
  }

  /** Whether something should arrive now: then silence on the wire is a fault of the network. */
  expectsMedia(): boolean {
    return [...this.remote.values()].some(
      ({ consumerId, track, paused }) =>
        !paused &&
        this.#consumers.has(consumerId) &&
        (track.kind === 'audio' || this.#viewport.isShown(consumerId)),
    );
  }

  #seen(consumerId: string): void {
    clearTimeout(this.#unseen.get(consumerId));
    if (this.#unseen.delete(consumerId)) this.#resumeSoon([consumerId]);
  }

  #resumeSoon(ids: string[]): void {
    const isFirst = this.#toResume.length === 0;
    this.#toResume.push(...ids);
    if (!isFirst) return;
    // What arrives together is resumed together: one message instead of one a consumer.
    queueMicrotask(() => {
      const consumerIds = [...new Set(this.#toResume.splice(0))].filter((id) => this.#consumers.has(id));
      if (consumerIds.length > 0) void this.#resume(consumerIds);
    });
  }

  async #resume(consumerIds: string[]): Promise<void> {
    const { ok } = await this.#line.request('consumer:resume', { consumerIds });
    if (ok) {
      for (const id of consumerIds) this.#unheard.delete(id);
      return this.#again.heard();
    }
    // One that has been closed there is told to us, and forgotten then.
    for (const id of consumerIds) if (this.#consumers.has(id)) this.#unheard.add(id);
    if (this.#unheard.size > 0) this.#again.soon();
  }
}
