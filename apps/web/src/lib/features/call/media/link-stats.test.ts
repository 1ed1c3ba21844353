import { describe, expect, it } from 'vitest';
import { factsBetween, totalsOf } from './link-stats.ts';

const connection = (local: object, counters: object[] = []) => [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
  {
    id: 'P',
    type: 'candidate-pair',
    localCandidateId: 'L',
    currentRoundTripTime: 0.12,
    bytesReceived: 1000,
    bytesSent: 500,
  },
  { id: 'L', type: 'local-candidate', ...local },
  ...counters.map((each, index) => ({ id: `I${index}`, type: 'inbound-rtp', ...each })),
];

describe('the path', () => {
  it.each([
    [{ protocol: 'udp', candidateType: 'host' }, 'udp'],
    [{ protocol: 'tcp', candidateType: 'host' }, 'tcp'],
    [{ protocol: 'udp', candidateType: 'relay', relayProtocol: 'tls' }, 'relay'],
  ])('of %o is %s', (local, path) => {
    expect(totalsOf([connection(local)]).path).toBe(path);
  });
  it('is the worse of the two ways', () => {
    expect(totalsOf([connection({ protocol: 'udp' }), connection({ protocol: 'tcp' })]).path).toBe('tcp');
  });
  it('has the rate of the connection that sends, not the first guess of the one that only receives', () => {
    const pair = {
      id: 'P',
      type: 'candidate-pair',
      state: 'succeeded',
      nominated: true,
      localCandidateId: 'L',
    };
    const sends = [
      { ...pair, availableOutgoingBitrate: 1_500_000 },
      { id: 'O', type: 'outbound-rtp' },
    ];
    const receives = [{ ...pair, availableOutgoingBitrate: 300_000 }];
    expect(totalsOf([sends, receives]).availableOutKbps).toBe(1500);
  });
  it('is none before there is one', () => {
    expect(totalsOf([[{ id: 'T', type: 'transport' }]])).toMatchObject({ path: 'none', roundTripMs: null });
  });
  it('is found where a browser marks the pair itself', () => {
    const pair = {
      id: 'P',
      type: 'candidate-pair',
      state: 'succeeded',
      nominated: true,
      localCandidateId: 'L',
    };
    expect(totalsOf([[pair, { id: 'L', type: 'local-candidate', protocol: 'udp' }]]).path).toBe('udp');
  });
});

describe('what happened between two readings', () => {
  const udp = { protocol: 'udp', candidateType: 'host' };
  const at = (...counters: object[]) => totalsOf([connection(udp, counters)]);

  it('loss is counted over what was expected meanwhile', () => {
    const before = at({ kind: 'audio', packetsReceived: 1000, packetsLost: 500 });
    const after = at({ kind: 'audio', packetsReceived: 1090, packetsLost: 510 });
    expect(factsBetween(before, after).lossPermille).toBe(100);
    expect(factsBetween(after, after).lossPermille).toBe(0);
  });
  it('what came only when it was asked for again was lost all the same', () => {
    const began = { packetsReceived: 1000, packetsLost: 0 };
    const went = { packetsReceived: 1097, packetsLost: 3 };
    const loss = (kind: string, counters: object) =>
      factsBetween(at({ kind, ...began }), at({ kind, ...went, ...counters })).lossPermille;
    expect(loss('video', { retransmittedPacketsReceived: 27 })).toBe(300);
    expect(loss('audio', { nackCount: 30 })).toBe(300);
  });
  it('freezes and sound that had to be invented are sums, without the silence that nobody misses', () => {
    const before = at({ kind: 'audio', totalSamplesReceived: 48_000, concealedSamples: 0 });
    const after = at(
      { kind: 'audio', totalSamplesReceived: 96_000, concealedSamples: 9600, silentConcealedSamples: 4800 },
      { kind: 'video', freezeCount: 2, totalFreezesDuration: 0.7 },
    );
    expect(factsBetween(before, after)).toMatchObject({
      playedMs: 1000,
      concealedMs: 100,
      freezes: 2,
      freezeMs: 700,
    });
  });
  it('a stream that has ended takes nothing away', () => {
    const before = at({ kind: 'video', freezeCount: 5 }, { kind: 'video', freezeCount: 3 });
    const after = at({ kind: 'video', freezeCount: 6 });
    expect(factsBetween(before, after).freezes).toBe(1);
  });
});
