import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askLayers,
  freshLayers,
  keepLayerMs,
  neededLayer,
  settledLayer,
  settleLayerMs,
  type AskedLayers,
} from './asked-layers.ts';

describe('what is needed', () => {
  it('[M14] is the highest layer that anybody shows', () => {
    expect(neededLayer(3, [0, 2, null])).toBe(2);
    expect(neededLayer(3, [0, 1, 0])).toBe(1);
  });
  it('[M14] is the smallest layer while nobody shows it, so that it is back at once', () => {
    expect(neededLayer(3, [null, null])).toBe(0);
  });
  it('[M14] is all but the sharpest until anybody receives it', () => {
    expect([1, 2, 3].map((layers) => neededLayer(layers, []))).toEqual([0, 0, 1]);
  });
});

describe('what is asked for', () => {
  /** Looks at each of these moments (ms), as the room does. */
  const follow = (start: AskedLayers, steps: readonly [at: number, needed: number][]) => {
    let asked = start;
    return steps.map(([at, needed]) => (asked = askLayers(asked, needed, at)).upTo);
  };

  it('[M14] less only once it has lasted, more at once', () => {
    const steps: [number, number][] = [
      [0, 0],
      [keepLayerMs - 1, 0],
      [keepLayerMs, 0],
      [keepLayerMs + 1, 2],
    ];
    expect(follow(freshLayers(3, 0), steps)).toEqual([2, 2, 0, 2]);
  });
  it('[M14] a layer that was shown a moment ago stays while the one above it goes', () => {
    const steps: [number, number][] = [
      [0, 1],
      [2900, 1],
      [2950, 0],
      [3000, 0],
      [5949, 0],
      [5950, 0],
    ];
    expect(follow(freshLayers(3, 0), steps)).toEqual([2, 2, 2, 1, 1, 0]);
  });
  it('[M14] for any course of events: never less than is needed, nothing that has not been needed for long', () => {
    const anySteps = fc.array(fc.tuple(fc.nat(2000), fc.nat(3)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), anySteps, (layers, steps) => {
        let asked = freshLayers(layers, 0);
        let now = 0;
        /** Until when each layer was needed, told in another way. */
        const neededUntil = Array<number>(layers).fill(0);
        let before = layers - 1;
        for (const [passed, some] of steps) {
          now += passed;
          const needed = Math.min(some, layers - 1);
          for (let layer = 0; layer <= Math.max(before, needed); layer++) neededUntil[layer] = now;
          before = needed;
          asked = askLayers(asked, needed, now);
          expect(asked.upTo).toBeGreaterThanOrEqual(needed);
          expect(now - neededUntil[asked.upTo]!).toBeLessThan(keepLayerMs);
          expect(settledLayer(asked, now)).toBeLessThanOrEqual(asked.upTo);
        }
      }),
    );
  });
});

it('[M7][M14] a layer that is asked for again is not missing until it has had time to come', () => {
  const small = askLayers(askLayers(freshLayers(3, 0), 0, 0), 0, keepLayerMs);
  expect(settledLayer(freshLayers(3, 0), 0)).toBe(2);
  expect(settledLayer(small, keepLayerMs)).toBe(0);
  const again = askLayers(small, 2, 10_000);
  expect(again.upTo).toBe(2);
  expect(settledLayer(again, 10_000 + settleLayerMs - 1)).toBe(0);
  expect(settledLayer(again, 10_000 + settleLayerMs)).toBe(2);
});
