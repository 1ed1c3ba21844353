// The yardstick of the media benchmark: the least code around mediasoup that lets people send and receive. No
// rules, no checks, no database. It answers Neuvo's own message names, so that one client serves both. A process
// of its own, so that its CPU can be told from the rest. Its one argument is JSON: `BareOptions`.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createWorker } from 'mediasoup';
import type { Consumer, Producer, Router, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import { Server, type Socket } from 'socket.io';
import { mediaCodecs } from '../../../packages/media/src/codecs.ts';

export type BareOptions = { ip: string; mediaPort: number; pageFile?: string };

const { ip, mediaPort, pageFile } = JSON.parse(process.argv[2]!) as BareOptions;

const worker = await createWorker({ workerBin: process.env['MEDIASOUP_WORKER_BIN']!, logLevel: 'error' });
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip, port: mediaPort })),
});

type Member = {
  socket: Socket;
  room: Room;
  send: WebRtcTransport;
  recv: WebRtcTransport;
  rtpCapabilities?: RtpCapabilities;
  producers: { producer: Producer; source: string }[];
  consumers: Map<string, Consumer>;
};
type Room = { router: Router; members: Set<Member> };
const rooms = new Map<string, Promise<Room>>();

function roomOf(name: string): Promise<Room> {
  let room = rooms.get(name);
  if (!room) {
    room = worker.createRouter({ mediaCodecs }).then((router) => ({ router, members: new Set<Member>() }));
    rooms.set(name, room);
  }
  return room;
}

function transport(router: Router): Promise<WebRtcTransport> {
  // As packages/media sets them, so that congestion control starts alike.
  return router.createWebRtcTransport({
    webRtcServer,
    preferUdp: true,
    initialAvailableOutgoingBitrate: 1_000_000,
  });
}

async function consume(to: Member, from: Member, { producer, source }: Member['producers'][number]) {
  if (to === from || !to.rtpCapabilities) return;
  const { rtpCapabilities } = to;
  const consumer = await to.recv.consume({ producerId: producer.id, rtpCapabilities, paused: true });
  to.consumers.set(consumer.id, consumer);
  consumer.on('producerclose', () => to.socket.emit('consumer:closed', { consumerId: consumer.id }));
  const { id: consumerId, kind, rtpParameters, producerPaused } = consumer;
  to.socket.emit('consumer:new', {
    consumerId,
    producerId: producer.id,
    participantId: from.socket.id,
    kind,
    source,
    rtpParameters,
    producerPaused,
  });
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the bare harness trusts its only client.
type Handler = (member: Member, data: any) => unknown;

const handlers: Record<string, Handler> = {
  'media:ready': async (member, { rtpCapabilities }) => {
    member.rtpCapabilities = rtpCapabilities;
    for (const other of member.room.members)
      for (const made of other.producers) await consume(member, other, made);
  },
  'transport:connect': ({ send, recv }, { transportId, dtlsParameters }) =>
    (send.id === transportId ? send : recv).connect({ dtlsParameters }),
  'producer:create': async (member, { source, kind, rtpParameters }) => {
    const producer = await member.send.produce({ kind, rtpParameters });
    member.producers.push({ producer, source });
    for (const other of member.room.members) await consume(other, member, { producer, source });
    return { producerId: producer.id };
  },
  'consumer:resume': async ({ consumers }, { consumerIds }) => {
    for (const id of consumerIds as string[]) await consumers.get(id)?.resume();
  },
};

const options = ({ id, iceParameters, iceCandidates, dtlsParameters }: WebRtcTransport) => ({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
});

const page = pageFile && readFileSync(pageFile);
const http = createServer((request, response) => {
  if (request.url === '/page.js') return response.setHeader('content-type', 'text/javascript').end(page);
  return response
    .setHeader('content-type', 'text/html; charset=utf-8')
    .end(
      '<!doctype html><title>load</title><button id="join" disabled>Join</button><script src="/page.js"></script>',
    );
});
const io = new Server(http, { serveClient: false });
io.on('connection', (socket) => {
  socket.on('join', async (name: string, reply: (media: unknown) => void) => {
    const room = await roomOf(name);
    const { router, members } = room;
    const [send, recv] = await Promise.all([transport(router), transport(router)]);
    await send.setMaxIncomingBitrate(3_000_000);
    const member: Member = { socket, room, send, recv, producers: [], consumers: new Map() };
    members.add(member);
    for (const [message, handle] of Object.entries(handlers)) {
      socket.on(message, async (data: unknown, answer: (value: unknown) => void) =>
        answer(await handle(member, data)),
      );
    }
    socket.on('disconnect', () => {
      members.delete(member);
      send.close();
      recv.close();
    });
    reply({ routerRtpCapabilities: router.rtpCapabilities, send: options(send), recv: options(recv) });
  });
});
http.listen(0, ip, () => {
  const address = http.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  console.log(JSON.stringify({ url: `http://${ip}:${port}`, pids: [process.pid, worker.pid] }));
});
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
