import type { Consumer, DirectTransport, Worker } from 'mediasoup/types';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { packetBytes, pictureByHand, until } from './testing.ts';

/* full-path.patch: the worker tells of a queue on the way to a receiver from what that one says of each packet's arrival. */

let worker: Worker | undefined;
afterEach(() => worker?.close());

const pictureEveryMs = 33;
const feedbackEveryMs = 50;
const transportSequence = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

/** A picture of a megabit a second on a way that carries `kbps`, each end by hand; what the worker tells of a full path, in bit/s. */
async function onTheWay(way: { kbps: number }, packetsOf: (picture: number) => number = () => 4) {
  const hand = await pictureByHand();
  const { to, producer, consumer } = hand;
  worker = hand.worker;
  const told: number[] = [];
  await to.enableTraceEvent(['bwe']);
  to.on('trace', ({ type, direction, info }) => {
    if (type === 'bwe' && direction === 'in')
      told.push((info as { availableBitrate: number }).availableBitrate);
  });
  void feedBack(to, consumer, way);
  let sequence = 0;
  let pictures = 0;
  void (async () => {
    for (; !producer.closed; await sleep(pictureEveryMs)) {
      const packets = packetsOf(pictures++);
      for (let index = 0; index < packets; index++) hand.send({ sequence: sequence++, picture: pictures });
    }
  })();
  return { told, sent: () => pictures };
}

/** Each packet waits for those before it and then takes as long as the way needs; what has arrived is reported. */
async function feedBack(
  transport: DirectTransport,
  consumer: Consumer,
  way: { kbps: number },
): Promise<void> {
  const { id } = consumer.rtpParameters.headerExtensions!.find(({ uri }) => uri === transportSequence)!;
  const ssrc = consumer.rtpParameters.encodings![0]!.ssrc!;
  const under: { sequence: number; at: number }[] = [];
  let freeAt = 0;
  consumer.on('rtp', (packet) => {
    freeAt = Math.max(freeAt, performance.now()) + (packetBytes * 8) / way.kbps;
    under.push({ sequence: sequenceOf(packet, id), at: freeAt });
  });
  for (let count = 0; !transport.closed; count++) {
    await sleep(feedbackEveryMs);
    const arrived = under.filter(({ at }) => at <= performance.now());
    under.splice(0, arrived.length);
    if (arrived.length > 0 && !transport.closed) transport.sendRtcp(feedback(ssrc, arrived, count));
  }
}

/** The transport-wide sequence number of a packet, among its one-byte extensions (RFC 8285, 4.2). */
function sequenceOf(packet: Buffer, id: number): number {
  for (let at = 16; at < 16 + packet.readUInt16BE(14) * 4;) {
    const head = packet.readUInt8(at);
    if (head >> 4 === id) return packet.readUInt16BE(at + 1);
    at += head === 0 ? 1 : (head & 15) + 2;
  }
  throw new Error('a packet without a transport-wide sequence number');
}

/** All of them have come (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1): times in quarters of a millisecond. */
function feedback(ssrc: number, packets: { sequence: number; at: number }[], count: number): Buffer {
  const report = Buffer.alloc(Math.ceil((22 + packets.length * 2) / 4) * 4);
  const reference = Math.floor(packets[0]!.at / 64);
  report.writeUInt8(0x8f, 0);
  report.writeUInt8(205, 1);
  report.writeUInt16BE(report.length / 4 - 1, 2);
  report.writeUInt32BE(1, 4);
  report.writeUInt32BE(ssrc, 8);
  report.writeUInt16BE(packets[0]!.sequence, 12);
  report.writeUInt16BE(packets.length, 14);
  report.writeUIntBE(reference, 16, 3);
  report.writeUInt8(count % 256, 19);
  report.writeUInt16BE(0x4000 | packets.length, 20);
  let before = reference * 64 * 4;
  for (const [index, { at }] of packets.entries()) {
    const quarters = Math.round(at * 4);
    report.writeInt16BE(quarters - before, 22 + index * 2);
    before = quarters;
  }
  return report;
}

test('[M13] a path that narrows to a third is told, with what comes through', async () => {
  const way = { kbps: 5000 };
  const { told, sent } = await onTheWay(way);
  await until(() => expect(sent()).toBeGreaterThan(30));
  expect(told).toEqual([]);
  way.kbps = 350;
  await until(() => expect(told.length).toBeGreaterThan(3));
  for (const bps of told.slice(0, 3)) expect(Math.abs(bps - 350_000)).toBeLessThan(70_000);
});

test('[M13] a key frame that takes a while on a path that carries everything is no queue', async () => {
  const { told, sent } = await onTheWay({ kbps: 1600 }, (picture) => (picture % 20 === 0 ? 24 : 3));
  await until(() => expect(sent()).toBeGreaterThan(80));
  expect(told).toEqual([]);
});
