import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MediaServer, Room } from './index.ts';
import { dtls, flows, join, must, opus, startMedia, Told, until, vp8 } from './testing.ts';

let media: MediaServer;
let events: { event: string }[];
let room: Room;
let rooms = 0;

beforeAll(async () => {
  ({ media, events } = await startMedia({ workers: 1 }));
});
afterAll(() => media.close('server-stopping'));
beforeEach(async () => {
  room = await media.openRoom(`room-${rooms++}`, new Told());
});

/** After whatever was sent to it, the worker is the same process and serves a new pair of peers. */
async function allIsWell() {
  expect(events.map(({ event }) => event)).not.toContain('worker-died');
  const other = await media.openRoom(`after-${rooms++}`, new Told());
  const peers = [await join(other, 'A'), await join(other, 'B')] as const;
  await Promise.all(peers.flatMap((peer) => [peer.speak(), peer.film()]));
  await until(() => flows(other).length === 4);
  other.close('ended');
}

const bad = { ok: false, error: { code: 'bad-parameters' } };
const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;
const polluted = JSON.parse('{"__proto__":{"codecs":[]},"constructor":{"prototype":{"x":1}}}') as unknown;
const junk = [undefined, null, 0, NaN, '', 'text', true, [], {}, [[]], deep, polluted, () => {}, 10n ** 30n];

test('junk in the place of capabilities, parameters and fingerprints is refused, and the room goes on', async () => {
  const { handle, media: own } = await join(room, 'A', { ready: false });
  for (const value of junk) {
    expect(await handle.ready(value)).toEqual(bad);
    expect(await handle.connectTransport(own.send.id, value)).toEqual(bad);
    expect(await handle.produce({ source: 'microphone', kind: 'audio', rtpParameters: value })).toEqual(bad);
    expect(await handle.setViewport(value)).toMatchObject(
      Array.isArray(value) && value.length === 0 ? { ok: true } : bad,
    );
    expect(await handle.resumeConsumers(value)).toMatchObject({
      ok: Array.isArray(value) && value.length === 0,
    });
  }
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  await allIsWell();
});

const audio = opus();
const video = vp8();
const codec = video.codecs[0]!;
test.each([
  ['no codec', { ...video, codecs: [] }],
  ['only a retransmission codec', { ...video, codecs: [video.codecs[1]!] }],
  [
    'a retransmission of itself',
    { ...video, codecs: [codec, { ...video.codecs[1]!, parameters: { apt: 97 } }] },
  ],
  ['one payload type twice', { ...video, codecs: [codec, { ...codec }] }],
  ['a codec of the other kind', { ...video, codecs: audio.codecs }],
  ['a codec that the router does not speak', { ...video, codecs: [{ ...codec, mimeType: 'video/AV2' }] }],
  ['a payload type that is no byte', { ...video, codecs: [{ ...codec, payloadType: 1e9 }] }],
  ['a fraction for a bit rate', { ...video, encodings: [{ ssrc: 1, maxBitrate: 1.5 }] }],
  ['a nested codec parameter', { ...video, codecs: [{ ...codec, parameters: { x: { y: 1 } } }] }],
  [
    'a prototype for a codec parameter',
    { ...video, codecs: [{ ...codec, parameters: JSON.parse('{"__proto__":1}') as object }] },
  ],
  ['a thousand codecs', { ...video, codecs: Array.from({ length: 1_000 }, () => codec) }],
  ['no encoding', { ...video, encodings: [] }],
  ['four encodings', { ...video, encodings: [1, 2, 3, 4].map((ssrc) => ({ ssrc })) }],
  ['encodings without a name', { ...video, encodings: [{}, {}] }],
  ['one SSRC twice', { ...video, encodings: [{ ssrc: 5 }, { ssrc: 5 }] }],
  ['an SSRC that is its own retransmission', { ...video, encodings: [{ ssrc: 5, rtx: { ssrc: 5 } }] }],
  ['an SSRC beyond 32 bits', { ...video, encodings: [{ ssrc: 2 ** 32 }] }],
  ['a hundred spatial layers', { ...video, encodings: [{ ssrc: 5, scalabilityMode: 'L99T99' }] }],
  ['an unknown header extension', { ...video, headerExtensions: [{ uri: 'urn:x', id: 1 }] }],
  ['a header extension 0', { ...video, headerExtensions: [{ ...video.headerExtensions[0]!, id: 0 }] }],
  ['a megabyte for a name', { ...video, mid: 'x'.repeat(1 << 20) }],
])('RTP parameters with %s are refused', async (_what, rtpParameters) => {
  const { handle } = await join(room, 'A');
  expect(await handle.produce({ source: 'camera', kind: 'video', rtpParameters })).toEqual(bad);
  expect(room.snapshot().peers[0]!.producers).toEqual([]);
});

test('an SSRC that another producer of the same peer uses is refused by the worker, which goes on', async () => {
  const { handle } = await join(room, 'A');
  must(await handle.produce({ source: 'camera', kind: 'video', rtpParameters: video }));
  expect(
    await handle.produce({ source: 'screen', kind: 'video', rtpParameters: { ...video, mid: 'other' } }),
  ).toEqual(bad);
  must(await handle.produce({ source: 'screen', kind: 'video', rtpParameters: vp8(1) }));
  await allIsWell();
});

test.each([
  ['no fingerprint', { role: 'client', fingerprints: [] }],
  ['an unknown role', { ...dtls(), role: 'boss' }],
  ['an unknown hash', { fingerprints: [{ algorithm: 'md5', value: 'AB:CD' }] }],
  ['a hash from the prototype', { fingerprints: [{ algorithm: 'constructor', value: 'AB:CD' }] }],
  ['a short fingerprint', { fingerprints: [{ algorithm: 'sha-256', value: 'AB:CD' }] }],
  ['text for a fingerprint', { fingerprints: [{ algorithm: 'sha-256', value: 'x'.repeat(95) }] }],
  ['a number for a fingerprint', { fingerprints: [{ algorithm: 'sha-256', value: 7 }] }],
])('DTLS parameters with %s are refused, and right ones still taken', async (_what, parameters) => {
  const { handle, media: own } = await join(room, 'A');
  expect(await handle.connectTransport(own.send.id, parameters)).toEqual(bad);
  must(await handle.connectTransport(own.send.id, dtls()));
});

/** A valid value with something else at one or more of its places. */
function mangled<T extends object>(valid: T): fc.Arbitrary<unknown> {
  const places: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]) => {
    if (path.length) places.push(path);
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  walk(valid, []);
  const leaves = places.filter((path) => typeof at(valid, path) !== 'object');
  const numbers = [0, 1, 96, 97, 127, 128, 255, 2 ** 31 - 1, 2 ** 32 - 1];
  const plausible = fc.constantFrom<unknown[]>(undefined, ...numbers, '', 'x', 'L3T3', 'S3T3h');
  const swapped = fc.constantFrom(...leaves).map((path) => at(valid, path));
  const change = fc.oneof(
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...places), fc.anything({ maxDepth: 3 })) },
    // Of the right type more often than not, so that enough of it reaches the worker.
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...leaves), fc.oneof(plausible, swapped, fc.nat())) },
  );
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) => {
    const copy = structuredClone(valid);
    for (const [path, value] of changes) {
      const target = at(copy, path.slice(0, -1));
      if (typeof target === 'object' && target !== null)
        (target as Record<string | number, unknown>)[path.at(-1)!] = value;
    }
    return copy;
  });
}

const at = (value: unknown, path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined | null)?.[key],
    value,
  );

test('whatever is changed in valid input, the answer is a result and the worker lives', async () => {
  const valid = await join(room, 'valid');
  const capabilities = valid.media.routerRtpCapabilities;
  await Promise.all([valid.speak(), valid.film()]);
  let round = 0;
  const accepted = { ready: 0, audio: 0, video: 0, dtls: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        caps: mangled(capabilities),
        audio: mangled(opus()),
        video: mangled(vp8()),
        dtls: mangled(dtls()),
      }),
      async (given) => {
        const peer = await join(room, `fuzz-${round++}`, { ready: false });
        const answers = await Promise.all([
          peer.handle.ready(given.caps),
          peer.handle.produce({ source: 'microphone', kind: 'audio', rtpParameters: given.audio }),
          peer.handle.produce({ source: 'camera', kind: 'video', rtpParameters: given.video }),
          peer.handle.connectTransport(peer.media.send.id, given.dtls),
        ]);
        Object.keys(accepted).forEach(
          (key, index) => (accepted[key as keyof typeof accepted] += Number(answers[index]!.ok)),
        );
        for (const answer of answers) if (!answer.ok) expect(answer.error.code).toBe('bad-parameters');
        must(await valid.handle.stats());
        room.removePeer(`fuzz-${round - 1}`, 'left');
      },
    ),
    { numRuns: 400 },
  );
  // The changes are small enough that some of it still makes sense to the worker.
  expect(Math.min(accepted.ready, accepted.audio, accepted.video)).toBeGreaterThan(5);
  await allIsWell();
});
