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

async function connect() {
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
    produce: (stream: MediaStream) => produceAll(device, send, stream),
  };
}

const load = {
  async send() {
    const peer = await connect();
    await peer.produce(await camera());
  },
  async receive(count: number) {
    for (let index = 0; index < count; index++) await (await connect()).ready();
  },
};
Object.assign(window, { load });

// A person's way in: the camera was tried before and is shown, then one click both sends and receives.
const button = document.querySelector<HTMLButtonElement>('#join');
if (button) void tryCamera(button);

async function tryCamera(join: HTMLButtonElement) {
  const stream = await camera();
  const video = document.body.appendChild(document.createElement('video'));
  Object.assign(video, { muted: true, autoplay: true, srcObject: stream });
  join.addEventListener('click', () => void enter(stream));
  join.disabled = false;
}

async function enter(stream: MediaStream) {
  const peer = await connect();
  await Promise.all([peer.ready(), peer.produce(stream)]);
}
