import type { Consumer, DirectTransport, Worker } from 'mediasoup/types';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { packetBytes, pictureByHand, until } from './testing.ts';

let worker: Worker | undefined;
afterEach(() => worker?.close());

/** What mediasoup believes of a path that it knows nothing of yet, in bits per second. */
const believedBps = 600_000;

/** One picture's packets on their way to a receiver who asks for them again, each way by hand. */
async function receiving(packets: number) {
  const hand = await pictureByHand();
  const { to, consumer } = hand;
  worker = hand.worker;
  const { rtx } = consumer.rtpParameters.encodings![0]!;
  const received: number[] = [];
  let resent = 0;
  consumer.on('rtp', (packet) => {
    if (packet.readUInt32BE(8) === rtx!.ssrc) resent += 1;
    else received.push(packet.readUInt16BE(2));
  });
  for (let sequence = 0; sequence < packets; sequence++) hand.send({ sequence });
  await until(() => expect(received).toHaveLength(packets));
  return { ask: asker(to, consumer), received, resent: () => resent };
}

/** Asks for one packet again (RFC 4585, 6.2.1). */
function asker(transport: DirectTransport, consumer: Consumer) {
  const media = consumer.rtpParameters.encodings![0]!.ssrc!;
  return (sequence: number) => {
    const nack = Buffer.alloc(16);
    nack.writeUInt8(0x81, 0);
    nack.writeUInt8(205, 1);
    nack.writeUInt16BE(3, 2);
    nack.writeUInt32BE(1, 4);
    nack.writeUInt32BE(media, 8);
    nack.writeUInt16BE(sequence, 12);
    transport.sendRtcp(nack);
  };
}

test('what is asked for again fills no more than half of what the path is believed to carry', async () => {
  const { ask, received, resent } = await receiving(200);
  received.forEach(ask);
  await sleep(300);
  const halfASecondBytes = believedBps / 2 / 8 / 2;
  expect(resent()).toBeGreaterThan(5);
  expect(resent() * packetBytes).toBeLessThan(halfASecondBytes + 2 * packetBytes);
});

test('a packet that is asked for all the time is sent again more and more seldom', async () => {
  const { ask, received, resent } = await receiving(1);
  const began = performance.now();
  for (let round = 0; round < 100; round++) {
    ask(received[0]!);
    await sleep(10);
  }
  // After 0, 100 (the round trip that is assumed), 200, 360 and 680 ms and every 320 ms, where every 100 ms would be ten and more.
  const tookMs = performance.now() - began;
  expect(resent()).toBeGreaterThanOrEqual(3);
  expect(resent()).toBeLessThanOrEqual(3 + Math.ceil(tookMs / 320));
});
