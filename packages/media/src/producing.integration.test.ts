import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Router, Transport, WebRtcTransport } from 'mediasoup/types';
import type { MediaServer, Room } from './index.ts';
import { MAX_INCOMING_BITRATE } from './room-router.ts';
import {
  dtls,
  flows,
  inWorkers,
  join,
  must,
  opus,
  startMedia,
  Told,
  until,
  vp8,
  workers,
} from './testing.ts';

let media: MediaServer;
let room: Room;
let told: Told;
let rooms = 0;

beforeAll(async () => {
  ({ media } = await startMedia());
});
afterAll(() => media.close('server-stopping'));
beforeEach(async () => {
  told = new Told();
  room = await media.openRoom(`room-${rooms++}`, told);
});
afterEach(() => room.close('ended'));

/** Lets every request that is on its way to a worker come back. */
const settled = async () => {
  await inWorkers();
  await new Promise((resolve) => setImmediate(resolve));
};

describe('producing and consuming', () => {
  test('a peer whose client is not ready gets no consumer, and all of them once it is', async () => {
    await (await join(room, 'A')).speak();
    const b = await join(room, 'B', { ready: false });
    await settled();
    expect(flows(room)).toEqual([]);
    must(await b.handle.ready(b.media.routerRtpCapabilities));
    await until(() => expect(flows(room)).toEqual(['B<A']));
  });

  test('a client that cannot decode what is sent gets no consumer for it and the others for theirs', async () => {
    const a = await join(room, 'A');
    await Promise.all([a.speak(), a.film()]);
    const b = await join(room, 'B', { ready: false });
    const { codecs = [], headerExtensions = [] } = b.media.routerRtpCapabilities;
    must(
      await b.handle.ready({ codecs: codecs.filter((codec) => codec.kind === 'audio'), headerExtensions }),
    );
    await until(() => flows(room).length === 1);
    await settled();
    expect(told.to('B', 'consumer:new').map((consumer) => consumer.kind)).toEqual(['audio']);
  });

  test('lost sound can be asked for again, as lost pictures can', async () => {
    await join(room, 'B');
    const a = await join(room, 'A');
    await a.speak();
    await a.film();
    await until(() => told.to('B', 'consumer:new').length === 2);
    for (const { kind, rtpParameters } of told.to('B', 'consumer:new')) {
      const { codecs } = rtpParameters as { codecs: { rtcpFeedback: object[] }[] };
      expect(codecs[0]!.rtcpFeedback, kind).toContainEqual({ type: 'nack', parameter: '' });
    }
  });

  test('all that is sent to us and every picture that we send take part in the congestion control of a whole path', async () => {
    const b = await join(room, 'B');
    const extensions = b.media.routerRtpCapabilities.headerExtensions!.filter(({ uri }) =>
      uri.includes('transport-wide-cc'),
    );
    // mediasoup sends sound without: it weighs next to nothing and never gives way.
    expect(extensions.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
      'audio recvonly',
      'video sendrecv',
    ]);
    await (await join(room, 'A')).film();
    await until(() => told.to('B', 'consumer:new').length === 1);
    const { codecs, headerExtensions = [] } = told.to('B', 'consumer:new')[0]!.rtpParameters;
    expect(codecs[0]!.rtcpFeedback).toContainEqual({ type: 'transport-cc', parameter: '' });
    expect(headerExtensions.map(({ uri }) => uri)).toContain(extensions[1]!.uri);
  });

  const producersOf = (peerId: string) =>
    room.snapshot().peers.find(({ participantId }) => participantId === peerId)!.producers;

  test.each([
    ['the very same', 'same'],
    ['another', 'another'],
  ])(
    '[M23] one producer per source: asked for again, by %s wish, it takes the place of the one that there is, also of one that is just being made',
    async (_name, wish) => {
      await join(room, 'B');
      const { handle } = await join(room, 'A');
      await settled();
      const before = await inWorkers();
      const rtpParameters = opus();
      const speak = () =>
        handle.produce({
          source: 'microphone',
          kind: 'audio',
          rtpParameters: wish === 'same' ? rtpParameters : opus(),
        });
      const all = (await Promise.all([speak(), speak(), speak()])).map((each) => must(each).producerId);
      const again = must(await speak()).producerId;
      expect(new Set([...all, again]).size).toBe(4);
      expect(producersOf('A').map(({ id }) => id)).toEqual([again]);
      await until(() => expect(flows(room)).toEqual(['B<A']));
      const [opened, closed] = [told.to('B', 'consumer:new'), told.to('B', 'consumer:closed')];
      expect(opened.at(-1)).toMatchObject({ producerId: again });
      expect(closed.map(({ consumerId }) => consumerId)).toEqual(
        opened.slice(0, -1).map(({ consumerId }) => consumerId),
      );
      // Nor is one left in the worker: one producer and its one consumer.
      await until(async () => expect((await inWorkers()).handlers - before.handlers).toBe(2));
      expect(await handle.pauseProducer(all[0])).toEqual({ ok: false, error: { code: 'unknown-producer' } });
    },
  );

  test('[M23] a wish that is garbage takes the place of nothing', async () => {
    const a = await join(room, 'A');
    const producerId = await a.speak();
    const refused = await a.handle.produce({ source: 'microphone', kind: 'audio', rtpParameters: {} });
    expect(refused).toEqual({ ok: false, error: { code: 'bad-parameters' } });
    expect(producersOf('A').map(({ id }) => id)).toEqual([producerId]);
  });

  test('[M23] a source is closed by its name, also one that is just being made, whose id its client may not know', async () => {
    await join(room, 'B');
    const a = await join(room, 'A');
    await settled();
    const before = await inWorkers();
    const [, , closed] = await Promise.all([a.speak(), a.film(), a.handle.closeSource('microphone')]);
    expect(closed).toEqual({ ok: true, value: undefined });
    expect(producersOf('A').map(({ source }) => source)).toEqual(['camera']);
    must(await a.handle.closeSource('camera'));
    // Again is harmless.
    must(await a.handle.closeSource('camera'));
    expect(await a.handle.closeSource('toString')).toEqual({ ok: false, error: { code: 'wrong-kind' } });
    expect([producersOf('A'), flows(room)]).toEqual([[], []]);
    await until(async () => expect(await inWorkers()).toEqual(before));
  });

  test('[M23] what waits for its turn while the peer goes makes nothing', async () => {
    const { handle } = await join(room, 'A');
    const both = [1, 2].map(() =>
      handle.produce({ source: 'microphone', kind: 'audio', rtpParameters: opus() }),
    );
    room.removePeer('A', 'left');
    expect(await Promise.all(both)).toEqual(
      [1, 2].map(() => ({ ok: false, error: { code: 'peer-closed' } })),
    );
  });

  test.each([
    ['camera', 'audio'],
    ['microphone', 'video'],
    ['screen-audio', 'video'],
    ['toString', 'audio'],
    [undefined, undefined],
  ])('a source %s of the kind %s is refused', async (source, kind) => {
    const { handle } = await join(room, 'A');
    const rtpParameters = kind === 'audio' ? opus() : vp8();
    expect(await handle.produce({ source, kind, rtpParameters })).toEqual({
      ok: false,
      error: { code: 'wrong-kind' },
    });
  });

  test('closing a producer closes its consumers before the answer, and tells who had them', async () => {
    const a = await join(room, 'A');
    await join(room, 'B');
    const producerId = await a.speak();
    await until(() => flows(room).length === 1);
    must(await a.handle.closeProducer(producerId));
    expect(flows(room)).toEqual([]);
    const [opened] = told.to('B', 'consumer:new');
    expect(told.to('B', 'consumer:closed')).toEqual([{ consumerId: opened?.consumerId }]);
  });

  test('muting and unmuting reaches who listens, and who comes later knows it at once', async () => {
    const a = await join(room, 'A');
    await join(room, 'B');
    const producerId = await a.speak();
    await until(() => flows(room).length === 1);
    must(await a.handle.pauseProducer(producerId));
    await until(() => told.to('B', 'consumer:paused').length === 1);
    await join(room, 'C');
    await until(() => expect(told.to('C', 'consumer:new')).toMatchObject([{ producerPaused: true }]));
    must(await a.handle.resumeProducer(producerId));
    await until(
      () => told.to('B', 'consumer:resumed').length === 1 && told.to('C', 'consumer:resumed').length === 1,
    );
  });

  test('a client whose socket was down learns from its handle what it missed', async () => {
    const a = await join(room, 'A');
    const b = await join(room, 'B');
    await Promise.all([a.speak(), a.film()]);
    await until(() => flows(room).length === 2);
    expect(b.handle.consumers()).toEqual(told.to('B', 'consumer:new'));
    expect(b.handle.media).toEqual(b.media);
    room.removePeer('A', 'left');
    expect(b.handle.consumers()).toEqual([]);
  });

  test('a consumer flows only once its client has started it, and a picture only while it is shown', async () => {
    const a = await join(room, 'A');
    const { handle } = await join(room, 'B');
    await Promise.all([a.speak(), a.film()]);
    await until(() => flows(room).length === 2);
    const paused = () =>
      Object.fromEntries(room.snapshot().peers[1]!.consumers.map(({ id, paused }) => [id, paused]));
    const [sound, picture] = (['audio', 'video'] as const).map(
      (kind) => told.to('B', 'consumer:new').find((consumer) => consumer.kind === kind)!.consumerId,
    ) as [string, string];
    const show = (visible: boolean) =>
      handle.setViewport(
        [sound, picture].map((consumerId) => ({ consumerId, widthPx: 200, heightPx: 120, visible })),
      );

    expect(paused()).toEqual({ [sound]: true, [picture]: true });
    must(await show(true));
    await settled();
    expect(paused()).toEqual({ [sound]: true, [picture]: true });
    must(await handle.resumeConsumers([sound, picture]));
    await until(() => expect(paused()).toEqual({ [sound]: false, [picture]: false }));
    must(await show(false));
    await until(() => expect(paused()).toEqual({ [sound]: false, [picture]: true }));
    must(await show(true));
    await until(() => expect(paused()).toEqual({ [sound]: false, [picture]: false }));
  });

  test('a sender is told how much it may send at most, and receivers are limited by their path alone', async () => {
    const told: unknown[] = [];
    const heard = (transport: Transport) => {
      // What is set is set right after the transport was made.
      const { getStats } = transport as WebRtcTransport;
      const look = async () => told.push((await getStats.call(transport))[0]?.maxIncomingBitrate);
      setTimeout(() => void look(), 100);
    };
    const watchRouter = (router: Router) => router.observer.on('newtransport', heard);
    for (const worker of workers) worker.observer.on('newrouter', watchRouter);
    const own = await media.openRoom('of its own', new Told());
    await join(own, 'A');
    await until(() => told.length === 2);
    expect(told.sort()).toEqual([MAX_INCOMING_BITRATE, undefined]);
    own.close('ended');
    for (const worker of workers) worker.observer.off('newrouter', watchRouter);
  });

  test('ICE restart gives new parameters', async () => {
    const { handle, media: own } = await join(room, 'A');
    const { iceParameters } = must(await handle.restartIce(own.send.id));
    expect(iceParameters.usernameFragment).not.toBe(own.send.iceParameters.usernameFragment);
  });

  test('DTLS parameters are taken once; the same again, since an answer was lost, are answered alike', async () => {
    const { handle, media: own } = await join(room, 'A');
    const given = dtls();
    const [first, meanwhile] = await Promise.all(
      [0, 1].map(() => handle.connectTransport(own.send.id, structuredClone(given))),
    );
    expect([first, meanwhile]).toEqual([{ ok: true }, { ok: true }]);
    expect(await handle.connectTransport(own.send.id, structuredClone(given))).toEqual({ ok: true });
    expect(await handle.connectTransport(own.send.id, dtls('BB'))).toEqual({
      ok: false,
      error: { code: 'already-connected' },
    });
    must(await handle.connectTransport(own.recv.id, dtls('BB')));
  });

  test('ICE restart for later: what was not used yet is given again, since another would end the path in use', async () => {
    const { handle, media: own } = await join(room, 'A');
    const nameAfter = async (used: string | null) =>
      must(await handle.restartIce(own.send.id, used)).iceParameters.usernameFragment;
    const [first, again] = await Promise.all([nameAfter(null), nameAfter(null)]);
    expect(again).toBe(first);
    const second = await nameAfter(first!);
    expect(second).not.toBe(first);
    expect(await nameAfter(first!)).toBe(second);
    // The other transport has its own.
    expect(must(await handle.restartIce(own.recv.id, first!)).iceParameters.usernameFragment).not.toBe(
      second,
    );
  });
});
