import type { types } from 'mediasoup-client';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { NoticeData, PeerMedia } from '#protocol';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { encodingsFor, type Source } from './encodings.ts';
import { IceKeeper } from './ice-keeper.ts';

export type RemoteMedia = {
  consumerId: string;
  participantId: string;
  source: Source;
  track: MediaStreamTrack;
  /** The sender has paused it: a muted microphone. */
  paused: boolean;
};
export type View = { consumerId: string; widthPx: number; heightPx: number; visible: boolean };

/** How long a picture waits to be laid out before it flows all the same, for a page that is hidden. */
const layoutWithinMs = 250;

type Line = Pick<Realtime, 'request'>;

/** A transport that has no path after this time is told as a problem; a slow phone network needs a few seconds. */
const pathWithinMs = 8000;

/**
 * The media of one page in one visit: what it sends and what it is sent. It may be started anew at any time (after a
 * worker's death, a server's restart, or a long absence); what the person had on is on again by itself.
 */
export class MediaSession {
  /** By consumer id, in the order in which they came. */
  readonly remote = new SvelteMap<string, RemoteMedia>();
  /** What keeps this browser from sending and receiving at all; the page says so instead of staying black. */
  readonly problems = new SvelteSet<'unsupported' | 'no-path'>();
  #line: Line;
  #device: types.Device | undefined;
  #send: types.Transport | undefined;
  #recv: types.Transport | undefined;
  #ice: IceKeeper | undefined;
  #current: string | undefined;
  #waiting: NoticeData<'consumer:new'>[] = [];
  readonly #wanted = new Map<Source, MediaStreamTrack>();
  readonly #muted = new Set<Source>();
  readonly #producers = new Map<Source, types.Producer>();
  readonly #consumers = new Map<string, types.Consumer>();
  #toResume: string[] = [];
  #views = new Map<string, View>();
  /** Pictures that are not laid out yet. They flow from then on, so that the first one sent has the size it is shown in. */
  readonly #unseen = new Map<string, ReturnType<typeof setTimeout>>();
  #viewTimer: ReturnType<typeof setTimeout> | undefined;
  /** One change of what is sent at a time: mediasoup-client refuses overlapping ones. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(line: Line) {
    this.#line = line;
  }

  /** Builds everything for these transports, unless they are the ones in use. */
  async start(media: PeerMedia): Promise<void> {
    if (this.#current === media.send.id) return;
    this.stop();
    this.#current = media.send.id;
    const isStill = () => this.#current === media.send.id;
    try {
      const { Device } = await import('mediasoup-client');
      this.#device ??= await Device.factory();
      if (!this.#device.loaded)
        await this.#device.load({
          routerRtpCapabilities: media.routerRtpCapabilities as types.RtpCapabilities,
        });
    } catch {
      this.problems.add('unsupported');
      return;
    }
    if (!isStill()) return;
    this.#send = this.#wire(this.#device.createSendTransport(media.send as types.TransportOptions));
    this.#recv = this.#wire(this.#device.createRecvTransport(media.recv as types.TransportOptions));
    this.#ice = new IceKeeper([this.#send, this.#recv], this.#line, () => void this.#restart());
    const rtpCapabilities = { ...this.#device.recvRtpCapabilities };
    const ready = await this.#line.request('media:ready', { rtpCapabilities: plain(rtpCapabilities) });
    if (!ready.ok || !isStill()) return;
    for (const data of this.#waiting.splice(0)) void this.consumerNew(data);
    for (const source of this.#wanted.keys()) this.#queue(() => this.#produce(source));
  }

  stop(): void {
    this.#current = undefined;
    this.#ice?.close();
    this.#ice = undefined;
    this.#send?.close();
    this.#recv?.close();
    this.#send = this.#recv = undefined;
    this.#producers.clear();
    this.#consumers.clear();
    this.#views.clear();
    clearTimeout(this.#viewTimer);
    this.#viewTimer = undefined;
    for (const timer of this.#unseen.values()) clearTimeout(timer);
    this.#unseen.clear();
    this.#waiting = [];
    this.#toResume = [];
    this.remote.clear();
    this.problems.delete('no-path');
  }

  /** What to send of a source from now on; undefined stops it. Keeps being true across rebuilt transports. */
  setTrack(source: Source, track: MediaStreamTrack | undefined): void {
    if (this.#wanted.get(source) === track) return;
    if (track) this.#wanted.set(source, track);
    else this.#wanted.delete(source);
    this.#queue(() => (track ? this.#produce(source) : this.#unproduce(source)));
  }

  /** Silences a source without letting go of it. The server stops it too: nothing leaves a muted microphone. */
  setMuted(source: Source, muted: boolean): void {
    if (muted) this.#muted.add(source);
    else this.#muted.delete(source);
    this.#queue(() => this.#syncMuted(source));
  }

  /** The connection to the server is back and the transports are still ours: say again what may have been lost. */
  resumed(consumerIds: string[]): void {
    for (const id of [...this.#consumers.keys()])
      if (!consumerIds.includes(id)) this.consumerClosed({ consumerId: id });
    for (const source of this.#producers.keys()) this.#queue(() => this.#syncMuted(source));
    this.#resumeSoon([...this.#consumers.keys()]);
    this.#ice?.check();
  }

  async consumerNew(data: NoticeData<'consumer:new'>): Promise<void> {
    if (this.#consumers.has(data.consumerId)) return;
    const recv = this.#recv;
    if (!recv || recv.closed) return void this.#waiting.push(data);
    const consumer = await recv
      .consume({
        id: data.consumerId,
        producerId: data.producerId,
        kind: data.kind,
        rtpParameters: data.rtpParameters as types.RtpParameters,
      })
      .catch(() => undefined);
    if (!consumer || recv !== this.#recv) return consumer?.close();
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

  consumerClosed({ consumerId }: { consumerId: string }): void {
    this.#waiting = this.#waiting.filter((data) => data.consumerId !== consumerId);
    this.#consumers.get(consumerId)?.close();
    this.#consumers.delete(consumerId);
    this.#views.delete(consumerId);
    clearTimeout(this.#unseen.get(consumerId));
    this.#unseen.delete(consumerId);
    this.remote.delete(consumerId);
  }

  consumerPaused({ consumerId }: { consumerId: string }, paused: boolean): void {
    const remote = this.remote.get(consumerId);
    if (remote) this.remote.set(consumerId, { ...remote, paused });
  }

  /** How large a picture is shown, in device pixels; the server then sends no more than that needs. */
  setView(view: View): void {
    this.#views.set(view.consumerId, view);
    if (this.#unseen.has(view.consumerId)) {
      void this.#line.request('consumer:viewport', { views: [view] });
      this.#seen(view.consumerId);
    } else if (this.#viewTimer === undefined) this.#viewTimer = setTimeout(() => this.#tellViews(), 150);
  }

  #tellViews(): void {
    this.#viewTimer = undefined;
    const views = [...this.#views.values()];
    if (views.length > 0) void this.#line.request('consumer:viewport', { views });
  }

  #seen(consumerId: string): void {
    clearTimeout(this.#unseen.get(consumerId));
    if (this.#unseen.delete(consumerId)) this.#resumeSoon([consumerId]);
  }

  #wire(transport: types.Transport): types.Transport {
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      void this.#line
        .request('transport:connect', { transportId: transport.id, dtlsParameters: plain(dtlsParameters) })
        .then((result) => (result.ok ? done() : fail(new Error(result.error.code))));
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      const { source } = appData as { source: Source };
      const wish = { source, kind, rtpParameters: plain(rtpParameters), paused: this.#muted.has(source) };
      void this.#line
        .request('producer:create', wish)
        .then((result) =>
          result.ok ? done({ id: result.data.producerId }) : fail(new Error(result.error.code)),
        );
    });
    let overdue: ReturnType<typeof setTimeout>;
    transport.on('connectionstatechange', (state) => {
      clearTimeout(overdue);
      if (transport.closed) return;
      if (state === 'connected') this.problems.delete('no-path');
      else overdue = setTimeout(() => !transport.closed && this.problems.add('no-path'), pathWithinMs);
    });
    return transport;
  }

  #queue(change: () => Promise<unknown>): void {
    this.#sending = this.#sending.then(change).catch(() => undefined);
  }

  async #produce(source: Source): Promise<void> {
    const track = this.#wanted.get(source);
    const send = this.#send;
    if (!track || track.readyState === 'ended' || !send || send.closed) return;
    const known = this.#producers.get(source);
    if (known && !known.closed) return known.replaceTrack({ track });
    const producer = await send.produce({
      track,
      appData: { source },
      // The track belongs to the person's devices, which also show it and stop it.
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: true,
      ...encodingsFor(source, track),
    });
    if (send !== this.#send) return producer.close();
    this.#producers.set(source, producer);
    await this.#syncMuted(source);
  }

  async #unproduce(source: Source): Promise<void> {
    const producer = this.#producers.get(source);
    this.#producers.delete(source);
    if (!producer || producer.closed) return;
    producer.close();
    await this.#line.request('producer:close', { producerId: producer.id });
  }

  async #syncMuted(source: Source): Promise<void> {
    const producer = this.#producers.get(source);
    if (!producer || producer.closed) return;
    const muted = this.#muted.has(source);
    // First here, then there: whatever the network does, a muted person is silent at once.
    if (muted) producer.pause();
    await this.#line.request(muted ? 'producer:pause' : 'producer:resume', { producerId: producer.id });
    if (!muted) producer.resume();
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

  async #restart(): Promise<void> {
    const fresh = await this.#line.request('media:restart', {});
    if (fresh.ok) await this.start(fresh.data);
  }
}

/** mediasoup-client's structures as plain JSON, the shape in which they travel. */
const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
