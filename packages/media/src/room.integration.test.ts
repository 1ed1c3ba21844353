import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MediaClosed, type MediaServer, type Room } from './index.ts';
import { dtls, flows, inWorkers, join, must, opus, seat, startMedia, Told, until, vp8 } from './testing.ts';

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

describe('who receives whom', () => {
  test('[M1] two admitted people in one Space receive each other, whoever joined or produced first', async () => {
    const a = await join(room, 'A');
    await a.speak();
    const b = await join(room, 'B');
    await b.film();
    await until(() => expect(flows(room)).toEqual(['A<B', 'B<A']));
    expect(told.to('B', 'consumer:new')).toMatchObject([
      { participantId: 'A', kind: 'audio', source: 'microphone' },
    ]);
    expect(told.to('A', 'consumer:new')).toMatchObject([
      { participantId: 'B', kind: 'video', source: 'camera' },
    ]);
  });

  test('[M1] an unadmitted seat gets neither transports nor consumers', async () => {
    await (await join(room, 'A')).speak();
    await expect(room.addPeer('W', seat('W', { admitted: false }))).rejects.toThrow('not admitted');
    await settled();
    expect(room.snapshot().peers.map((peer) => peer.peerId)).toEqual(['A']);
    expect(room.peer('W')).toBeUndefined();
  });

  test('[M1] putting back closes both directions before the call returns', async () => {
    const a = await join(room, 'A');
    const b = await join(room, 'B');
    await Promise.all([a.speak(), b.speak(), a.film(), b.film()]);
    await until(() => flows(room).length === 4);
    room.setSeat('B', seat('B', { admitted: false }));
    expect(flows(room)).toEqual([]);
    expect(room.snapshot().peers.map((peer) => peer.peerId)).toEqual(['A']);
    expect(told.to('A', 'consumer:closed')).toHaveLength(2);
    expect(await b.handle.produce({ source: 'screen', kind: 'video', rtpParameters: vp8(1) })).toEqual({
      ok: false,
      error: { code: 'peer-closed' },
    });
    // Admitted again, the person joins anew.
    await join(room, 'B');
    await until(() => expect(flows(room)).toEqual(['B<A', 'B<A']));
  });

  test('[M2] people in different Spaces receive nothing; moving closes the old Space and opens the new', async () => {
    for (const [name, spaceId] of [
      ['A', 'x'],
      ['B', 'x'],
      ['C', 'y'],
    ] as const)
      await (await join(room, name, { spaceId })).speak();
    await until(() => expect(flows(room)).toEqual(['A<B', 'B<A']));
    room.setSeat('B', seat('B', { spaceId: 'y' }));
    expect(flows(room)).toEqual([]);
    await until(() => expect(flows(room)).toEqual(['B<C', 'C<B']));
  });

  test('[M3] nobody receives oneself', async () => {
    const a = await join(room, 'A');
    await a.speak();
    await a.film();
    await settled();
    expect(flows(room)).toEqual([]);
  });

  test('[M3] the same person cannot be in the room twice, so not from two devices either', async () => {
    await join(room, 'A');
    await expect(room.addPeer('tab-2', seat('A'))).rejects.toThrow('already in room');
    await expect(room.addPeer('A', seat('other'))).rejects.toThrow('already in room');
  });

  test.each([[['A', 'B']], [['B', 'A']]])(
    '[M4] a screened pair never has a consumer, joining in the order %s',
    async (order) => {
      room.setPolicy({ screened: [['B', 'A']] });
      for (const name of [...order, 'C']) {
        const peer = await join(room, name);
        await Promise.all([peer.speak(), peer.film()]);
      }
      await until(() => flows(room).length === 8);
      await settled();
      const met = told.all.flatMap(({ peerId, notice }) =>
        notice.name === 'consumer:new' ? [`${peerId}<${notice.data.participantId}`] : [],
      );
      expect(new Set(met)).toEqual(new Set(['A<C', 'B<C', 'C<A', 'C<B']));
    },
  );

  test('[M4] a new policy closes before it opens, and both ends at once', async () => {
    for (const name of ['A', 'B', 'C']) await (await join(room, name)).speak();
    room.setPolicy({ screened: [['A', 'B']] });
    await until(() => expect(flows(room)).toEqual(['A<C', 'B<C', 'C<A', 'C<B']));
    const before = told.all.length;
    room.setPolicy({ screened: [['B', 'C']] });
    expect(flows(room)).toEqual(['A<C', 'C<A']);
    await until(() => expect(flows(room)).toEqual(['A<B', 'A<C', 'B<A', 'C<A']));
    expect(told.all.slice(before).map(({ notice }) => notice.name)).toEqual([
      'consumer:closed',
      'consumer:closed',
      'consumer:new',
      'consumer:new',
    ]);
  });
});

test('[M4] what is closed is closed in the worker too, not only in our lists', async () => {
  const peers = await Promise.all(['A', 'B', 'C'].map((name) => join(room, name)));
  await Promise.all(peers.map((peer) => peer.film()));
  await until(() => flows(room).length === 6);
  const open = await inWorkers();
  room.setPolicy({ screened: [['A', 'B']] });
  expect((await inWorkers()).handlers).toBe(open.handlers - 2);
  room.setSeat('C', seat('C', { spaceId: 'side' }));
  expect((await inWorkers()).handlers).toBe(open.handlers - 6);
  room.setPolicy({ screened: [] });
  room.setSeat('C', seat('C'));
  await until(async () => expect(await inWorkers()).toEqual(open));
});

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

  test('one producer per source: a second is refused, also while the first is being made, until it is closed', async () => {
    const { handle } = await join(room, 'A');
    const speak = () => handle.produce({ source: 'microphone', kind: 'audio', rtpParameters: opus() });
    const both = await Promise.all([speak(), speak()]);
    expect(both[1]).toEqual({ ok: false, error: { code: 'source-taken' } });
    must(await handle.closeProducer(must(both[0]).producerId));
    must(await speak());
    expect(room.snapshot().peers[0]?.producers).toHaveLength(1);
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

  test('ICE restart gives new parameters, and DTLS parameters are taken once', async () => {
    const { handle, media: own } = await join(room, 'A');
    must(await handle.connectTransport(own.send.id, dtls()));
    expect(await handle.connectTransport(own.send.id, dtls())).toEqual({
      ok: false,
      error: { code: 'already-connected' },
    });
    const { iceParameters } = must(await handle.restartIce(own.send.id));
    expect(iceParameters.usernameFragment).not.toBe(own.send.iceParameters.usernameFragment);
  });
});

describe('ids of others', () => {
  test("another peer's and another room's transports, producers and consumers are refused", async () => {
    const elsewhere = await media.openRoom('elsewhere', new Told());
    const a = await join(room, 'A');
    const b = await join(room, 'B');
    const far = await join(elsewhere, 'F');
    const theirs = [await a.speak(), await far.speak()];
    await until(() => flows(room).length === 1);
    const ofB = told.to('B', 'consumer:new')[0]!.consumerId;
    const view = { consumerId: ofB, widthPx: 1, heightPx: 1, visible: false };

    for (const id of [
      a.media.send.id,
      far.media.recv.id,
      'nonsense',
      '__proto__',
      undefined,
      {},
      theirs[0],
    ]) {
      expect(await b.handle.connectTransport(id, dtls())).toEqual({
        ok: false,
        error: { code: 'unknown-transport' },
      });
      expect(await b.handle.restartIce(id)).toEqual({ ok: false, error: { code: 'unknown-transport' } });
    }
    for (const id of [...theirs, 'nonsense', '__proto__', null]) {
      for (const act of ['pauseProducer', 'resumeProducer', 'closeProducer'] as const) {
        expect(await b.handle[act](id)).toEqual({ ok: false, error: { code: 'unknown-producer' } });
      }
    }
    expect(await a.handle.resumeConsumers([ofB])).toEqual({ ok: false, error: { code: 'unknown-consumer' } });
    expect(await a.handle.setViewport([view])).toEqual({ ok: false, error: { code: 'unknown-consumer' } });
    expect(flows(room)).toEqual(['B<A']);
    elsewhere.close('ended');
  });

  test('a consumer that closed while its id was on the way does not keep the others from starting', async () => {
    const a = await join(room, 'A');
    const b = await join(room, 'B');
    await a.speak();
    await until(() => flows(room).length === 1);
    const { consumerId } = told.to('B', 'consumer:new')[0]!;
    expect(await b.handle.resumeConsumers(['gone', consumerId])).toEqual({
      ok: false,
      error: { code: 'unknown-consumer' },
    });
    await until(() => room.snapshot().peers[1]!.consumers[0]?.paused === false);
  });
});

describe('opening and closing', () => {
  test('rooms go to the least loaded worker', async () => {
    await join(room, 'A');
    const other = await media.openRoom('other', new Told());
    await join(other, 'B');
    expect(media.health().workers.map(({ alive, rooms, peers }) => ({ alive, rooms, peers }))).toEqual([
      { alive: true, rooms: 1, peers: 1 },
      { alive: true, rooms: 1, peers: 1 },
    ]);
    other.close('ended');
  });

  test('an open room cannot be opened again, a closed one can, and closing twice is closing once', async () => {
    await expect(media.openRoom(room.id, told)).rejects.toThrow('already open');
    const { handle, media: own } = await join(room, 'A');
    room.close('ended');
    room.close('removed' as never);
    expect(await handle.restartIce(own.send.id)).toEqual({ ok: false, error: { code: 'room-closed' } });
    await expect(room.addPeer('B', seat('B'))).rejects.toThrow(MediaClosed);
    expect(media.room(room.id)).toBeUndefined();
    room = await media.openRoom(room.id, told);
  });

  test('a peer removed while its transports are made leaves none behind', async () => {
    const before = await inWorkers();
    const adding = room.addPeer('A', seat('A'));
    room.removePeer('A', 'left');
    await expect(adding).rejects.toThrow(MediaClosed);
    await until(async () => expect(await inWorkers()).toEqual(before));
  });

  test('removal, putting back and screening during consume leave no consumer in the worker', async () => {
    const a = await join(room, 'A');
    await a.speak();
    await join(room, 'B');
    await until(() => flows(room).length === 1);
    const before = await inWorkers();
    for (const cut of [
      () => room.removePeer('X', 'removed'),
      () => room.setSeat('X', seat('X', { admitted: false })),
      () => (
        room.setPolicy({ screened: [['A', 'X']] }),
        room.setSeat('X', seat('X', { spaceId: 'elsewhere' }))
      ),
    ]) {
      const x = await join(room, 'X', { ready: false });
      // From here to the cut nothing is awaited: the consumers are being made in the worker.
      void x.handle.ready(x.media.routerRtpCapabilities);
      cut();
      await settled();
      expect(flows(room)).toEqual(['B<A']);
      expect(told.to('X', 'consumer:new')).toEqual([]);
      room.removePeer('X', 'left');
      room.setPolicy({ screened: [] });
      await until(async () => expect(await inWorkers()).toEqual(before));
    }
  });

  test('a producer that closes, and a sender that leaves, during consume leave no consumer', async () => {
    await join(room, 'B');
    const before = await inWorkers();
    for (const cut of ['close', 'leave'] as const) {
      const x = await join(room, 'X');
      const producerId = await x.speak();
      if (cut === 'close') void x.handle.closeProducer(producerId);
      room.removePeer('X', 'left');
      await settled();
      expect(flows(room)).toEqual([]);
      await until(async () => expect(await inWorkers()).toEqual(before));
    }
    expect(told.to('B', 'consumer:new').length).toBe(told.to('B', 'consumer:closed').length);
  });

  test('fifty joins and leaves bring every count back to where it was', async () => {
    const a = await join(room, 'A');
    await Promise.all([a.speak(), a.film()]);
    const before = await inWorkers();
    for (let round = 0; round < 50; round++) {
      const peer = await join(room, `P${round % 3}`);
      await Promise.all([peer.speak(), peer.film()]);
      if (round % 2) await until(() => flows(room).length === 4);
      room.removePeer(`P${round % 3}`, 'left');
    }
    expect(room.snapshot().peers).toHaveLength(1);
    await until(async () => expect(await inWorkers()).toEqual(before));
    expect(media.health().workers.reduce((sum, worker) => sum + worker.peers, 0)).toBe(1);
  });

  test('the statistics of a peer that nobody sends to show no RTP at all', async () => {
    await (await join(room, 'A', { spaceId: 'x' })).speak();
    const b = await join(room, 'B', { spaceId: 'y' });
    const { transports } = must(await b.handle.stats());
    expect(
      transports.map(({ direction, rtpBytesSent, rtpBytesReceived }) => [
        direction,
        rtpBytesSent,
        rtpBytesReceived,
      ]),
    ).toEqual([
      ['send', 0, 0],
      ['recv', 0, 0],
    ]);
  });
});
