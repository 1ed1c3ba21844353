import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MediaClosed, type MediaServer, type Room } from './index.ts';
import { dtls, flows, inWorkers, join, must, seat, startMedia, Told, until } from './testing.ts';

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
