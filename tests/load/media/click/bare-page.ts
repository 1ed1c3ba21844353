// Runs in the browser, bundled by sides.ts. What it does is called by name from the benchmark:
// window.load.send(), window.load.receive(count); the button joins as a person would, for click to first frame.
import { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import { io, type Socket } from 'socket.io-client';
import { camera, produceAll } from './camera.ts';

type PeerMedia = {
  routerRtpCapabilities: types.RtpCapabilities;
  send: types.TransportOptions;
  recv: types.TransportOptions;
};
type ConsumerNew = {
  consumerId: string;
  producerId: string;
  kind: types.MediaKind;
  rtpParameters: types.RtpParameters;
};

async function join() {
  const socket: Socket = io({ transports: ['websocket'] });
  const ask = (name: string, data: object): Promise<never> =>
    socket.emitWithAck(name, data) as Promise<never>;
  const media = (await socket.emitWithAck('join', 'room')) as PeerMedia;
  const device = new Device();
  await device.load({ routerRtpCapabilities: media.routerRtpCapabilities });
  const send = device.createSendTransport(media.send);
  const recv = device.createRecvTransport(media.recv);
  for (const transport of [send, recv]) {
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      ask('transport:connect', { transportId: transport.id, dtlsParameters }).then(done, fail);
    });
  }
  send.on('produce', ({ kind, rtpParameters }, done, fail) => {
    const source = kind === 'audio' ? 'microphone' : 'camera';
    ask('producer:create', { source, kind, rtpParameters, paused: false }).then(
      ({ producerId }) => done({ id: producerId }),
      fail,
    );
  });
  socket.on('consumer:new', async ({ consumerId, producerId, kind, rtpParameters }: ConsumerNew) => {
    await recv.consume({ id: consumerId, producerId, kind, rtpParameters });
    await ask('consumer:resume', { consumerIds: [consumerId] });
  });
  return {
    ready: () => ask('media:ready', { rtpCapabilities: device.recvRtpCapabilities }),
    produce: (stream: MediaStream) => produceAll(send, stream),
  };
}

const load = {
  async send() {
    const peer = await join();
    await peer.produce(await camera());
  },
  async receive(count: number) {
    for (let index = 0; index < count; index++) await (await join()).ready();
  },
};
Object.assign(window, { load });

// A person's way in: devices were tested before, then one click both sends and receives.
const tested = camera();
document.querySelector('#join')?.addEventListener('click', async () => {
  const peer = await join();
  await Promise.all([peer.ready(), tested.then((stream) => peer.produce(stream))]);
});
