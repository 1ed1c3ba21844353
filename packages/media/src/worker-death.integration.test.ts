import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { MediaClosed, type MediaServer } from './index.ts';
import { dtls, flows, join, mediaSettings, must, opus, seat, startMedia, Told, until } from './testing.ts';

let media: MediaServer | undefined;
afterEach(() => media?.close('server-stopping'));

const start = async (workers: number) => {
  const started = await startMedia({ workers });
  media = started.media;
  const told = new Told();
  return { ...started, told, room: await started.media.openRoom('room', told) };
};

const workerOfRoom = () => media!.health().workers.find(({ rooms }) => rooms > 0)!;
const kill = () => process.kill(workerOfRoom().pid, 'SIGKILL');
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([1, 2])(
  'with %i worker(s), a killed one is replaced and its room works again by itself',
  async (workers) => {
    const { room, told } = await start(workers);
    const a = await join(room, 'A');
    const b = await join(room, 'B');
    await Promise.all([a.speak(), b.speak()]);
    await until(() => flows(room).length === 2);
    const oldPid = workerOfRoom().pid;
    kill();
    await until(
      () => told.to('A', 'media:rebuilt').length === 1 && told.to('B', 'media:rebuilt').length === 1,
    );

    // Nothing of the old is left, nothing is told of its end, and the old ids are unknown.
    const [rebuilt] = told.to('A', 'media:rebuilt');
    expect(rebuilt!.send.id).not.toBe(a.media.send.id);
    expect(rebuilt!.routerRtpCapabilities).toEqual(a.media.routerRtpCapabilities);
    expect(flows(room)).toEqual([]);
    expect(told.to('A', 'consumer:closed')).toEqual([]);
    expect(await a.handle.restartIce(a.media.send.id)).toEqual({
      ok: false,
      error: { code: 'unknown-transport' },
    });

    // Clients that start over have everything again, through the handles that the caller holds.
    for (const peer of [a, b]) {
      await peer.speak();
      must(await peer.handle.ready(a.media.routerRtpCapabilities));
    }
    await until(() => expect(flows(room)).toEqual(['A<B', 'B<A']));
    await until(() => media!.health().workers.every(({ alive }) => alive));
    expect(media!.health().workers.map(({ pid }) => pid)).not.toContain(oldPid);
    expect(media!.health().workers.reduce((sum, { rooms }) => sum + rooms, 0)).toBe(1);
  },
);

test('[M4] policy and Spaces outlive the worker', async () => {
  const { room, told } = await start(2);
  room.setPolicy({ screened: [['A', 'B']] });
  const peers = [
    await join(room, 'A'),
    await join(room, 'B'),
    await join(room, 'C', { spaceId: 'side' }),
    await join(room, 'D'),
  ];
  kill();
  await until(() => told.to('D', 'media:rebuilt').length === 1);
  for (const peer of peers) {
    await peer.speak();
    must(await peer.handle.ready(peer.media.routerRtpCapabilities));
  }
  await until(() => flows(room).length === 4);
  expect(flows(room)).toEqual(['A<D', 'B<D', 'D<A', 'D<B']);
});

test('requests on their way when the worker dies are refused, never thrown, and a join is only delayed', async () => {
  const { room, told } = await start(1);
  const a = await join(room, 'A');
  const b = await join(room, 'B', { ready: false });
  const producerId = await a.speak();
  kill();
  // The death is not known yet here: all of these go to a dead process.
  const asked = [
    a.handle.connectTransport(a.media.send.id, dtls()),
    a.handle.restartIce(a.media.recv.id),
    a.handle.produce({ source: 'screen-audio', kind: 'audio', rtpParameters: opus() }),
    a.handle.pauseProducer(producerId),
    a.handle.stats(),
  ];
  void b.handle.ready(b.media.routerRtpCapabilities);
  const joining = room.addPeer('C', seat('C'));
  for (const answer of await Promise.all(asked))
    expect(answer).toEqual({ ok: false, error: { code: 'media-lost' } });
  expect((await joining).send.iceCandidates).not.toEqual([]);
  await until(() => told.to('A', 'media:rebuilt').length === 1 && told.to('B', 'media:rebuilt').length === 1);
  // It joined on the new worker and was told everything by its own answer.
  expect(told.to('C', 'media:rebuilt')).toEqual([]);
  expect(room.snapshot().peers.map(({ transports }) => transports.length)).toEqual([2, 2, 2]);
});

test('while no worker lives, peers may leave, be put back and the room may close', async () => {
  const { room, told } = await start(1);
  for (const name of ['A', 'B', 'C']) await join(room, name);
  const dead = new Promise<void>((resolve) => {
    const timer = setInterval(
      () => media!.health().workers[0]!.alive || (clearInterval(timer), resolve()),
      1,
    );
  });
  kill();
  await dead;
  room.removePeer('A', 'left');
  room.setSeat('B', seat('B', { admitted: false }));
  expect(await room.peer('C')!.ready({ codecs: [] })).toEqual({ ok: false, error: { code: 'media-lost' } });
  await until(() => told.to('C', 'media:rebuilt').length === 1);
  expect(told.all.map(({ peerId }) => peerId)).toEqual(['C']);
  expect(room.snapshot().peers).toHaveLength(1);
});

test('a worker that dies again and again is started again each time, after ever longer pauses', async () => {
  const { room, told, events } = await start(1);
  await join(room, 'A');
  for (let death = 1; death <= 3; death++) {
    kill();
    await until(() => told.to('A', 'media:rebuilt').length === death);
  }
  expect(events.filter(({ event }) => event === 'worker-died')).toHaveLength(3);
  expect(room.snapshot().peers[0]!.transports).toHaveLength(2);
});

test('closing the server is not a death: every process ends, none is started, and what waits is told', async () => {
  const { room, events } = await start(2);
  await join(room, 'A');
  const pids = media!.health().workers.map(({ pid }) => pid);
  const late = room.addPeer('B', seat('B'));
  await Promise.all([
    media!.close('server-stopping'),
    media!.close('server-stopping'),
    expect(late).rejects.toThrow(MediaClosed),
  ]);
  expect(pids.some(isRunning)).toBe(false);
  expect(events.map(({ event }) => event)).not.toContain('worker-died');
  await expect(media!.openRoom('late', new Told())).rejects.toThrow(MediaClosed);
});

test('a server that closes while its only worker is being replaced leaves no process', async () => {
  const { room } = await start(1);
  await join(room, 'A');
  kill();
  // Every turn is looked at: a new worker may be there within a few milliseconds.
  while (media!.health().workers[0]!.alive) await new Promise(setImmediate);
  await media!.close('server-stopping');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(media!.health().workers).toEqual([{ pid: 0, alive: false, rooms: 0, peers: 0, cpu: 0, dropped: 0 }]);
});

test('a taken port number is skipped, and where all are taken nothing is left running', async () => {
  const settings = await mediaSettings({ workers: 1 });
  const first = (await startMedia({ ...settings })).media;
  const second = (await startMedia({ ...settings })).media;
  try {
    const room = await second.openRoom('room', new Told());
    const { send } = await room.addPeer('A', seat('A'));
    const ports = new Set(send.iceCandidates.map(({ port }) => port));
    expect(ports.size).toBe(1);
    // The next one or, where something else on this machine has that, one after it.
    expect([...ports][0]).toBeGreaterThan(settings.ports.min);
    expect([...ports][0]).toBeLessThanOrEqual(settings.ports.max);
    expect(new Set(send.iceCandidates.map(({ protocol }) => protocol))).toEqual(new Set(['udp', 'tcp']));
    const full = { ...settings, ports: { min: settings.ports.min, max: settings.ports.min } };
    await expect(startMedia(full)).rejects.toThrow('could not bind');
  } finally {
    await Promise.all([first.close('server-stopping'), second.close('server-stopping')]);
  }
});

test('workers end by themselves when the server is killed', async () => {
  const { workerBin, ports } = await mediaSettings({ workers: 1 });
  const program = `
    import { MediaServer } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const media = await MediaServer.start(${JSON.stringify({ workerBin, ports, workers: 2, listenIps: ['127.0.0.1'] })});
    console.log(media.health().workers.map(({ pid }) => pid).join(' '));`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await new Promise<string[]>((resolve) =>
    createInterface(parent.stdout).once('line', (text) => resolve([text])),
  );
  const pids = line!.split(' ').map(Number);
  expect(pids.map(isRunning)).toEqual([true, true]);
  parent.kill('SIGKILL');
  await until(() => !pids.some(isRunning));
});
