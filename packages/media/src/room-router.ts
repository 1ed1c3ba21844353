import { audibleDb } from '#domain';
import type {
  AudioLevelObserver,
  AudioLevelObserverVolume,
  Consumer,
  Producer,
  Router,
  WebRtcTransport,
} from 'mediasoup/types';
import { mediaCodecs } from './codecs.ts';
import { RECEIVE_BUFFER_BYTES, type MediaWorker } from './media-worker.ts';

/**
 * Bits per second that a receiver is assumed to take before it has been measured. Higher shows the sharp
 * layer at once but drowns a weak phone's first seconds; lower starts everyone blurred.
 */
const INITIAL_OUTGOING_BITRATE = 1_000_000;
/** Most bits per second that a peer is asked to send us, camera and screen together. Higher lets one peer fill everyone's link. */
export const MAX_INCOMING_BITRATE = 4_000_000;
/**
 * Seconds of silence after which a transport's network path is given up (mediasoup allows 10 to 60); an
 * ICE restart still revives it. It exceeds the 30 s in which a lost peer is waited for. Higher keeps
 * sending to nobody for longer.
 */
const ICE_CONSENT_TIMEOUT_S = 40;
/** As many as a room can hold: the ranking of voices (M8) needs all that can be heard. */
const MAX_VOICES = 200;

type RouterHooks = {
  /** The worker died: everything made on this router is closed already. */
  lost: (router: RoomRouter) => void;
  /** Loudest first; empty on silence. */
  volumes: (router: RoomRouter, volumes: AudioLevelObserverVolume[]) => void;
};

/** What a Room has on one worker. It lives as long as that worker, and the Room may outlive it or have several. */
export class RoomRouter {
  readonly router: Router;
  readonly media: MediaWorker;
  /** Peers whose transports are here, or just being made. */
  peers = 0;
  readonly #volumes: RouterHooks['volumes'];
  /** Ids of the producers that count as possible voices. */
  readonly #microphones = new Set<string>();
  #levels: AudioLevelObserver | undefined;
  #reportsEveryMs: number | undefined;
  /** Producers of the room's other routers that have been made consumable here. */
  readonly #piped = new Map<string, Promise<void>>();

  private constructor(media: MediaWorker, router: Router, hooks: RouterHooks) {
    this.media = media;
    this.router = router;
    this.#volumes = (from, volumes) => hooks.volumes(from, volumes);
    media.routers.add(this);
    router.once('workerclose', () => {
      media.routers.delete(this);
      hooks.lost(this);
    });
  }

  /** Rejects when the worker dies meanwhile; nothing is left then. */
  static async open(media: MediaWorker, hooks: RouterHooks): Promise<RoomRouter> {
    const router = await media.worker.createRouter({ mediaCodecs });
    if (router.closed) throw new Error('The worker died while a router was made.');
    return new RoomRouter(media, router, hooks);
  }

  get closed(): boolean {
    return this.router.closed;
  }

  /** Rejects when the worker dies meanwhile. */
  async createTransport(direction: 'send' | 'recv'): Promise<WebRtcTransport> {
    const transport = await this.router.createWebRtcTransport({
      webRtcServer: this.media.webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
      iceConsentTimeout: ICE_CONSENT_TIMEOUT_S,
    });
    if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BITRATE);
    return transport;
  }

  /** Makes a producer that lives on `from` consumable here. Rejects when either end goes meanwhile. */
  reach(producerId: string, from: RoomRouter): Promise<void> {
    if (from === this) return Promise.resolve();
    const known = this.#piped.get(producerId);
    if (known) return known;
    const forget = () => void this.#piped.delete(producerId);
    const piping = from.router
      .pipeToRouter({
        producerId,
        router: this.router,
        enableSctp: false,
        enableRtx: true,
        listenInfo: { protocol: 'udp', ip: '127.0.0.1', recvBufferSize: RECEIVE_BUFFER_BYTES },
      })
      .then(({ pipeConsumer, pipeProducer }) => {
        if (!pipeConsumer || pipeProducer?.closed !== false)
          throw new Error('The pipe closed while it was made.');
        followMuting(pipeConsumer, pipeProducer);
        pipeProducer.observer.once('close', forget);
      });
    this.#piped.set(producerId, piping);
    piping.catch(forget);
    return piping;
  }

  /** Counts a microphone among the possible voices until it closes. */
  listenTo({ id, observer }: Producer): void {
    this.#microphones.add(id);
    observer.once('close', () => this.#microphones.delete(id));
    addTo(this.#levels, id);
  }

  /** How often (ms) the possible voices are reported from now on; undefined: not at all. What was heard before is forgotten. */
  reportVoices(everyMs: number | undefined): void {
    if (this.#reportsEveryMs === everyMs || this.closed) return;
    this.#reportsEveryMs = everyMs;
    this.#levels?.close();
    this.#levels = undefined;
    this.#volumes(this, []);
    if (everyMs !== undefined) void this.#observe(everyMs);
  }

  async #observe(everyMs: number): Promise<void> {
    const wish = { maxEntries: MAX_VOICES, threshold: audibleDb, interval: everyMs };
    const levels = await this.router.createAudioLevelObserver(wish).catch(() => undefined);
    if (!levels) return; // The worker died in this very moment.
    if (this.#reportsEveryMs !== everyMs || this.#levels) return levels.close();
    this.#levels = levels;
    levels.on('volumes', (volumes) => this.#volumes(this, volumes));
    levels.on('silence', () => this.#volumes(this, []));
    for (const id of this.#microphones) addTo(levels, id);
  }

  close(): void {
    this.media.routers.delete(this);
    this.router.close();
    // Whoever was heard here last would be among the loudest for as long as the room.
    this.#volumes(this, []);
  }
}

/** A producer that closes, or a worker that dies, in this very moment needs no listening to. */
function addTo(levels: AudioLevelObserver | undefined, producerId: string): void {
  levels?.addProducer({ producerId }).catch(() => undefined);
}

/**
 * Mutes what comes out of a pipe with what goes in, as mediasoup does by itself; but that asks the other worker and waits for no
 * answer, so that one that dies with the question would take this whole process with it.
 */
function followMuting({ observer }: Consumer, out: Producer): void {
  for (const change of ['pause', 'resume'] as const) {
    observer.removeAllListeners(change);
    observer.on(change, () => void out[change]().catch(() => undefined));
  }
}
