import fc from 'fast-check';
import { expect, it } from 'vitest';
import { believable, leastBetweenReportsMs } from './page-report.ts';

const honest = {
  roundTripMs: 40,
  freezes: 1,
  freezeMs: 400,
  playedMs: 20_000,
  concealedMs: 100,
  joinMs: 900,
};

it('[M21] keeps what an honest page says', () => {
  expect(believable(honest, 5000)).toEqual(honest);
});
it('[M21] keeps nothing that comes too soon', () => {
  expect(believable(honest, leastBetweenReportsMs - 1)).toBeUndefined();
});
it('[M21] keeps of anything at all no more than can be true', () => {
  const anything = fc.oneof(
    fc.double(),
    fc.constantFrom(NaN, Infinity, -Infinity, -1, 10_000_000, Number.MAX_SAFE_INTEGER),
  );
  const figures = { freezes: anything, freezeMs: anything, playedMs: anything, concealedMs: anything };
  const report = fc.record({
    ...figures,
    roundTripMs: fc.option(anything, { nil: null }),
    joinMs: fc.option(anything, { nil: null }),
  });
  fc.assert(
    fc.property(report, fc.integer({ min: leastBetweenReportsMs, max: 100_000_000 }), (said, sinceMs) => {
      const kept = believable(said, sinceMs)!;
      for (const figure of ['freezeMs', 'playedMs', 'concealedMs', 'freezes'] as const) {
        expect(kept[figure]).toBeGreaterThanOrEqual(0);
        expect(kept[figure]).toBeLessThanOrEqual(12 * Math.min(sinceMs, 60_000));
      }
      expect(kept.concealedMs).toBeLessThanOrEqual(kept.playedMs);
      expect(kept.freezes * 100).toBeLessThanOrEqual(kept.freezeMs);
      expect(kept.roundTripMs ?? 0).toBeLessThanOrEqual(60_000);
      expect(kept.joinMs ?? 0).toBeLessThanOrEqual(300_000);
    }),
  );
});
