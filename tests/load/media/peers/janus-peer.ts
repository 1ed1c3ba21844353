// One person in a Janus videoroom, without a browser.
import { RecvLink, SendLink } from '../rtc/link.ts';
import { Meter } from '../rtc/meter.ts';
import { isRtcp, keyFramesAsked } from '../rtc/rtp.ts';
import { Stream } from '../rtc/stream.ts';
import type { JanusSession } from './janus-signal.ts';
import type { LoadShape } from './load-shape.ts';

const VP8 = 96;
const OPUS = 111;
let nextSsrc = 5_000_000;

export class JanusPeer {
  readonly streams: Stream[] = [];
  readonly meter: Meter | undefined;
  feed: number | undefined;
  readonly #session: JanusSession;
  readonly #name: string;
  readonly #room: number;
  readonly #handles: number[] = [];
  #send: SendLink | undefined;
  #recv: RecvLink | undefined;

  constructor(name: string, session: JanusSession, room: number, isMetered: boolean) {
    this.#name = name;
    this.#session = session;
    this.#room = room;
    this.meter = isMetered ? new Meter() : undefined;
  }

  /** Publishes. Only loads of one layer are compared with Janus: the last of the shape's. */
  async produce(shape: LoadShape): Promise<void> {
    const [video, audio] = [nextSsrc++, nextSsrc++];
    const sendings = [
      { kind: 'video' as const, mid: '0', payloadType: VP8, ssrcs: [video] },
      ...(shape.audio ? [{ kind: 'audio' as const, mid: '1', payloadType: OPUS, ssrcs: [audio] }] : []),
    ];
    const link = new SendLink(`${this.#name} sends`, sendings, (packet) => this.#rtcp(packet));
    this.#send = link;
    const handle = await this.#session.attach();
    this.#handles.push(handle);
    const join = { request: 'join', ptype: 'publisher', room: this.#room, display: this.#name };
    const { data } = await this.#session.ask(handle, join);
    this.feed = data['id'] as number;
    const offer = { type: 'offer', sdp: await link.offerSdp() };
    const { jsep } = await this.#session.ask(handle, { request: 'publish' }, offer);
    link.answered(jsep!.sdp);
    await link.connected;
    const extensions = [] as const;
    this.streams.push(
      new Stream(link.tracks.get('0')!, { ssrc: video, payloadType: VP8, extensions }, shape.video.at(-1)!),
    );
    if (!shape.audio) return;
    this.streams.push(
      new Stream(link.tracks.get('1')!, { ssrc: audio, payloadType: OPUS, extensions }, shape.audio),
    );
  }

  async receive(feeds: readonly number[]): Promise<void> {
    this.#recv = new RecvLink(`${this.#name} receives`, this.meter?.take);
    const handle = await this.#session.attach();
    this.#handles.push(handle);
    const streams = feeds.map((feed) => ({ feed }));
    const { jsep } = await this.#session.ask(handle, {
      request: 'join',
      ptype: 'subscriber',
      room: this.#room,
      streams,
    });
    const answer = { type: 'answer', sdp: await this.#recv.answerTo(jsep!.sdp) };
    await this.#session.ask(handle, { request: 'start' }, answer);
    await this.#recv.connected;
  }

  async close(): Promise<void> {
    await this.#session.detach(this.#handles);
    this.#send?.close();
    this.#recv?.close();
  }

  #rtcp(packet: Buffer): void {
    if (!isRtcp(packet)) return;
    for (const ssrc of keyFramesAsked(packet)) {
      for (const stream of this.streams) if (stream.ssrc === ssrc) stream.askKeyFrame();
    }
  }
}
