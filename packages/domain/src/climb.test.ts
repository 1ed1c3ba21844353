import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  climb,
  easedClimb,
  easedForMs,
  easedTo,
  emptyingBps,
  freshClimb,
  keptBps,
  lossHoldsMs,
  triedBelowLoss,
  tryFactor,
  type Climb,
} from './climb.ts';

const facts = (estimateBps: number, now: number, over = {}) => ({
  estimateBps,
  wantedBps: 1_000_000,
  lossShare: 0,
  now,
  ...over,
});

/** What a path of so many bits per second does with tries, looked at every 150 ms: how often it was tried, and the estimate. */
function onPath(capacityBps: number, state: Climb, forMs: number) {
  let estimate = 50_000;
  let tries = 0;
  let takenUpAt: number | undefined;
  let highest = 0;
  for (let now = 0; now < forMs; now += 150) {
    const next = climb(state, facts(estimate, now));
    state = next.state;
    if (next.act.name === 'take-up') takenUpAt ??= now;
    if (next.act.name !== 'try') continue;
    tries += 1;
    highest = Math.max(highest, next.act.toBps);
    estimate = Math.min(next.act.toBps, capacityBps) * 0.95;
  }
  return { tries, takenUpAt, highest };
}

describe('climbing back', () => {
  it('[M13] a path that carries everything again: pictures come back within a second and a half', () => {
    expect(onPath(5_000_000, freshClimb, 10_000).takenUpAt).toBeLessThanOrEqual(1500);
  });
  it('[M13] a path that stays weak is tried about once in a second and a half, not more', () => {
    const { tries, takenUpAt } = onPath(80_000, freshClimb, 30_000);
    expect(takenUpAt).toBeUndefined();
    expect(tries).toBeLessThanOrEqual(30_000 / 1350 + 3);
    expect(tries).toBeGreaterThan(15);
  });
  it('[M13] a path that loses much is not tried', () => {
    const lossy = { lossShare: triedBelowLoss + 0.01 };
    const { state, act } = climb(freshClimb, facts(50_000, 0, lossy));
    expect(act.name).toBe('wait');
    expect(climb(state, facts(50_000, lossHoldsMs - 1, lossy)).act.name).toBe('wait');
  });
  it('[M13] while only sound flows nothing is learnt of loss: an old figure does not keep a good path from being tried', () => {
    const lossy = { lossShare: 0.5 };
    const { state } = climb(freshClimb, facts(50_000, 0, lossy));
    expect(climb(state, facts(50_000, lossHoldsMs, lossy)).act.name).toBe('try');
  });
  it('[M13] never more than twice what is known, and not far above what is wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30_000, max: 5_000_000 }), fc.nat(60_000), (estimate, now) => {
        const { act } = climb(freshClimb, facts(estimate, now));
        if (act.name !== 'try') return;
        expect(act.toBps).toBeLessThanOrEqual(estimate * tryFactor);
        expect(act.toBps).toBeLessThanOrEqual(1_500_000);
      }),
    );
  });
  it('[M13] taken up too early: the next time waits twice as long, and never more than a minute', () => {
    let state = freshClimb;
    const times: number[] = [];
    for (let now = 0; now < 400_000; now += 150) {
      const next = climb(state, facts(2_000_000, now));
      state = next.state;
      if (next.act.name === 'take-up') times.push(now);
    }
    const waits = times.slice(1).map((at, index) => at - times[index]!);
    expect(waits[0]).toBeLessThanOrEqual(1200);
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_300);
  });
});

describe('a try that fails', () => {
  it('[M13] takes nothing from what is shown', () => {
    expect(keptBps(90_000, 180_000, 0)).toBe(108_000);
  });
  it('[M13] keeps no more than the path was known to carry', () => {
    expect(keptBps(90_000, 100_000, triedBelowLoss)).toBe(100_000);
  });
  it('[M13] keeps nothing where a tenth and more is lost', () => {
    expect(keptBps(90_000, 180_000, 0.11)).toBe(0);
  });
});

describe('a link that is choked', () => {
  it('[M13] less is sent than comes through', () => {
    expect(easedTo(1_500_000, 350_000)).toBe(280_000);
  });
  it('[M13] what only comes late leaves room for the smallest pictures: the queue may be gone already', () => {
    expect(emptyingBps(350_000, 100_000)).toBe(280_000);
    expect(emptyingBps(22_000, 100_000)).toBe(120_000);
  });
  it('[M13] congestion control that has noticed is left alone', () => {
    expect(easedTo(400_000, 350_000)).toBeUndefined();
  });
  it('[M13] it is not tried again before its queue is empty', () => {
    const state = easedClimb(280_000, 1000);
    expect(climb(state, facts(280_000, 1000 + easedForMs - 150)).act.name).toBe('wait');
    expect(climb(state, facts(280_000, 1000 + easedForMs)).act.name).toBe('try');
  });
});
