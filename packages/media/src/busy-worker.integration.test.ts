import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { droppedAt } from './dropped-packets.ts';
import { MediaWorker, RECEIVE_BUFFER_BYTES } from './media-worker.ts';
import { mediaSettings, packetBytes } from './testing.ts';

/** What Linux counts for a packet with a picture: its bytes in the next power of two, and its own notes on it. */
const countedBytes = 2304;

/** Bytes that this machine lets wait where as many are asked for as a worker asks. */
function mostAllowed(socket: Socket): number {
  socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  return socket.getRecvBufferSize();
}

/** A worker that does not run, somebody who sends to it, and how many packets there is room for. */
async function stoppedWorker() {
  const settings = await mediaSettings();
  const worker = await MediaWorker.start(settings, [settings.ports.min, settings.ports.min + 1]);
  const sender = createSocket('udp4');
  onTestFinished(async () => {
    sender.close();
    process.kill(worker.pid, 'SIGCONT');
    await worker.close();
  });
  await new Promise<void>((resolve) => sender.bind(0, '127.0.0.1', resolve));
  process.kill(worker.pid, 'SIGSTOP');
  const packet = Buffer.alloc(packetBytes, 0x80);
  return {
    port: worker.port,
    room: Math.floor(mostAllowed(sender) / countedBytes),
    send: async (packets: number) => {
      for (let index = 0; index < packets; index++)
        await new Promise((resolve) => sender.send(packet, worker.port, '127.0.0.1', resolve));
    },
  };
}

test('what comes while a worker has to wait for its core is not lost', async () => {
  const { port, room, send } = await stoppedWorker();
  await send(Math.floor(room * 0.75));
  expect(droppedAt(port)).toBe(0);
});

test('what there is no room for any more is counted', async () => {
  const { port, room, send } = await stoppedWorker();
  await send(Math.ceil(room * 1.5));
  expect(droppedAt(port)).toBeGreaterThan(0);
});

test('the installation raises the kernel’s bound to what a worker asks for', () => {
  const file = new URL('../../../infra/install/neuvo-sysctl.conf', import.meta.url);
  expect(readFileSync(file, 'utf8')).toContain(`\nnet.core.rmem_max = ${RECEIVE_BUFFER_BYTES}\n`);
});
