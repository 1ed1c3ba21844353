import type { AudioLevelObserver, AudioLevelObserverVolume, Router, WebRtcTransport } from 'mediasoup/types';
import { mediaCodecs } from './codecs.ts';
import type { MediaWorker } from './media-worker.ts';

/**
 * Bits per second that a receiver is assumed to take before it has been measured. Higher shows the sharp
 * layer at once but drowns a weak phone's first seconds; lower starts everyone blurred.
 */
const INITIAL_OUTGOING_BITRATE = 1_000_000;
/** Most bits per second that a peer may send us, camera and screen together. Higher lets one peer fill everyone's link. */
const MAX_INCOMING_BITRATE = 3_000_000;
/**
 * Seconds of silence after which a transport's network path is given up (mediasoup allows 10 to 60); an
 * ICE restart still revives it. It exceeds the 30 s in which a lost peer is waited for. Higher keeps
 * sending to nobody for longer.
 */
const ICE_CONSENT_TIMEOUT_S = 40;
/** Milliseconds between two reports of who speaks. Lower flickers and costs messages; higher lags. */
const SPEAKERS_INTERVAL_MS = 300;
/** dBov below which a microphone counts as silent. Lower lights up for a fan, higher misses a quiet child. */
const SPEAKERS_THRESHOLD_DB = -60;
/** How many can be shown as speaking at once. */
const MAX_SPEAKERS = 4;

type RouterHooks = {
  room: { readonly peerCount: number };
  /** The worker died: everything made on this router is closed already. */
  lost: () => void;
  /** Loudest first; empty on silence. */
  volumes: (volumes: AudioLevelObserverVolume[]) => void;
};

/** What a Room has on one worker. It lives as long as that worker, and the Room may outlive it. */
export class RoomRouter {
  readonly router: Router;
  readonly #media: MediaWorker;
  readonly #levels: AudioLevelObserver;
  readonly #room: { readonly peerCount: number };

  private constructor(media: MediaWorker, router: Router, levels: AudioLevelObserver, hooks: RouterHooks) {
    this.#media = media;
    this.router = router;
    this.#levels = levels;
    this.#room = hooks.room;
    media.rooms.add(hooks.room);
    router.once('workerclose', () => {
      media.rooms.delete(hooks.room);
      hooks.lost();
    });
    levels.on('volumes', hooks.volumes);
    levels.on('silence', () => hooks.volumes([]));
  }

  /** Rejects when the worker dies meanwhile; nothing is left then. */
  static async open(media: MediaWorker, hooks: RouterHooks): Promise<RoomRouter> {
    const router = await media.worker.createRouter({ mediaCodecs });
    const levels = await router.createAudioLevelObserver({
      maxEntries: MAX_SPEAKERS,
      threshold: SPEAKERS_THRESHOLD_DB,
      interval: SPEAKERS_INTERVAL_MS,
    });
    if (router.closed) throw new Error('The worker died while a router was made.');
    return new RoomRouter(media, router, levels, hooks);
  }

  get closed(): boolean {
    return this.router.closed;
  }

  /** Rejects when the worker dies meanwhile. */
  async createTransport(direction: 'send' | 'recv'): Promise<WebRtcTransport> {
    const transport = await this.router.createWebRtcTransport({
      webRtcServer: this.#media.webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
      iceConsentTimeout: ICE_CONSENT_TIMEOUT_S,
    });
    if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BITRATE);
    return transport;
  }

  /** Counts a microphone among the possible speakers until it closes. */
  listenTo(producerId: string): void {
    this.#levels.addProducer({ producerId }).catch(() => {
      // It closed, or the worker died, in this very moment.
    });
  }

  close(): void {
    this.#media.rooms.delete(this.#room);
    this.router.close();
  }
}
