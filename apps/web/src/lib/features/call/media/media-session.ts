import type { types } from 'mediasoup-client';
import type { MediaMode } from '#domain';
import { SvelteSet, type SvelteMap } from 'svelte/reactivity';
import type { ConsumerNew, NoticeData, PeerMedia, Receiving } from '#protocol';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { Again } from './again.ts';
import { ArrivalWatch } from './arrival-watch.ts';
import { Connects, hasPath } from './connects.ts';
import { loadDevice, loadedDevice } from './device.ts';
import type { SendWishes, Source } from './encodings.ts';
import { IceKeeper } from './ice-keeper.ts';
import { JoinClock } from './join-clock.ts';
import type { QualityFacts } from './link-stats.ts';
import { QualityReporter } from './quality-reporter.ts';
import { Receiver, type RemoteMedia } from './receiver.ts';
import { plain } from './plain.ts';
import { Sender } from './sender.ts';
import { watchSpeakers } from './speaker-watch.ts';
import type { View } from './viewport.ts';

export type { RemoteMedia } from './receiver.ts';
/**
 * What keeps this browser from sending or receiving; the page says so instead of staying black. `no-codec`: pictures can't
 * be sent in a form that the others can show; sound and their pictures still come. `cut`: nothing comes or goes where it did,
 * and it is being mended.
 */
export type MediaProblem = 'unsupported' | 'no-path' | 'no-codec' | 'cut';

type Line = Pick<Realtime, 'request' | 'renew' | 'status'>;
type Told = {
  onfacts: (facts: QualityFacts) => void;
  /** Who of the others speaks, the loudest first. */
  onspeakers: (participantIds: string[]) => void;
};

/** A transport that has no path after this time is told as a problem; a slow phone network needs a few seconds. */
const pathWithinMs = 8000;
/** Without this answer, or this part of the page, nothing comes or goes, so it is asked for until it is there. */
const readyAgainMs = 1000;

/**
 * The media of one page in one visit: what it sends and what it is sent. It may be started anew at any time (after a
 * worker's death, a server's restart, or a long absence); what the person had on is on again by itself.
 */
export class MediaSession {
  readonly problems = new SvelteSet<MediaProblem>();
  readonly #line: Line;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly joining = new JoinClock(() => this.#receiver.consumers.values());
  readonly #onfacts: (facts: QualityFacts) => void;
  readonly #onspeakers: (participantIds: string[]) => void;
  #wishes: SendWishes | undefined;
  /** As told last: somebody may come while the way for what this page sends is still being made. */
  #codecs: PeerMedia['codecs'] | undefined;
  #isReady = false;
  /** The mode that the server knows. */
  #toldMode: MediaMode | undefined;
  /** Who saves data would go on being sent everything. */
  readonly #again = new Again(() => this.#isReady && this.#tellMode());
  #transports: types.Transport[] = [];
  /** Ways that worked and carry nothing now. */
  readonly #lost = new Set<'send' | 'recv'>();
  #ice: IceKeeper | undefined;
  #reporter: QualityReporter | undefined;
  #arrivals: ArrivalWatch | undefined;
  #deafen: (() => void) | undefined;
  #current: string | undefined;
  /** The ones before, closed here: the server may still have them, but nothing can be sent over them any more. */
  #ended: string | undefined;
  /** One of the transports could not be connected: others are asked for until they come. */
  #needsOthers = false;
  readonly #restartAgain = new Again(() => void this.#restart());
  readonly #connects: Connects;
  /** Counts how often all was over: what was asked for before that is not wanted any more. */
  #stops = 0;
  /** Since which of them other transports are being asked for. */
  #restarting: number | undefined;

  constructor(line: Line, { onfacts, onspeakers }: Told) {
    this.#line = line;
    this.#onfacts = onfacts;
    this.#onspeakers = onspeakers;
    this.#connects = new Connects(line, () => {
      this.#needsOthers = true;
      this.#restartAgain.soon();
    });
    this.#sender = new Sender(line, this.problems);
    this.#receiver = new Receiver(line);
  }

  /** By consumer id, in the order in which they came. */
  get remote(): SvelteMap<string, RemoteMedia> {
    return this.#receiver.remote;
  }

  /** M24: since when the own screen is shared, as the others are told; undefined while they are not. */
  get sharedSince(): number | undefined {
    return this.#sender.sharedSince.get('screen');
  }

  /** What can be said of receiving before there is any media; undefined until this page has found out. */
  receiving(): Receiving | undefined {
    const device = loadedDevice();
    return device && this.#receiving(device);
  }

  isOn({ send }: PeerMedia): boolean {
    return this.#current === send.id;
  }

  /**
   * Builds everything for these transports, unless they are the ones in use. `consumers`: all that there are, where the
   * server knows already what this page can receive. With a loaded device this begins in this very turn. Resolves when what
   * is there can arrive.
   */
  async start(media: PeerMedia, consumers?: readonly ConsumerNew[]): Promise<void> {
    if (this.isOn(media)) return;
    if (media.send.id === this.#ended) return this.#restart();
    this.#end();
    this.#receiver.detach({ isForAnother: true });
    for (const data of consumers ?? []) void this.#receiver.add(data);
    this.#current = media.send.id;
    this.#codecs = media.codecs;
    const device = loadedDevice(media) ?? (await this.#load(media));
    if (!this.isOn(media)) return;
    if (!device) return void this.problems.add('unsupported');
    const { iceServers } = media;
    const options = (transport: object) => ({ ...(transport as types.TransportOptions), iceServers });
    const send = this.#wire(device.createSendTransport(options(media.send)));
    const recv = this.#wire(device.createRecvTransport(options(media.recv)));
    this.#transports = [send, recv];
    const receiver = this.#receiver;
    const watched = {
      transports: this.#transports,
      consumers: () => receiver.consumers.values(),
      expectsMedia: () => receiver.expectsMedia(),
      onquiet: (isQuiet: boolean) => this.#setLost('recv', isQuiet),
    };
    this.#ice = new IceKeeper(watched, this.#line, () => void this.#restart());
    this.#reporter = new QualityReporter(this.#transports, this.#line, this.#onfacts, this.joining);
    this.#arrivals = new ArrivalWatch(
      recv,
      watched.consumers,
      (kbps) => void this.#line.request('receive:choked', { kbps }),
    );
    this.#deafen = watchSpeakers(
      { remote: () => receiver.remote.values(), consumers: () => receiver.consumers },
      this.#onspeakers,
    );
    if (!consumers && !(await this.#tellReady(media, device))) return;
    this.#isReady = true;
    // Chosen while the answer was on its way.
    if (this.#wishes && this.#wishes.mode !== this.#toldMode) this.#tellMode();
    const taking = receiver.attach(recv);
    this.#sender.attach({ device, transport: send, codecs: this.#codecs ?? media.codecs });
    await taking;
    if (receiver.consumers.size > 0) await hasPath(recv);
  }

  async #load(media: PeerMedia): Promise<types.Device | undefined> {
    while (this.isOn(media)) {
      try {
        return await loadDevice(media);
      } catch {
        if (this.isOn(media)) this.problems.add('no-path');
        await new Promise((resolve) => setTimeout(resolve, readyAgainMs));
      }
    }
    return undefined;
  }

  /** False when these transports are not in use any more. */
  async #tellReady(media: PeerMedia, device: types.Device): Promise<boolean> {
    while (this.isOn(media)) {
      const isWanted = () => this.isOn(media);
      const ready = await this.#line.request('media:ready', this.#receiving(device), { isWanted });
      if (ready.ok) break;
      await new Promise((resolve) => setTimeout(resolve, readyAgainMs));
    }
    return this.isOn(media);
  }

  /** Out of the call. What is sent when it starts again is for the person to say anew. */
  stop(): void {
    this.#stops++;
    this.joining.stop();
    this.#end();
    this.#sender.forgetAll();
    this.#receiver.detach();
  }

  #end(): void {
    this.#ended = this.#current ?? this.#ended;
    this.#current = undefined;
    this.#isReady = this.#needsOthers = false;
    this.#again.stop();
    this.#restartAgain.stop();
    this.#connects.stop();
    this.#ice?.close();
    this.#reporter?.close();
    this.#arrivals?.close();
    this.#deafen?.();
    this.#ice = this.#reporter = this.#arrivals = this.#deafen = undefined;
    this.#onspeakers([]);
    for (const transport of this.#transports) transport.close();
    this.#transports = [];
    this.#sender.detach();
    this.#lost.clear();
    for (const problem of ['no-path', 'cut', 'unsupported'] as const) this.problems.delete(problem);
  }

  setTrack = (source: Source, track: MediaStreamTrack | undefined): void =>
    this.#sender.setTrack(source, track);
  setMuted = (source: Source, muted: boolean): void => this.#sender.setMuted(source, muted);
  allowCodecs = (codecs: PeerMedia['codecs']): void => this.#sender.allow((this.#codecs = codecs));
  producerLayers = ({ producerId, upTo }: NoticeData<'producer:layers'>): void =>
    this.#sender.limit(producerId, upTo);
  producerRedundancy = ({ producerId, isOn }: NoticeData<'producer:redundancy'>): void =>
    this.#sender.sendTwice(producerId, isOn);
  producerClosed = ({ producerId }: { producerId: string }): boolean => this.#sender.forget(producerId);
  setView = (view: View): void => this.#receiver.setView(view);
  /** For whoever shows one picture: tells how large. */
  viewOf(consumerId: string): (view: Omit<View, 'consumerId'>) => void {
    return (view) => this.setView({ consumerId, ...view });
  }
  consumerNew = (data: ConsumerNew): Promise<void> => this.#receiver.add(data);
  consumerClosed = ({ consumerId }: { consumerId: string }): void => this.#receiver.remove(consumerId);
  consumerPaused = ({ consumerId }: { consumerId: string }, paused: boolean): void =>
    this.#receiver.setPaused(consumerId, paused);

  setWishes(wishes: SendWishes): void {
    const before = this.#wishes;
    this.#wishes = wishes;
    this.#sender.setWishes(wishes);
    if (this.#isReady && before?.mode !== wishes.mode) this.#tellMode();
  }

  #receiving({ recvRtpCapabilities }: types.Device): Receiving {
    const mode = (this.#toldMode = this.#wishes?.mode);
    return { rtpCapabilities: plain(recvRtpCapabilities), ...(mode && { mode }) };
  }

  /** The connection to the server is back and the transports are still ours: say again what may have been lost. */
  resumed(consumers: readonly ConsumerNew[]): void {
    if (this.#needsOthers) return void this.#restart();
    this.#connects.repeat();
    this.#receiver.repeat(consumers);
    this.#sender.repeat();
    if (this.#isReady) this.#tellMode();
    this.#ice?.check();
  }

  #tellMode(): void {
    if (!this.#wishes) return;
    const mode = (this.#toldMode = this.#wishes.mode);
    void this.#line.request('media:mode', { mode }).then(({ ok }) => {
      if (ok) this.#again.heard();
      else if (this.#isReady) this.#again.soon();
    });
  }

  #wire(transport: types.Transport): types.Transport {
    this.#connects.watch(transport);
    let overdue: ReturnType<typeof setTimeout>;
    transport.on('connectionstatechange', (state) => {
      clearTimeout(overdue);
      if (transport.closed) return;
      if (state === 'connected') this.problems.delete('no-path');
      if (state !== 'connecting') this.#setLost(transport.direction, state !== 'connected');
      if (state !== 'connected')
        overdue = setTimeout(() => !transport.closed && this.problems.add('no-path'), pathWithinMs);
    });
    return transport;
  }

  #setLost(way: 'send' | 'recv', isLost: boolean): void {
    if (isLost) this.#lost.add(way);
    else this.#lost.delete(way);
    if (this.#lost.size > 0) this.problems.add('cut');
    else this.problems.delete('cut');
  }

  /** Asked for once at a time: a second answer would end what the first one has begun. */
  async #restart(): Promise<void> {
    const before = this.#stops;
    if (this.#restarting === before) return;
    this.#restarting = before;
    const lost = this.#current;
    const fresh = await this.#line.request('media:restart', {});
    if (before !== this.#stops) return;
    this.#restarting = undefined;
    if (fresh.ok) return this.start(fresh.data);
    // They came all the same: the server tells of them by itself. Asked for again, they would end as soon as they work.
    if (this.#current !== lost) return;
    // Without a line it is `resumed` that looks again.
    if (fresh.error.code === 'network') return;
    if (fresh.error.code === 'timeout') this.#line.renew();
    this.#restartAgain.soon();
  }
}
