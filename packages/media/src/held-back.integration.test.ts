import { createWorker } from 'mediasoup';
import type { RtpParameters, Worker } from 'mediasoup/types';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { mediaCodecs } from './codecs.ts';
import { mediaSettings, opus, until } from './testing.ts';

let worker: Worker | undefined;
afterEach(() => worker?.close());

/** One microphone by hand, and who may hear it. */
async function microphone() {
  const { workerBin } = await mediaSettings();
  worker = await createWorker({ workerBin, logLevel: 'error' });
  const router = await worker.createRouter({ mediaCodecs });
  const [from, to] = [await router.createDirectTransport(), await router.createDirectTransport()];
  const rtpParameters = opus() as RtpParameters;
  const producer = await from.produce({ kind: 'audio', rtpParameters });
  let sequence = 1000;
  return {
    pid: worker.pid,
    send: (packets: number) => {
      for (let index = 0; index < packets; index++, sequence++)
        producer.send(rtp(rtpParameters.encodings![0]!.ssrc!, sequence));
    },
    /** All that was sent has come to the worker, which answers in order. */
    arrived: () => router.dump(),
    listener: (paused: boolean) =>
      to.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities, paused }),
  };
}

/** 20 ms of Opus without extensions. */
function rtp(ssrc: number, sequence: number): Buffer {
  const packet = Buffer.alloc(60, 0xfc);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(111, 1);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE((sequence * 960) >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

/** Bytes of memory that a process holds. */
const memoryOf = (pid: number) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;

test('whoever does not hear a microphone costs no memory for each of its packets', async () => {
  const { pid, send, arrived, listener } = await microphone();
  for (let index = 0; index < 300; index++) await listener(true);
  send(1_000);
  await arrived();
  const before = memoryOf(pid);
  // Ten minutes of sound: as many numbers as mediasoup would keep of what was not sent.
  for (let round = 0; round < 30; round++) {
    send(1_000);
    await arrived();
  }
  // Two bytes a packet and listener would be 18 MB.
  expect(memoryOf(pid) - before).toBeLessThan(6 * 1024 * 1024);
});

test('whoever is let hear again hears everything from then on, numbered as though nothing had been missed', async () => {
  const { send, arrived, listener } = await microphone();
  const consumer = await listener(false);
  const heard: number[] = [];
  consumer.on('rtp', (packet) => heard.push(packet.readUInt16BE(2)));
  send(10);
  await until(() => expect(heard).toHaveLength(10));
  await consumer.pause();
  send(5_000);
  await arrived();
  expect(heard).toHaveLength(10);
  await consumer.resume();
  send(10);
  await until(() => expect(heard).toHaveLength(20));
  expect(heard).toEqual(heard.map((_, index) => heard[0]! + index));
});

test('who has left, and who comes while a microphone is open, is told from who is held back', async () => {
  const { send, listener } = await microphone();
  const [staying, leaving, waiting] = [await listener(false), await listener(false), await listener(true)];
  const heard = { staying: 0, leaving: 0, waiting: 0, late: 0 };
  staying.on('rtp', () => (heard.staying += 1));
  leaving.on('rtp', () => (heard.leaving += 1));
  waiting.on('rtp', () => (heard.waiting += 1));
  send(5);
  await until(() => expect(heard).toEqual({ staying: 5, leaving: 5, waiting: 0, late: 0 }));
  leaving.close();
  const late = await listener(false);
  late.on('rtp', () => (heard.late += 1));
  send(5);
  await until(() => expect(heard).toEqual({ staying: 10, leaving: 5, waiting: 0, late: 5 }));
  await waiting.resume();
  await staying.pause();
  send(5);
  await until(() => expect(heard).toEqual({ staying: 10, leaving: 5, waiting: 5, late: 10 }));
});
