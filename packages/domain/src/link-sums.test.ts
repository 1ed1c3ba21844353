import { describe, expect, it } from 'vitest';
import { wasWeak, type LinkSums } from './link-sums.ts';

const fine: LinkSums = {
  ...{ reports: 100, lossPermilleSum: 100, roundTripMsSum: 5_000, roundTripReports: 50 },
  ...{ playedMs: 500_000, concealedMs: 1_000, soundOnlyS: 0, reconnects: 0, joinMs: 900 },
};

describe('a connection over a whole visit', () => {
  it('[ST16] was weak where on the whole more was lost, made up or late than M11 allows', () => {
    expect(wasWeak(fine)).toBe(false);
    expect(wasWeak({ ...fine, lossPermilleSum: 5_001 })).toBe(true);
    expect(wasWeak({ ...fine, concealedMs: 25_001 })).toBe(true);
    // Half of the reports had a round trip to tell.
    expect(wasWeak({ ...fine, roundTripMsSum: 20_000 })).toBe(false);
    expect(wasWeak({ ...fine, roundTripMsSum: 20_001 })).toBe(true);
  });
  it('[ST16] was weak where it broke again, or carried no pictures for half a minute', () => {
    expect(wasWeak({ ...fine, reconnects: 1 })).toBe(false);
    expect(wasWeak({ ...fine, reconnects: 2 })).toBe(true);
    expect(wasWeak({ ...fine, soundOnlyS: 25 })).toBe(false);
    expect(wasWeak({ ...fine, soundOnlyS: 30 })).toBe(true);
  });
  it('[ST16] was not weak where nothing is known of it', () => {
    expect(
      wasWeak({ ...fine, reports: 0, lossPermilleSum: 0, roundTripMsSum: 0, playedMs: 0, concealedMs: 0 }),
    ).toBe(false);
  });
});
