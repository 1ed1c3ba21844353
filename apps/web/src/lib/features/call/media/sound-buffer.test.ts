import { describe, expect, it } from 'vitest';
import { holdWait, lossAfter, waitFor, type SoundLoss } from './sound-buffer.ts';

const count = (received: number, lost = 0, asked = 0, { spare = 0, hidden = 0 } = {}) => ({
  ...{ received, lost, asked, spare, hidden },
  played: received * 960,
});
const wait = (share: number, roundTripMs: number, of: Partial<SoundLoss> = {}) =>
  waitFor({ share, spareShare: 0, hiddenShare: 0, ...of }, roundTripMs);
/** The loss after so many half seconds of speech, in each of which so many of 25 packets had to be asked for. */
const afterAsking = (times: number, asked: number): SoundLoss => {
  let loss = lossAfter(undefined, count(0));
  for (let index = 1; index <= times; index++) loss = lossAfter(loss, count(index * 25, 0, index * asked));
  return loss;
};

describe('the loss of a sound', () => {
  it('is none where everything comes', () => expect(afterAsking(10, 0).share).toBe(0));
  it('counts what had to be asked for again, although it came', () =>
    expect(afterAsking(10, 8).share).toBeCloseTo(0.32, 2));
  it('counts what never came where the browser does not ask', () =>
    expect(lossAfter(undefined, count(700, 300)).share).toBeCloseTo(0.3));
  it('is noticed within half a second, a single packet is not', () => {
    expect(waitFor(afterAsking(1, 8), 0)).toBeGreaterThan(0);
    expect(waitFor(afterAsking(1, 1), 0)).toBe(0);
  });
  it('is not taken for more by packets that repair come late', () => {
    const before = lossAfter(undefined, count(1000, 100));
    expect(lossAfter(before, count(1060, 90)).share).toBeLessThan(before.share);
  });
  it('stays what it was while nobody speaks', () => {
    const before = afterAsking(10, 8);
    expect(lossAfter(before, before.count)).toEqual(before);
  });
});

describe('the wait', () => {
  it.each([
    [0, 20, 0],
    [0.029, 20, 0],
    [0.05, 20, 140],
    [0.1, 20, 140],
    [0.3, 20, 340],
    [0.35, 20, 340],
    [0.1, 250, 290],
    [0.3, 250, 500],
    [0.5, 20, 500],
  ])('for a loss of %d and a round trip of %d ms is %d ms', (share, roundTripMs, ms) =>
    expect(wait(share, roundTripMs)).toBe(ms),
  );
  it('is the browser’s own where sound is sent twice, which a browser tells by the copies that it throws away', () => {
    let [once, twice] = [count(0), count(0)].map((first) => lossAfter(undefined, first)) as [
      SoundLoss,
      SoundLoss,
    ];
    for (let index = 1; index <= 10; index++) {
      const received = index * 25;
      once = lossAfter(once, count(received, 0, index * 2, { spare: index }));
      twice = lossAfter(twice, count(received, 0, index * 2, { spare: received - index }));
    }
    expect(waitFor(once, 200)).toBe(240);
    expect(waitFor(twice, 200)).toBe(0);
  });
  it('is as long as ever where too much is hidden all the same: packets were lost in a row', () => {
    const twice = { spareShare: 0.95 };
    expect(wait(0.08, 200, { ...twice, hiddenShare: 0.02 })).toBe(240);
    expect(wait(0.08, 200, { ...twice, hiddenShare: 0.005 })).toBe(0);
  });
  it('lets asking again do what the second copy can’t', () =>
    expect(wait(0.25, 200, { spareShare: 0.9 })).toBe(240));
  it('becomes longer at once and shorter only after a quiet while', () => {
    const first = holdWait(undefined, 140, 1000);
    expect(first.ms).toBe(140);
    const longer = holdWait(first, 340, 1500);
    expect(longer.ms).toBe(340);
    expect(holdWait(longer, 0, 10_000).ms).toBe(340);
    const again = holdWait(longer, 340, 10_000);
    expect(holdWait(again, 0, 20_000).ms).toBe(340);
    expect(holdWait(again, 0, 25_000).ms).toBe(0);
  });
});
