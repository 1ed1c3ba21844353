import type { types } from 'mediasoup-client';
import { hasRoomForRedundancy } from '#domain';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { redOffered, withRedFirst } from './red-answer.ts';

/** How often that is looked at while the server asks for it. Each look costs a phone a little; a line that is lost is known late anyway. */
const lookEveryMs = 5000;

/**
 * Which sounds of one transport are sent twice (M15). The browser decides by the answer to its own offer, which
 * mediasoup-client makes by itself: it is changed on its way to the browser. Where that can't be done, all stays plain Opus.
 */
export class RedundantSound {
  readonly #transport: types.Transport;
  readonly #line: Pick<Realtime, 'status'>;
  readonly #sync: () => void;
  readonly #connection: RTCPeerConnection | undefined;
  /** What the server asks for, by producer id. */
  readonly #asked = new Set<string>();
  /** Sections of the connection that are answered with RED, by producer id. */
  readonly #mids = new Map<string, string>();
  #looking: ReturnType<typeof setInterval> | undefined;

  /** `sync` is to call the method of that name with all that is sent, once nothing else is being changed. */
  constructor(transport: types.Transport, line: Pick<Realtime, 'status'>, sync: () => void) {
    this.#transport = transport;
    this.#line = line;
    this.#sync = sync;
    this.#connection = connectionOf(transport);
    const connection = this.#connection;
    if (!connection) return;
    const set = connection.setRemoteDescription.bind(connection);
    connection.setRemoteDescription = (description) => {
      const offer = connection.localDescription?.sdp;
      if (this.#mids.size === 0 || !offer || !description.sdp) return set(description);
      return set({
        type: description.type,
        sdp: withRedFirst(description.sdp, offer, new Set(this.#mids.values())),
      });
    };
  }

  /** What is about to be sent, with RED where the browser can. */
  offered(parameters: types.RtpParameters): types.RtpParameters {
    const offer = this.#connection?.localDescription?.sdp;
    const pair = offer && parameters.mid !== undefined && redOffered(offer, parameters.mid);
    if (!pair) return parameters;
    const red = { mimeType: 'audio/red', payloadType: Number(pair.red), clockRate: 48_000, channels: 2 };
    return { ...parameters, codecs: [...parameters.codecs, red as types.RtpCodecParameters] };
  }

  ask(producerId: string, isOn: boolean): void {
    if (isOn) this.#asked.add(producerId);
    else this.#asked.delete(producerId);
    this.#look();
  }

  close(): void {
    this.#asked.clear();
    this.#look();
  }

  /** Makes these be sent as they should be now. */
  async sync(producers: Iterable<types.Producer>): Promise<void> {
    const open = [...producers].filter(({ kind, closed }) => kind === 'audio' && !closed);
    const carries = this.#asked.size > 0 ? await this.#carriesKbps() : 0;
    for (const producer of open) {
      const mid = producer.rtpParameters.mid;
      if (mid === undefined) continue;
      const isOn = this.#mids.has(producer.id);
      // Who is not heard of may not hear that somebody came who can't decode it.
      const isPossible = hasRoomForRedundancy(carries, isOn) && this.#line.status === 'connected';
      const wanted = isPossible && this.#asked.has(producer.id);
      if (wanted === isOn) continue;
      if (wanted) this.#mids.set(producer.id, mid);
      else this.#mids.delete(producer.id);
      // Changes nothing but what is answered, and that between the browser and itself.
      await producer.setRtpEncodingParameters({});
    }
  }

  /** Its section of the connection may be another sound's from now on. */
  forget(producerId: string): void {
    this.#mids.delete(producerId);
    if (this.#asked.delete(producerId)) this.#look();
  }

  #look(): void {
    const isAsked = this.#asked.size > 0;
    if (!isAsked) {
      clearInterval(this.#looking);
      this.#looking = undefined;
    } else this.#looking ??= setInterval(this.#sync, lookEveryMs);
    this.#sync();
  }

  async #carriesKbps(): Promise<number> {
    const stats = await this.#transport.getStats().catch(() => new Map<string, never>());
    for (const each of (stats as Map<string, RTCIceCandidatePairStats>).values())
      if (each.type === 'candidate-pair' && each.nominated && each.availableOutgoingBitrate)
        return each.availableOutgoingBitrate / 1000;
    return 0;
  }
}

/** mediasoup-client shows it to nobody; a test sees to it that it is still there. */
function connectionOf({ handler }: types.Transport): RTCPeerConnection | undefined {
  const found: unknown = handler && Reflect.get(handler, '_pc');
  return typeof RTCPeerConnection === 'function' && found instanceof RTCPeerConnection ? found : undefined;
}
