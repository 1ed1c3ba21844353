// Runs in the browser on a page of Neuvo's own origin, bundled by neuvo-side.ts: people who speak Neuvo's
// protocol and nothing else, so that the product's server is measured and not its pages.
import { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import { io } from 'socket.io-client';
import type { NoticeData, NoticeName, PeerMedia, RequestData, RequestName, RequestReply } from '#protocol';
import { camera, produceAll } from './camera.ts';

async function join(token: string) {
  const socket = io({ transports: ['websocket'], auth: { token } });
  const ask = async <N extends RequestName>(name: N, data: RequestData<N>): Promise<RequestReply<N>> => {
    const answer = (await socket.emitWithAck('request', { name, data })) as
      { ok: true; data: RequestReply<N> } | { ok: false; error: { code: string } };
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`);
    return answer.data;
  };
  const on = <N extends NoticeName>(wanted: N, handle: (data: NoticeData<N>) => void) =>
    socket.on(
      'notice',
      ({ name, data }: { name: N; data: NoticeData<N> }) => void (name === wanted && handle(data)),
    );
  const media = await new Promise<PeerMedia>((resolve, reject) => {
    on(
      'visit:whereabouts',
      (where) => void (where.state === 'joined' && where.media && resolve(where.media)),
    );
    ask('visit:enter', { appointmentId: null, tabId: crypto.randomUUID(), version: 1 }).then(
      (where) => void (where.state === 'joined' && where.media && resolve(where.media)),
      reject,
    );
  });
  const device = new Device();
  await device.load({ routerRtpCapabilities: media.routerRtpCapabilities as types.RtpCapabilities });
  const send = device.createSendTransport(media.send as types.TransportOptions);
  const recv = device.createRecvTransport(media.recv as types.TransportOptions);
  for (const transport of [send, recv]) {
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      ask('transport:connect', { transportId: transport.id, dtlsParameters: { ...dtlsParameters } }).then(
        done,
        fail,
      );
    });
  }
  send.on('produce', ({ kind, rtpParameters }, done, fail) => {
    const source = kind === 'audio' ? 'microphone' : 'camera';
    ask('producer:create', { source, kind, rtpParameters: { ...rtpParameters }, paused: false }).then(
      ({ producerId }) => done({ id: producerId }),
      fail,
    );
  });
  on('consumer:new', ({ consumerId, producerId, kind, rtpParameters }) => {
    void recv
      .consume({ id: consumerId, producerId, kind, rtpParameters: rtpParameters as types.RtpParameters })
      .then(() => ask('consumer:resume', { consumerIds: [consumerId] }));
  });
  return {
    device,
    send,
    ready: () => ask('media:ready', { rtpCapabilities: { ...device.recvRtpCapabilities } }),
  };
}

const load = {
  async send([token]: string[]) {
    const { device, send } = await join(token!);
    await produceAll(device, send, await camera());
  },
  async receive(tokens: string[]) {
    for (const token of tokens) await (await join(token)).ready();
  },
};
Object.assign(window, { load });
