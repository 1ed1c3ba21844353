import { EventEmitter } from 'node:events';
import type { Consumer } from 'mediasoup/types';
import { afterEach, expect, test, vi } from 'vitest';
import { PeerConsumer } from './peer-consumer.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));
afterEach(() => vi.useRealTimers());

const usual = { onlySmall: false, priority: 1, mayMoveLess: false };

/** A camera in three layers that flows; `did`: what the worker was asked for since. */
function flowing() {
  vi.useFakeTimers();
  const did: string[] = [];
  const note = (what: string) => Promise.resolve(void did.push(what));
  const consumer = Object.assign(new EventEmitter(), {
    kind: 'video',
    type: 'simulcast',
    rtpParameters: { encodings: [{ scalabilityMode: 'L3T2' }] },
    pause: () => note('pause'),
    resume: () => note('resume'),
    setPriority: () => note('priority'),
    setPreferredLayers: ({ spatialLayer, temporalLayer }: { spatialLayer: number; temporalLayer?: number }) =>
      note(`prefer ${spatialLayer}${temporalLayer === undefined ? '' : ` at ${temporalLayer}`}`),
  });
  const from = { peerId: 'peer', participantId: 'participant', source: 'camera' as const };
  const picture = new PeerConsumer(consumer as unknown as Consumer, from);
  picture.start();
  picture.direct(usual, true);
  const begins = (spatialLayer: number, temporalLayer = 1) =>
    consumer.emit('layerschange', { spatialLayer, temporalLayer });
  did.length = 0;
  return { picture, begins, did };
}

test('[M13] on a path that gets full a picture is paused at once, and begins anew with the smallest', async () => {
  const { picture, begins, did } = flowing();
  begins(2);
  await vi.advanceTimersByTimeAsync(1000);
  void picture.ease();
  await vi.advanceTimersByTimeAsync(0);
  expect(did).toEqual(['pause', 'prefer 0']);
  await vi.advanceTimersByTimeAsync(100);
  expect(did).toEqual(['pause', 'prefer 0', 'resume']);
});

test('[M13] one that has only just begun moves on with half of its pictures until its sender answers the next request', async () => {
  const { picture, begins, did } = flowing();
  begins(1);
  await vi.advanceTimersByTimeAsync(100);
  void picture.ease();
  await vi.advanceTimersByTimeAsync(200);
  expect(did).toEqual(['prefer 1 at 0']);
  await vi.advanceTimersByTimeAsync(200);
  expect(did).toEqual(['prefer 1 at 0', 'pause', 'prefer 0', 'resume']);
});

test('[M13] what became the smallest meanwhile, or may be as large as wanted again, is not stopped', async () => {
  for (const meanwhile of ['smallest', 'relaxed']) {
    const { picture, begins, did } = flowing();
    begins(1);
    void picture.ease();
    await vi.advanceTimersByTimeAsync(100);
    if (meanwhile === 'smallest') begins(0);
    else picture.relax();
    await vi.advanceTimersByTimeAsync(1000);
    expect(did).not.toContain('pause');
  }
});

test('[M13] one that only moves more often than before is paused at once: no key frame came with that', async () => {
  const { picture, begins, did } = flowing();
  begins(1, 0);
  await vi.advanceTimersByTimeAsync(1000);
  begins(1, 1);
  void picture.ease();
  await vi.advanceTimersByTimeAsync(0);
  expect(did).toEqual(['pause', 'prefer 0']);
});

test('[M13] a picture that has grown is known to get through only after a while, the smallest at once', async () => {
  const { picture, begins } = flowing();
  const provenAfter = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return picture.provenLayer;
  };
  expect(picture.provenLayer).toBeNull();
  begins(0);
  expect(picture.provenLayer).toBe(0);
  begins(1);
  expect(await provenAfter(500)).toBe(0);
  expect(await provenAfter(600)).toBe(1);
  begins(2);
  expect(picture.provenLayer).toBe(1);
  begins(0);
  expect(picture.provenLayer).toBe(0);
});

test('[M26] a picture that may move less does so while it is small: half of the frames', async () => {
  const { picture, begins, did } = flowing();
  const show = (widthPx: number, heightPx: number) =>
    picture.show({ consumerId: '', widthPx, heightPx, visible: true });
  begins(2);
  show(270, 152);
  picture.direct({ ...usual, mayMoveLess: true }, false);
  expect(did).toEqual(['prefer 0 at 0']);
  show(500, 281);
  picture.direct({ ...usual, mayMoveLess: true }, false);
  expect(did.slice(1)).toEqual(['prefer 1']);
  show(270, 152);
  picture.direct(usual, false);
  picture.direct({ ...usual, mayMoveLess: true }, false);
  picture.direct(usual, false);
  expect(did.slice(2)).toEqual(['prefer 0', 'prefer 0 at 0', 'prefer 0']);
});

test('[M26] what moves less goes on so after its path was full', async () => {
  const { picture, begins, did } = flowing();
  begins(1);
  await vi.advanceTimersByTimeAsync(1000);
  void picture.ease();
  picture.show({ consumerId: '', widthPx: 270, heightPx: 152, visible: true });
  picture.direct({ ...usual, mayMoveLess: true }, false);
  await vi.advanceTimersByTimeAsync(1000);
  did.length = 0;
  picture.relax();
  expect(did).toEqual(['prefer 0 at 0']);
});
