import { expect, test } from 'vitest';
import { respawnPauseMs } from './worker-slot.ts';

test('the first death costs no pause, those that follow early ever longer ones up to ten seconds', () => {
  expect([1, 2, 3, 4, 7, 8, 50].map(respawnPauseMs)).toEqual([0, 250, 500, 1_000, 8_000, 10_000, 10_000]);
});
