import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { types } from 'mediasoup-client';
import { startServer, type RunningServer } from '../support/start-server.ts';
import { arrives, People } from './people.ts';

// Sockets that connect and say nothing, many of them, on this machine's own address, while a visit goes on.

/** Each costs a descriptor here and one there. */
const WANTED = 10_000;
/** What this process and the server need besides. */
const SPARE = 1_000;
const AT_ONCE = 500;

let server: RunningServer;
const people = new People(() => server);
const silent: Socket[] = [];

beforeAll(async () => {
  server = await startServer({ env: { MEDIA_WORKERS: '1', LOG_LEVEL: 'error' } });
});
afterAll(() => server.stop());
afterEach(async () => {
  for (const socket of silent.splice(0)) socket.destroy();
  await people.goHome();
});

/** As many of these as the system lets one process have; says so where that is fewer. */
function howMany(wanted: number): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits: { open_files: { soft: number | 'unlimited' } };
  };
  const { soft } = userLimits.open_files;
  const count = soft === 'unlimited' ? wanted : Math.max(0, Math.min(wanted, soft - SPARE));
  if (count < wanted) console.warn(`Open files are limited here: ${count} sockets instead of ${wanted}.`);
  return count;
}

/** `hello`: what it says before it falls silent. */
const open = (port: number, hello: string) =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      // Whoever is let go later is let go; not to get in at all is what we look for.
      socket.on('error', () => undefined).removeListener('error', reject);
      if (hello) socket.write(hello);
      resolve();
    });
    silent.push(socket.once('error', reject));
  });

async function openAll(count: number, port: number, hello = ''): Promise<void> {
  for (let left = count; left > 0; left -= AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, left) }, () => open(port, hello)));
}

const upgrade = (port: number) =>
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: localhost:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    '',
    '',
  ].join('\r\n');

/** `count`: in `npm test`; SILENT_SOCKETS=10000 has as many at each door. A line costs the server a handshake. */
const doors = [
  { at: 'the page’s port, without a word', door: 'page', speaks: false, count: WANTED },
  { at: 'the page’s port, as lines that never say whose they are', door: 'page', speaks: true, count: 1_000 },
  { at: 'the media port', door: 'media', speaks: false, count: WANTED },
] as const;

test.each(doors)(
  'thousands of sockets at $at: the visit goes on, and one more person gets in',
  async ({ door, speaks, count: inTests }) => {
    const count = howMany(Number(process.env['SILENT_SOCKETS'] ?? inTests));
    const own = await people.visit(3);
    const { from, to, flows } = await people.pair(own);
    const { iceCandidates } = from.signal.media.send as types.TransportOptions;
    const port =
      door === 'page' ? server.port : iceCandidates.find(({ protocol }) => protocol === 'tcp')!.port;
    const opened = openAll(count, port, speaks ? upgrade(port) : '');
    // While they come, and once all are there.
    await flows();
    await to.signal.ask('hand:set', { up: true });
    await opened;
    expect(silent).toHaveLength(count);
    await flows();
    await to.signal.ask('hand:set', { up: false });
    const late = await people.person('late', own);
    await late.ready(1);
    await late.receive();
    await arrives(late);
    await flows();
    expect((await fetch(`${server.baseURL}/api/health`)).status).toBe(200);
  },
  120_000,
);
