import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { TransportOptions } from './index.ts';
import { inWorkers, join, startMedia, Told } from './testing.ts';

// A network that is reached through one address gives a port that fell free to the next one behind it, while the peer that
// had it is still kept its place. STUN by hand: no library lets two peers use one port.

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;
const ATTRIBUTE = { username: 0x0006, integrity: 0x0008, priority: 0x0024 };
const USE_CANDIDATE = 0x0025;
const ICE_CONTROLLING = 0x802a;
const FINGERPRINT = 0x8028;
const INTEGRITY_BYTES = 24;
const FINGERPRINT_BYTES = 8;

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** RFC 8489: what is signed says in its length that the signature is there already. */
function message(type: number, id: Buffer, attributes: Buffer, trailing: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(attributes.length + trailing, 2);
  head.writeUInt32BE(0x2112a442, 4);
  return Buffer.concat([head, id, attributes]);
}

/** RFC 8445: a check of the path to this transport that also chooses it, as a browser sends it. */
function check({ iceParameters }: TransportOptions, id: Buffer): Buffer {
  const attributes = Buffer.concat([
    attribute(ATTRIBUTE.username, Buffer.from(`${iceParameters.usernameFragment}:client`)),
    attribute(ATTRIBUTE.priority, Buffer.from([0x6e, 0x7f, 0x1e, 0xff])),
    attribute(USE_CANDIDATE, Buffer.alloc(0)),
    attribute(ICE_CONTROLLING, randomBytes(8)),
  ]);
  const signed = message(BINDING_REQUEST, id, attributes, INTEGRITY_BYTES);
  const integrity = createHmac('sha1', iceParameters.password).update(signed).digest();
  const whole = Buffer.concat([attributes, attribute(ATTRIBUTE.integrity, integrity)]);
  const toPrint = message(BINDING_REQUEST, id, whole, FINGERPRINT_BYTES);
  const print = Buffer.alloc(4);
  print.writeUInt32BE((crc32(toPrint) ^ 0x5354554e) >>> 0, 0);
  return Buffer.concat([toPrint, attribute(FINGERPRINT, print)]);
}

/** What was answered, and with whose password it is signed: nobody else can have. */
function read(answer: Buffer, { iceParameters }: TransportOptions): { type: number; isOwn: boolean } {
  const type = answer.readUInt16BE(0);
  for (let at = 20; at + 4 <= answer.length;) {
    const size = answer.readUInt16BE(at + 2);
    if (answer.readUInt16BE(at) === ATTRIBUTE.integrity) {
      const signed = message(type, answer.subarray(8, 20), answer.subarray(20, at), INTEGRITY_BYTES);
      const integrity = createHmac('sha1', iceParameters.password).update(signed).digest();
      return { type, isOwn: integrity.equals(answer.subarray(at + 4, at + 4 + size)) };
    }
    at += 4 + Math.ceil(size / 4) * 4;
  }
  return { type, isOwn: false };
}

test('a new peer at the address of one that is kept its place is not taken for that one, and is heard once it goes', async () => {
  const { media } = await startMedia({ workers: 1 });
  cleanups.push(() => media.close('server-stopping'));
  const room = await media.openRoom('room', new Told());
  const [gone, fresh] = [await join(room, 'gone'), await join(room, 'new')];
  const socket = createSocket('udp4');
  cleanups.push(() => socket.close());
  const ask = async (transport: TransportOptions) => {
    const { ip, port } = transport.iceCandidates.find(({ protocol }) => protocol === 'udp')!;
    const id = randomBytes(12);
    socket.send(check(transport, id), port, ip);
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.subarray(8, 20)).toEqual(id);
    return read(answer, transport);
  };
  expect(await ask(gone.media.recv)).toEqual({ type: BINDING_SUCCESS, isOwn: true });

  // The server still has the address down as the first one's: it refuses, and neither becomes the other.
  expect(await ask(fresh.media.recv)).toEqual({ type: BINDING_ERROR, isOwn: false });
  expect(await ask(gone.media.recv)).toEqual({ type: BINDING_SUCCESS, isOwn: true });

  room.removePeer('gone', 'connection-lost');
  // The worker answers in the order in which it is asked, but what comes over the network may overtake what we ask.
  await inWorkers();
  expect(await ask(fresh.media.recv)).toEqual({ type: BINDING_SUCCESS, isOwn: true });
  // A late packet of the one that is gone opens nothing any more.
  expect(await ask(gone.media.recv)).toEqual({ type: BINDING_ERROR, isOwn: false });
  expect(await ask(fresh.media.recv)).toEqual({ type: BINDING_SUCCESS, isOwn: true });
});
