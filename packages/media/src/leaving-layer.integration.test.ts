import type { Worker } from 'mediasoup/types';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { pictureByHand, until } from './testing.ts';

/* leaving-layer.patch: a picture that gets smaller is not preceded by a key frame of the larger one. */

let worker: Worker | undefined;
afterEach(() => worker?.close());

const pictureEveryMs = 33;

/** Two layers of a picture, of which the larger is received; `came`: of which layer each packet is that came since. */
async function received() {
  const hand = await pictureByHand(2);
  const { consumer, producer } = hand;
  worker = hand.worker;
  const came: number[] = [];
  consumer.on('rtp', (packet) => came.push(packet.at(-1)!));
  let asked = 0;
  await producer.enableTraceEvent(['pli']);
  producer.on('trace', () => (asked += 1));
  let picture = 0;
  /** One picture in each of these layers, and time for the worker to pass it on. */
  const send = async (layers: number[], isKey = false) => {
    for (const layer of layers) hand.send({ sequence: picture, picture, layer, isKey });
    picture += 1;
    await sleep(pictureEveryMs);
  };
  // There and back once: then the worker knows the clock of both.
  for (const layer of [1, 0, 1]) {
    await consumer.setPreferredLayers({ spatialLayer: layer });
    await until(async () => {
      await send([1, 0], true);
      hand.report();
      return consumer.currentLayers?.spatialLayer === layer;
    });
  }
  const before = came.length;
  await send([1, 0]);
  await until(() => came.length > before);
  came.length = 0;
  return { consumer, send, came, asked: () => asked };
}

test('[M13] a picture that gets smaller goes on until the next key frame, of which only the smaller one is sent', async () => {
  const { consumer, send, came } = await received();
  await consumer.setPreferredLayers({ spatialLayer: 0 });
  await send([1, 0]);
  await until(() => expect(came).toEqual([1]));
  // A browser makes them of all layers, the largest first, and here the smaller one is late.
  await send([1], true);
  await send([1]);
  await send([0], true);
  await until(() => expect(came.at(-1)).toBe(0));
  await send([1, 0]);
  await until(() => expect(came).toEqual([1, 0, 0]));
});

test('[M13] one that may stay as large after all, when its key frame was let go already, asks for another and goes on with that', async () => {
  const { consumer, send, came, asked } = await received();
  await consumer.setPreferredLayers({ spatialLayer: 0 });
  await send([1], true);
  const askedBefore = asked();
  await consumer.setPreferredLayers({ spatialLayer: 1 });
  await send([1, 0]);
  expect(came).toEqual([]);
  // Right after another request it may wait until the sender answers again.
  await until(() => expect(asked()).toBeGreaterThan(askedBefore));
  await send([1, 0], true);
  await send([1, 0]);
  await until(() => expect(came).toEqual([1, 1]));
});
