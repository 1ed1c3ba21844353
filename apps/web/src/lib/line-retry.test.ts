import { describe, expect, it } from 'vitest';
import { retryDelayMs, tryWithinMs } from './line-retry.ts';

describe('trying a lost line again', () => {
  it('begins within 300 ms and never waits longer than 1.5 s', () => {
    expect(retryDelayMs(0, 1)).toBe(300);
    expect(retryDelayMs(0, 0)).toBe(150);
    for (let attempt = 0; attempt < 50; attempt++) expect(retryDelayMs(attempt, 1)).toBeLessThanOrEqual(1500);
  });
  it('does not come from everybody at the same moment', () => {
    const waits = new Set(Array.from({ length: 20 }, (_, index) => retryDelayMs(5, index / 20)));
    expect(waits.size).toBe(20);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(600);
  });
  it('gives every third try the time that a slow network needs', () => {
    expect([0, 1, 2, 3].map(tryWithinMs)).toEqual([2500, 2500, 8000, 2500]);
  });
});
