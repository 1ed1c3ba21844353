import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { types } from 'mediasoup-client';
import type { NoticeData } from '#protocol';
import { plain, type LoadShape } from '../load/media/peers/load-shape.ts';
import { MediasoupPeer } from '../load/media/peers/mediasoup-peer.ts';
import type { PageSignal } from '../load/media/peers/signal.ts';
import { startServer, type RunningServer } from '../support/start-server.ts';
import { clientHello } from './client-hello.ts';
import { People } from './people.ts';

// People with real ICE, DTLS and SRTP and without a browser: what a hostile or a broken one does to the others.

let server: RunningServer;
const people = new People(() => server);

beforeAll(async () => {
  server = await startServer({ env: { MEDIA_WORKERS: '1', LOG_LEVEL: 'error' } });
});
afterAll(() => server.stop());
afterEach(() => people.goHome());

/** Two people of a visit of their own. */
const bystanders = async () => people.pair(await people.visit(2));

const health = async () =>
  (await (await fetch(`${server.baseURL}/api/health`)).json()) as {
    workers: { pid: number; alive: boolean }[];
  };

/** Where the media server listens, as its candidates say. */
const portOf = (peer: MediasoupPeer): number =>
  (peer.signal.media.send as types.TransportOptions).iceCandidates.find(({ protocol }) => protocol === 'udp')!
    .port;

test('[M12] who sends 50 Mbit/s is cut off and told, again after a lost line; the others’ pictures go on', async () => {
  const beside = await bystanders();
  const own = await people.visit(2);
  const signal = await own.join();
  const ask = vi.spyOn(signal, 'ask');
  const [greedy, victim] = [new MediasoupPeer('greedy', signal, true), await people.person('victim', own)];
  people.keep(greedy);
  const told: NoticeData<'producer:closed'>[] = [];
  signal.on('producer:closed', (notice) => told.push(notice));
  const flood: LoadShape = { video: [{ kind: 'video', framesPerS: 570, packetsPerFrame: 10, bytes: 1100 }] };
  await greedy.produce(flood, 127);
  await victim.ready(1);
  await victim.receive();
  const flooding = people.send(greedy);
  await vi.waitFor(() => expect(told).toMatchObject([{ source: 'camera', reason: 'too-much' }]));
  await vi.waitFor(async () => {
    const before = victim.meter!.packets;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(victim.meter!.packets).toBe(before);
  });
  await beside.flows();

  // The first notice may have been lost with the line.
  await signal.comeBack();
  await vi.waitFor(() => expect(told).toEqual([told[0], told[0]]));
  // What is sent again is no longer cut off. Nothing floods now: the packets that are still on the way belong to nobody.
  flooding.stop();
  const [, camera] = ask.mock.calls.find(([name]) => name === 'producer:create')!;
  await signal.ask('producer:create', camera as never);
  const caughtUp = new Promise((resolve) => signal.on('media:step', resolve));
  await signal.comeBack();
  await caughtUp;
  expect(told).toHaveLength(2);
});

test('random and malformed datagrams at the media port change nothing', async () => {
  const beside = await bystanders();
  const own = await people.visit(1);
  const port = portOf(await people.person('map', own));
  const before = await health();
  const socket = createSocket('udp4');
  const kinds = [
    () => randomBytes(1 + Math.floor(Math.random() * 1400)),
    // What looks like STUN, DTLS, RTP and RTCP at its first bytes, and is not.
    () => Buffer.concat([Buffer.from([0x00, 0x01, 0x00, 0x08, 0x21, 0x12, 0xa4, 0x42]), randomBytes(20)]),
    () => Buffer.concat([Buffer.from([0x16, 0xfe, 0xfd]), randomBytes(200)]),
    () => Buffer.concat([Buffer.from([0x80, 0x60]), randomBytes(10)]),
    () => Buffer.concat([Buffer.from([0x81, 0xc9, 0xff, 0xff]), randomBytes(60)]),
    () => Buffer.alloc(0),
  ];
  for (let n = 0; n < 12_000; n++) {
    socket.send(kinds[n % kinds.length]!(), port, '127.0.0.1');
    if (n % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  socket.close();
  await beside.flows();
  expect(await health()).toMatchObject({ workers: [{ pid: before.workers[0]!.pid, alive: true }] });
});

test('a stranger’s DTLS hello during the handshake neither joins nor stops it', async () => {
  const own = await people.visit(2);
  const from = await people.person('from', own);
  const port = portOf(from);
  const socket = createSocket('udp4');
  let answers = 0;
  socket.on('message', () => (answers += 1));
  const timer = setInterval(() => socket.send(clientHello(), port, '127.0.0.1'), 1);
  await from.produce(plain(60, 500), 127);
  const to = await people.person('to', own);
  await to.ready(1);
  await to.receive();
  people.send(from);
  await vi.waitFor(() => expect(to.meter!.packets).toBeGreaterThan(30));
  clearInterval(timer);
  expect(answers).toBe(0);
  socket.close();
});

test('a peer that never acknowledges anything costs the others nothing, and one can go on without it', async () => {
  const own = await people.visit(4);
  const from = await people.person('from', own);
  await from.produce(plain(60, 500), 127);
  // It asks for media and then neither connects its transports nor starts what it is offered.
  const mute = await people.person('mute', own);
  await mute.ready(1);
  // Another takes it all, has agreed to say of every packet whether it came, and sends no word of RTCP.
  const silent = await people.person('silent', own);
  const rtpCapabilities = silent.signal.media.routerRtpCapabilities as Record<string, unknown>;
  await silent.signal.ask('media:ready', { rtpCapabilities });
  await vi.waitFor(() => expect(silent.consumers).toHaveLength(1));
  expect(JSON.stringify(silent.consumers)).toContain('transport-cc');
  await silent.receive();
  const to = await people.person('to', own);
  await to.ready(1);
  await to.receive();
  people.send(from);
  await vi.waitFor(() => expect(to.meter!.packets).toBeGreaterThan(60));
  expect(mute.meter!.packets).toBe(0);
  await mute.close();
  const before = to.meter!.packets;
  await vi.waitFor(() => expect(to.meter!.packets).toBeGreaterThan(before + 30));
});

test('[M8] of eight loud microphones the six loudest are sent', async () => {
  const own = await people.visit(9);
  const shape: LoadShape = {
    ...plain(5, 100),
    audio: { kind: 'audio', framesPerS: 50, packetsPerFrame: 1, bytes: 110 },
  };
  const listener = await people.person('listener', own);
  for (let n = 0; n < 8; n++) {
    const speaker = await people.person(`speaker ${n}`, own);
    // Each 5 dB quieter than the one before.
    await speaker.produce(shape, 15 + n * 5);
    people.send(speaker);
  }
  await listener.ready(16);
  await listener.receive();
  const audioPerS = async () => {
    const before = listener.meter!.packets;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return (listener.meter!.packets - before - 8 * 5) / 50;
  };
  await vi.waitFor(async () => expect(Math.round(await audioPerS())).toBe(6), { interval: 100 });
});

/** As a browser that has no other family: it knows no other way than these candidates. */
function only(family: 4 | 6, signal: PageSignal): PageSignal {
  const narrow = (transport: unknown) => {
    const { iceCandidates, ...rest } = transport as types.TransportOptions;
    const isOfFamily = ({ ip }: { ip: string }) => ip.includes(':') === (family === 6);
    return { ...rest, iceCandidates: iceCandidates.filter(isOfFamily) };
  };
  const { send, recv } = signal.media;
  return { ...signal, media: { ...signal.media, send: narrow(send), recv: narrow(recv) } } as PageSignal;
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ family, internal }) => family === 'IPv6' && !internal),
);

test.skipIf(!hasIpv6)('who has only IPv6 and who has only IPv4 receive each other', async () => {
  const families = { MEDIA_LISTEN_IP: '0.0.0.0,::', MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1,::1' };
  const dual = await startServer({ env: { MEDIA_WORKERS: '1', LOG_LEVEL: 'error', ...families } });
  try {
    const own = await people.visit(2, dual);
    const [six, four] = [only(6, await own.join()), only(4, await own.join())];
    const ports = [six, four].map(
      ({ media }) => (media.send as types.TransportOptions).iceCandidates[0]!.port,
    );
    expect(ports[0]).toBe(ports[1]);
    const both = [new MediasoupPeer('six', six, true), new MediasoupPeer('four', four, true)];
    for (const each of both) people.keep(each);
    for (const each of both) await each.produce(plain(60, 500), 127);
    for (const each of both) {
      await each.ready(1);
      await each.receive();
      people.send(each);
    }
    for (const each of both) await vi.waitFor(() => expect(each.meter!.packets).toBeGreaterThan(30));
    await people.goHome();
  } finally {
    await dual.stop();
  }
});
