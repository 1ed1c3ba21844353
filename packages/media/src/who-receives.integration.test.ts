import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MediaServer, Room } from './index.ts';
import { flows, inWorkers, join, seat, startMedia, Told, until, vp8 } from './testing.ts';

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

  test('[M4] [M19] what is forbidden while it is being opened is not opened after all', async () => {
    const a = await join(room, 'A');
    const b = await join(room, 'B');
    const c = await join(room, 'C');
    await Promise.all([a.speak(), b.speak(), c.speak()]);
    // Their consumers are on the way to the worker now.
    room.setPolicy({ screened: [['A', 'B']] });
    room.setSeat('C', seat('C', { speaksTo: 'ar' }));
    await until(() => expect(flows(room)).toEqual(['C<A', 'C<B']));
    await settled();
    expect(flows(room)).toEqual(['C<A', 'C<B']);
    room.setPolicy({ screened: [] });
    room.setSeat('C', seat('C'));
    await until(() => expect(flows(room)).toHaveLength(6));
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
