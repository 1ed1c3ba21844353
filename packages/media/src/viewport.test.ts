import { expect, test } from 'vitest';
import { layerFor, spatialLayers } from './viewport.ts';

test.each([
  // Three camera layers are 240, 480 and 960 pixels wide.
  ['a thumbnail', 160, 90, 0],
  ['a tile of a 25-person grid', 256, 144, 0],
  ['a tile of a 9-person grid', 426, 240, 1],
  ['half a screen', 640, 360, 2],
  ['a full screen', 1920, 1080, 2],
  ['a tall phone that shows the wide picture whole', 390, 844, 1],
  ['a flat strip', 1200, 120, 0],
  ['nothing', 0, 0, 0],
])('%s of %i by %i gets the smallest layer that fills it, %i', (_what, widthPx, heightPx, layer) => {
  expect(layerFor({ widthPx, heightPx }, 'camera', 3)).toBe(layer);
});

test('a camera with two layers is a small one, 320 and 640 pixels wide: its lower layer fills less', () => {
  expect(layerFor({ widthPx: 360, heightPx: 270 }, 'camera', 2)).toBe(0);
  expect(layerFor({ widthPx: 480, heightPx: 360 }, 'camera', 2)).toBe(1);
});

test('a screen is captured larger, so its lower layers last longer', () => {
  expect(layerFor({ widthPx: 900, heightPx: 600 }, 'screen', 2)).toBe(0);
  expect(layerFor({ widthPx: 1400, heightPx: 900 }, 'screen', 2)).toBe(1);
});

test('what has one layer has no choice', () => {
  expect(layerFor({ widthPx: 10, heightPx: 10 }, 'camera', 1)).toBe(0);
});

test('simulcast counts encodings, a scalable encoding its own layers', () => {
  expect(spatialLayers([{ scalabilityMode: 'L1T3' }, { scalabilityMode: 'L1T3' }])).toBe(2);
  expect(spatialLayers([{ scalabilityMode: 'L3T3_KEY' }])).toBe(3);
  expect(spatialLayers([{}])).toBe(1);
  expect(spatialLayers(undefined)).toBe(1);
});
