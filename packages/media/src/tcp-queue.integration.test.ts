import { createWorker } from 'mediasoup';
import type { IceParameters, Worker } from 'mediasoup/types';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { mediaCodecs } from './codecs.ts';
import { mediaSettings } from './testing.ts';

let worker: Worker | undefined;
let socket: Socket | undefined;
afterEach(() => {
  socket?.destroy();
  worker?.close();
});

const questions = 300_000;
const atOnce = 1000;

/** A binding request of somebody who has been given these (RFC 8489), framed for TCP (RFC 4571). */
function binding({ usernameFragment, password }: IceParameters): Buffer {
  const attribute = (type: number, value: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(type, 0);
    head.writeUInt16BE(value.length, 2);
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  };
  const header = Buffer.alloc(20);
  header.writeUInt16BE(0x0001, 0);
  header.writeUInt32BE(0x2112a442, 4);
  const attributes = [
    attribute(0x0006, Buffer.from(`${usernameFragment}:them`)),
    attribute(0x0024, Buffer.from([0x6e, 0x7f, 0xff, 0xff])), // priority
    attribute(0x802a, Buffer.alloc(8, 1)), // ice-controlling
  ];
  /** The message so far, its length told as though what comes next were in it. */
  const soFar = (nextBytes: number) => {
    const body = Buffer.concat(attributes);
    header.writeUInt16BE(body.length + nextBytes, 2);
    return Buffer.concat([header, body]);
  };
  attributes.push(attribute(0x0008, createHmac('sha1', password).update(soFar(24)).digest()));
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(soFar(8)) ^ 0x5354554e) >>> 0);
  attributes.push(attribute(0x8028, fingerprint));
  const message = soFar(0);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Bytes of memory that a process holds. */
const memoryOf = (pid: number) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;

test('whoever asks over TCP and never reads the answers does not fill the worker’s memory', async () => {
  const { workerBin } = await mediaSettings();
  worker = await createWorker({ workerBin, logLevel: 'error' });
  const router = await worker.createRouter({ mediaCodecs });
  const listenInfos = [{ protocol: 'tcp' as const, ip: '127.0.0.1' }];
  const transport = await router.createWebRtcTransport({ listenInfos, enableUdp: false, enableTcp: true });
  const { port } = transport.iceCandidates[0]!;
  const asked = binding(transport.iceParameters);
  socket = connect(port, '127.0.0.1');
  // It answers at all: else nothing was tried.
  socket.write(asked);
  const [answer] = (await new Promise((resolve) => socket!.once('data', (data) => resolve([data])))) as [
    Buffer,
  ];
  expect(answer.readUInt16BE(2)).toBe(0x0101);
  socket.pause();
  const before = memoryOf(worker.pid);
  const many = Buffer.concat(Array.from({ length: atOnce }, () => asked));
  for (let sent = 0; sent < questions; sent += atOnce)
    if (!socket.write(many)) await new Promise((resolve) => socket!.once('drain', resolve));
  await sleep(200);
  // The worker still answers others, and kept none of the tens of megabytes.
  await transport.dump();
  expect(memoryOf(worker.pid) - before).toBeLessThan(8 * 1024 * 1024);
});
