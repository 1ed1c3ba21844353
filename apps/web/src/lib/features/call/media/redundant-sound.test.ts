import type { types } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedundantSound } from './redundant-sound.ts';

const section = (payloads: string, ...more: string[]) =>
  [`v=0\r\nm=audio 9 RTP ${payloads}`, 'a=mid:0', 'a=rtpmap:111 opus/48000/2', ...more, ''].join('\r\n');
const offer = section('111 63', 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111');

/** As much of a browser's connection as it takes; it remembers the answers that it was given. */
class Connection {
  localDescription = { type: 'offer', sdp: offer };
  answers: string[] = [];
  setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.answers.push(sdp);
    return Promise.resolve();
  }
}

describe('[M15] what one page sends twice', () => {
  let connection: Connection;
  let carries: number;
  let line: { status: 'connected' | 'reconnecting' };
  let redundant: RedundantSound;
  let sync: () => Promise<void>;

  const start = (handler: object) => {
    const transport = {
      handler,
      getStats: () =>
        Promise.resolve(
          new Map([
            ['pair', { type: 'candidate-pair', nominated: true, availableOutgoingBitrate: carries * 1000 }],
          ]),
        ),
    } as unknown as types.Transport;
    const producer = {
      id: 'voice',
      kind: 'audio',
      closed: false,
      rtpParameters: { mid: '0', codecs: [] },
      // As mediasoup-client does: its own answer, which knows nothing of RED.
      setRtpEncodingParameters: () =>
        connection.setRemoteDescription({ type: 'answer', sdp: section('111') } as never),
    } as unknown as types.Producer;
    redundant = new RedundantSound(transport, line as never, () => undefined);
    sync = () => redundant.sync([producer]);
    return producer;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('RTCPeerConnection', Connection);
    [connection, carries, line] = [new Connection(), 1000, { status: 'connected' }];
  });
  afterEach(() => {
    redundant.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  const isTwice = () => connection.answers.at(-1)?.includes('RTP 63 111') ?? false;

  it('is what the server asks for, as long as it asks', async () => {
    start({ _pc: connection });
    await sync();
    expect(connection.answers).toEqual([]);
    redundant.ask('voice', true);
    await sync();
    expect(isTwice()).toBe(true);
    await sync();
    expect(connection.answers).toHaveLength(1);
    redundant.ask('voice', false);
    await sync();
    expect(isTwice()).toBe(false);
  });
  it('is nothing over a narrow uplink, and nothing while the server can’t be heard', async () => {
    start({ _pc: connection });
    redundant.ask('voice', true);
    carries = 100;
    await sync();
    expect(connection.answers).toEqual([]);
    carries = 1000;
    await sync();
    expect(isTwice()).toBe(true);
    line.status = 'reconnecting';
    await sync();
    expect(isTwice()).toBe(false);
    line.status = 'connected';
    await sync();
    carries = 100;
    await sync();
    expect(isTwice()).toBe(false);
  });
  it('is nothing of a sound that has ended: its place may be another’s', async () => {
    const producer = start({ _pc: connection });
    redundant.ask('voice', true);
    await sync();
    redundant.forget(producer.id);
    await connection.setRemoteDescription({ type: 'answer', sdp: section('111') } as never);
    expect(isTwice()).toBe(false);
  });
  it('is offered to the server where the browser can, and where it can’t nothing is', () => {
    const { rtpParameters } = start({ _pc: connection });
    const types = () => redundant.offered(rtpParameters).codecs.map(({ payloadType }) => payloadType);
    expect(types()).toEqual([63]);
    connection.localDescription.sdp = section('111');
    expect(types()).toEqual([]);
  });
  it('is nothing, without a fault, where mediasoup-client keeps its connection elsewhere', async () => {
    const { rtpParameters } = start({});
    expect(redundant.offered(rtpParameters)).toBe(rtpParameters);
    redundant.ask('other', true);
    await sync();
    expect(connection.answers).toEqual([]);
  });
});
