import { createSocket } from 'node:dgram';
import { expect, test } from 'vitest';
import { seat, startMedia, Told, until } from './testing.ts';

/** Work for a worker that no peer and no room explains. */
function keepBusy(port: number): () => void {
  const socket = createSocket('udp4');
  const datagram = Buffer.alloc(200, 1);
  const timer = setInterval(() => {
    for (let n = 0; n < 500; n++) socket.send(datagram, port, '127.0.0.1');
  }, 5);
  return () => {
    clearInterval(timer);
    socket.close();
  };
}

test('[M10] a room goes to the worker that has least to do by what its process has used, not by how many it holds', async ({
  onTestFinished,
}) => {
  const { media } = await startMedia({ workers: 2 });
  onTestFinished(() => media.close('server-stopping'));
  const first = await media.openRoom('first', new Told());
  const { send } = await first.addPeer('A', seat('A'));
  const busy = first.snapshot().peers[0]!.worker!;
  first.close('ended');
  onTestFinished(keepBusy(send.iceCandidates[0]!.port));
  const cpuOf = (isBusy: boolean) => media.health().workers.find(({ pid }) => (pid === busy) === isBusy)!.cpu;
  await until(() => expect(cpuOf(true)).toBeGreaterThan(cpuOf(false) + 0.02));
  // Both hold nothing, and of two that are equal the first was chosen.
  const second = await media.openRoom('second', new Told());
  await second.addPeer('A', seat('A'));
  expect(second.snapshot().peers[0]!.worker).not.toBe(busy);
});
