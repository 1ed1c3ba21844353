import { expect, test } from 'vitest';
import type { AudioLevelObserverVolume } from 'mediasoup/types';
import type { RoomRouter } from './room-router.ts';
import { Voices } from './voices.ts';

const router = {} as RoomRouter;
const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
/** What a router hears: loudness by producer. */
const heard = (levels: Record<string, number>) =>
  Object.entries(levels).map(([id, volume]) => ({ producer: { id }, volume }) as AudioLevelObserverVolume);
const loud = { a: -20, b: -20, c: -20, d: -20, e: -20 };

test('[M8] who pauses between two words keeps the place, whoever comes, goes or mutes meanwhile', () => {
  const voices = new Voices();
  voices.report(router, heard({ ...loud, f: -30, g: -40 }));
  voices.review(all);
  expect([...voices.heldBack]).toEqual(['g']);
  voices.report(router, heard({ ...loud, g: -40 }));
  for (let change = 0; change < 6; change++) voices.review(all);
  expect([...voices.heldBack]).toEqual(['g']);
  expect(voices.review(all)).toBe(false);
});

test('[M8] who goes on being silent gives the place up with the reports that say so', () => {
  const voices = new Voices();
  voices.report(router, heard({ ...loud, f: -30, g: -40 }));
  voices.review(all);
  for (let report = 0; report < 6; report++) {
    voices.report(router, heard({ ...loud, g: -40 }));
    voices.review(all);
  }
  expect([...voices.heldBack]).toEqual(['f']);
  for (let report = 0; report < 6; report++) {
    voices.report(router, heard({ ...loud, g: -40 }));
    voices.review(all);
  }
  expect([...voices.heldBack]).toEqual([]);
});
