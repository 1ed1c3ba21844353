import { expect, test, vi } from 'vitest';
import { visitQualities } from '#db';
import type { PeerVitals } from '#media';
import { VisitQuality } from './visit-quality.ts';

const vitals = (over: Partial<PeerVitals>): PeerVitals => ({
  peerId: 'a',
  participantId: 'A',
  mode: 'auto',
  step: 'full',
  isQuiet: false,
  sendKbps: 300,
  receiveKbps: 300,
  sendLossShare: 0,
  receiveLossShare: 0,
  bytesIn: 1000,
  carriesKbps: 1000,
  ...over,
});
const report = {
  path: 'udp' as const,
  roundTripMs: 40,
  lossPermille: 0,
  freezes: 0,
  freezeMs: 0,
  playedMs: 5000,
  concealedMs: 0,
  joinMs: null,
};
const nobodyIsGone = () => false;

test('[M11] what was lost on somebody else’s way to us is no weakness of those who miss it too', () => {
  const quality = new VisitQuality();
  // Laura's uplink loses: the page of whoever hears her counts the gaps as its own.
  quality.report('Host', { ...report, lossPermille: 300 }, 0);
  const [host, laura] = quality.people(
    [vitals({ participantId: 'Host' }), vitals({ participantId: 'Laura', sendLossShare: 0.3 })],
    nobodyIsGone,
  );
  expect(host).toMatchObject({ sends: 'good', receives: 'good', lossPermille: 0 });
  expect(laura).toMatchObject({ sends: 'weak', receives: 'good', lossPermille: 300 });
});
test('[M11] what is lost on one’s own way is, also where only the page can tell', () => {
  const quality = new VisitQuality();
  const of = (over: Partial<PeerVitals>) => quality.people([vitals(over)], nobodyIsGone)[0]!;
  expect(of({ receiveLossShare: 0.2 })).toMatchObject({ receives: 'weak', lossPermille: 200 });
  quality.report('A', { ...report, lossPermille: 200 }, 0);
  expect(of({ receiveLossShare: null })).toMatchObject({ receives: 'weak', lossPermille: 200 });
});
test('[M25] of whom nothing comes any more is told that the connection is lost', () => {
  const [person] = new VisitQuality().people([vitals({ isQuiet: true })], nobodyIsGone);
  expect(person).toMatchObject({ sends: 'lost', receives: 'lost' });
});
test('[M21] a page that says much, and often, inflates neither the joinings nor what is kept of its stay', () => {
  const quality = new VisitQuality();
  const absurd = { freezes: 10_000_000, freezeMs: 10_000_000, playedMs: 10_000_000, concealedMs: 10_000_000 };
  let joinings = 0;
  for (let now = 0; now < 20_000; now += 40)
    if (quality.report('A', { ...report, ...absurd, joinMs: now }, now) !== null) joinings += 1;
  expect(joinings).toBe(5);
  const kept: Record<string, number>[] = [];
  const store = { write: (work: (tx: unknown) => void) => work({}) } as never;
  vi.spyOn(visitQualities, 'add').mockImplementation((_tx, row) => void kept.push(row as never));
  quality.keep({ store, log: console as never }, { appointmentId: 'v', organisationId: 'o' }, 'A');
  expect(kept).toHaveLength(1);
  expect(kept[0]!['reports']).toBe(5);
  // The first is of a time that nobody knows: a minute at most.
  expect(kept[0]!['playedMs']).toBeLessThanOrEqual(12 * (60_000 + 20_000));
  expect(kept[0]!['freezes']).toBeLessThanOrEqual(kept[0]!['freezeMs']! / 100);
});
