// The yardstick of the media benchmark: the least code around mediasoup that lets browsers send and receive.
// No rooms, no rules, no checks, no database. It answers Neuvo's own message names, so that one load page
// serves both. Run by media-sides.ts as a process of its own, so that its CPU can be told from the rest.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createWorker } from 'mediasoup';
import type { Consumer, Producer, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import { Server, type Socket } from 'socket.io';
import { mediaCodecs } from '../../packages/media/src/codecs.ts';

const [pageFile, portText] = process.argv.slice(2) as [string, string];
const port = Number(portText);

const worker = await createWorker({ workerBin: process.env['MEDIASOUP_WORKER_BIN']!, logLevel: 'error' });
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip: '127.0.0.1', port })),
});
const router = await worker.createRouter({ mediaCodecs });

type Member = {
  socket: Socket;
  send: WebRtcTransport;
  recv: WebRtcTransport;
  rtpCapabilities?: RtpCapabilities;
  producers: { producer: Producer; source: string }[];
  consumers: Map<string, Consumer>;
};
const members = new Set<Member>();

async function transport(): Promise<WebRtcTransport> {
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
  const participantId = from.socket.id;
  to.socket.emit('consumer:new', {
    consumerId,
    producerId: producer.id,
    participantId,
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
    for (const other of members) for (const made of other.producers) await consume(member, other, made);
  },
  'transport:connect': ({ send, recv }, { transportId, dtlsParameters }) =>
    (send.id === transportId ? send : recv).connect({ dtlsParameters }),
  'producer:create': async (member, { source, kind, rtpParameters }) => {
    const producer = await member.send.produce({ kind, rtpParameters });
    member.producers.push({ producer, source });
    for (const other of members) await consume(other, member, { producer, source });
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

const page = readFileSync(pageFile);
const http = createServer((request, response) => {
  if (request.url === '/page.js') return response.setHeader('content-type', 'text/javascript').end(page);
  return response
    .setHeader('content-type', 'text/html; charset=utf-8')
    .end('<!doctype html><title>load</title><button id="join">Join</button><script src="/page.js"></script>');
});
const io = new Server(http, { serveClient: false });
io.on('connection', (socket) => {
  socket.on('join', async (reply: (media: unknown) => void) => {
    const [send, recv] = await Promise.all([transport(), transport()]);
    await send.setMaxIncomingBitrate(3_000_000);
    const member: Member = { socket, send, recv, producers: [], consumers: new Map() };
    members.add(member);
    for (const [name, handle] of Object.entries(handlers)) {
      socket.on(name, async (data: unknown, answer: (value: unknown) => void) =>
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
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  console.log(JSON.stringify({ url, workerPid: worker.pid }));
});
process.once('SIGTERM', () => process.exit(0));
