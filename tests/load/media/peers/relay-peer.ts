// One person at a relay in C: the same ICE, DTLS and SRTP as at a media server, and no signalling but where it is.
import { RecvLink, SendLink } from '../rtc/link.ts';
import { Meter } from '../rtc/meter.ts';
import type { RemoteTransport } from '../rtc/sdp.ts';
import { Stream } from '../rtc/stream.ts';
import type { LoadShape } from './load-shape.ts';

const VP8 = 96;
let nextSsrc = 9_000_000;

export class RelayPeer {
  readonly streams: Stream[] = [];
  readonly meter: Meter | undefined;
  readonly #name: string;
  readonly #remote: RemoteTransport;
  #link: SendLink | RecvLink | undefined;

  constructor(name: string, remote: RemoteTransport, isMetered: boolean) {
    this.#name = name;
    this.#remote = remote;
    this.meter = isMetered ? new Meter() : undefined;
  }

  /** One layer of video, the last of the shape's, since a relay chooses none. Answers its SSRC. */
  async produce(shape: LoadShape): Promise<number> {
    const ssrc = nextSsrc++;
    const sending = { kind: 'video' as const, mid: '0', payloadType: VP8, ssrcs: [ssrc] };
    const link = new SendLink(`${this.#name} sends`, [sending], () => {});
    this.#link = link;
    await link.start(this.#remote);
    await link.connected;
    const own = { ssrc, payloadType: VP8, extensions: [] };
    this.streams.push(new Stream(link.tracks.get('0')!, own, shape.video.at(-1)!));
    return ssrc;
  }

  async receive(ssrcs: readonly number[]): Promise<void> {
    const link = new RecvLink(`${this.#name} receives`, this.meter?.take);
    this.#link = link;
    await link.offer(this.#remote, [{ kind: 'video', mid: '0', payloadType: VP8, ssrcs }]);
    await link.connected;
  }

  close(): Promise<void> {
    this.#link?.close();
    return Promise.resolve();
  }
}
