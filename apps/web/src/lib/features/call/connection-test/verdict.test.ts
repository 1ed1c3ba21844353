import { describe, expect, it } from 'vitest';
import { totalsOf } from '../media/link-stats.ts';
import { isCutOff, isStillFilling, measuredOver, modeFor, verdictOf, type Measured } from './verdict.ts';

const fine: Measured = {
  path: 'udp',
  roundTripMs: 30,
  lossUpPermille: 0,
  lossDownPermille: 5,
  upKbps: 800,
  downKbps: 800,
  limitKbps: 1500,
};

describe('what the connection test says', () => {
  it.each([
    [{}, 'good'],
    [{ path: 'relay' }, 'good'],
    [{ lossDownPermille: 60 }, 'smaller'],
    [{ lossUpPermille: 60 }, 'smaller'],
    [{ roundTripMs: 450 }, 'smaller'],
    [{ limitKbps: 400 }, 'smaller'],
    [{ lossUpPermille: 200 }, 'sound-only'],
    [{ roundTripMs: 1200 }, 'sound-only'],
    [{ limitKbps: 90 }, 'sound-only'],
  ] as const)('of %o is %s', (change, verdict) => {
    expect(verdictOf({ ...fine, ...change })).toBe(verdict);
  });
  it('chooses what to send by it', () => {
    expect((['good', 'smaller', 'sound-only'] as const).map(modeFor)).toEqual([
      'auto',
      'saver',
      'sound-only',
    ]);
  });
});

describe('what is measured', () => {
  const at = (bytes: number, received: number, lost: number, sentLost: number) =>
    totalsOf([
      [
        { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
        {
          id: 'P',
          type: 'candidate-pair',
          bytesReceived: bytes,
          bytesSent: bytes,
          availableOutgoingBitrate: 3e5,
        },
        { id: 'I', type: 'inbound-rtp', kind: 'video', packetsReceived: received, packetsLost: lost },
        {
          id: 'O',
          type: 'outbound-rtp',
          packetsSent: received + lost + sentLost,
          qualityLimitationReason: 'none',
        },
        { id: 'R', type: 'remote-inbound-rtp', packetsLost: sentLost },
      ],
    ]);
  it('is loss and rate of both ways between two readings', () => {
    expect(measuredOver([at(1000, 100, 0, 0), at(626_000, 190, 10, 20)], 5000)).toMatchObject({
      upKbps: 1000,
      downKbps: 1000,
      lossDownPermille: 100,
      lossUpPermille: 167,
      limitKbps: 1000,
    });
  });
  it('is what the browser thinks in the end, not what it guessed at first', () => {
    const rate = (kbps: number) => ({ ...at(1000, 0, 0, 0), availableOutKbps: kbps });
    expect(measuredOver([rate(600), rate(600), rate(310), rate(290)], 4000).limitKbps).toBe(310);
  });
  it('is what came through in the end where the browser thinks nothing, as Firefox fills a connection slowly', () => {
    const after = (bytes: number) => ({ ...at(bytes, 0, 0, 0), availableOutKbps: null });
    const slowStart = [0, 25_000, 55_000, 105_000, 195_000].map(after);
    expect(measuredOver(slowStart, 4000).limitKbps).toBe(720);
    const burst = [0, 100_000, 130_000, 160_000, 190_000].map(after);
    expect(measuredOver(burst, 4000).limitKbps).toBe(380);
  });
  it('is nothing where the network or the server went away meanwhile, however good it was before', () => {
    const broke = (...bytes: number[]) => isCutOff(bytes.map((each) => at(each, 0, 0, 0)));
    expect(broke(0, 150_000, 300_000)).toBe(false);
    expect(broke(0, 150_000, 150_000)).toBe(true);
    expect(broke(0, 150_000, 0), 'the browser has let go of the path').toBe(true);
  });
  it('goes on while such a browser sends more from second to second and not yet enough', () => {
    const after = (bytes: number) => ({ ...at(bytes, 0, 0, 0), availableOutKbps: null });
    const isOn = (...bytes: number[]) => isStillFilling(bytes.map(after), (bytes.length - 1) * 1000);
    expect(isOn(0, 30_000, 65_000, 105_000)).toBe(true);
    expect(isOn(0, 30_000, 65_000, 101_000), 'the connection carries no more').toBe(false);
    expect(isOn(0, 50_000, 105_000, 175_000), 'it is enough').toBe(false);
    const known = [0, 30_000, 65_000, 105_000].map((bytes) => at(bytes, 0, 0, 0));
    expect(isStillFilling(known, 3000), 'the browser has an estimate').toBe(false);
  });
});
