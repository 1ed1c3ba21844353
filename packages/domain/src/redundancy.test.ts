import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshRedundancy, hasRoomForRedundancy, watchRedundancy, type SoundWays } from './redundancy.ts';

const good: SoundWays = { canAll: true, lossShare: 0, leastKbps: 1000 };
const lossy: SoundWays = { ...good, lossShare: 0.05 };

describe('[M15] sound that is sent twice', () => {
  it('begins where packets are lost, and nowhere else', () => {
    expect(watchRedundancy(freshRedundancy, good, 0).isOn).toBe(false);
    expect(watchRedundancy(freshRedundancy, { ...good, lossShare: 0.02 }, 0).isOn).toBe(false);
    expect(watchRedundancy(freshRedundancy, lossy, 0).isOn).toBe(true);
  });
  it('goes on through a lull of twenty seconds, and through less loss than it took to begin', () => {
    const on = watchRedundancy(freshRedundancy, lossy, 0);
    expect(watchRedundancy(on, good, 19_000).isOn).toBe(true);
    expect(watchRedundancy(on, good, 20_000).isOn).toBe(false);
    const less = watchRedundancy(on, { ...good, lossShare: 0.015 }, 19_000);
    expect(watchRedundancy(less, good, 38_000).isOn).toBe(true);
  });
  it('ends at once where somebody can’t decode it, and comes back when they have left', () => {
    const on = watchRedundancy(freshRedundancy, lossy, 0);
    const off = watchRedundancy(on, { ...lossy, canAll: false }, 1000);
    expect(off.isOn).toBe(false);
    expect(watchRedundancy(off, good, 2000).isOn).toBe(true);
  });
  it('never goes over a way that has no room for it, and does not come and go with the estimate', () => {
    expect(watchRedundancy(freshRedundancy, { ...lossy, leastKbps: 130 }, 0).isOn).toBe(false);
    const on = watchRedundancy(freshRedundancy, lossy, 0);
    expect(watchRedundancy(on, { ...lossy, leastKbps: 130 }, 1000).isOn).toBe(true);
    expect(watchRedundancy(on, { ...lossy, leastKbps: 100 }, 1000).isOn).toBe(false);
  });
  it('is for any course of things on only where all can decode it and every way has room', () => {
    const course = fc.array(
      fc.record({
        canAll: fc.boolean(),
        lossShare: fc.double({ min: 0, max: 1, noNaN: true }),
        leastKbps: fc.integer({ min: 0, max: 600 }),
      }),
    );
    fc.assert(
      fc.property(course, (steps) => {
        let watch = freshRedundancy;
        for (const [second, ways] of steps.entries()) {
          const { isOn } = (watch = watchRedundancy(watch, ways, second * 1000));
          if (isOn) expect(ways.canAll && hasRoomForRedundancy(ways.leastKbps, true)).toBe(true);
        }
      }),
    );
  });
});
