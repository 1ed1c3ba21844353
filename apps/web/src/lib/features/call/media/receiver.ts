import type { types } from 'mediasoup-client';
import { SvelteMap } from 'svelte/reactivity';
import type { NoticeData } from '#protocol';
import type { Realtime } from '#lib/realtime.svelte.ts';
import type { Source } from './encodings.ts';
import { Viewport, type View } from './viewport.ts';

export type RemoteMedia = {
  consumerId: string;
  participantId: string;
  source: Source;
  track: MediaStreamTrack;
  /** The sender has paused it: a muted microphone. */
  paused: boolean;
};

/** How long a picture waits to be laid out before it flows all the same, for a page that is hidden. */
const layoutWithinMs = 250;

/** What one page is sent: a consumer each, made and closed by the server, and how large each picture is shown. */
export class Receiver {
  /** By consumer id, in the order in which they came. */
  readonly remote = new SvelteMap<string, RemoteMedia>();
  readonly #line: Pick<Realtime, 'request'>;
  readonly #viewport: Viewport;
  #transport: types.Transport | undefined;
  readonly #consumers = new Map<string, types.Consumer>();
  /** What the server has announced before the transport was there. */
  #waiting: NoticeData<'consumer:new'>[] = [];
  #toResume: string[] = [];
  /** Pictures that are not laid out yet. They flow from then on, so that the first one sent has the size it is shown in. */
  readonly #unseen = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(line: Pick<Realtime, 'request'>) {
    this.#line = line;
    this.#viewport = new Viewport(line);
  }

  get consumers(): ReadonlyMap<string, types.Consumer> {
    return this.#consumers;
  }

  attach(transport: types.Transport): void {
    this.#transport = transport;
  }

  /** The server is ready to send: what it has announced meanwhile is taken. */
  flow(): void {
    for (const data of this.#waiting.splice(0)) void this.add(data);
  }

  detach(): void {
    this.#transport = undefined;
    this.#consumers.clear();
    this.#viewport.clear();
    for (const timer of this.#unseen.values()) clearTimeout(timer);
    this.#unseen.clear();
    this.#waiting = [];
    this.#toResume = [];
    this.remote.clear();
  }

  async add(data: NoticeData<'consumer:new'>): Promise<void> {
    if (this.#consumers.has(data.consumerId)) return;
    const transport = this.#transport;
    if (!transport || transport.closed) return void this.#waiting.push(data);
    const consumer = await transport
      .consume({
        id: data.consumerId,
        producerId: data.producerId,
        kind: data.kind,
        rtpParameters: data.rtpParameters as types.RtpParameters,
      })
      .catch(() => undefined);
    if (!consumer || transport !== this.#transport) return consumer?.close();
    if (this.#consumers.has(consumer.id)) return;
    this.#consumers.set(consumer.id, consumer);
    const { participantId, source } = data;
    const { id: consumerId, track } = consumer;
    this.remote.set(consumerId, { consumerId, participantId, source, track, paused: data.producerPaused });
    if (data.kind === 'audio') this.#resumeSoon([consumerId]);
    else
      this.#unseen.set(
        consumerId,
        setTimeout(() => this.#seen(consumerId), layoutWithinMs),
      );
  }

  remove(consumerId: string): void {
    this.#waiting = this.#waiting.filter((data) => data.consumerId !== consumerId);
    this.#consumers.get(consumerId)?.close();
    this.#consumers.delete(consumerId);
    this.#viewport.forget(consumerId);
    clearTimeout(this.#unseen.get(consumerId));
    this.#unseen.delete(consumerId);
    this.remote.delete(consumerId);
  }

  setPaused(consumerId: string, paused: boolean): void {
    const remote = this.remote.get(consumerId);
    if (remote) this.remote.set(consumerId, { ...remote, paused });
  }

  /** The line is back: what the server has closed meanwhile goes, what it may not have heard is said again. */
  repeat(consumerIds: readonly string[]): void {
    for (const id of [...this.#consumers.keys()]) if (!consumerIds.includes(id)) this.remove(id);
    this.#resumeSoon([...this.#consumers.keys()]);
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
        !paused && (track.kind === 'audio' || this.#viewport.isShown(consumerId)),
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
      const consumerIds = [...new Set(this.#toResume.splice(0))];
      if (consumerIds.length > 0) void this.#line.request('consumer:resume', { consumerIds });
    });
  }
}
