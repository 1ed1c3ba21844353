import { expect, it } from 'vitest';
import { Metrics } from './metrics.ts';

const nothing = {
  counts: { transports: 0, producers: 0, consumers: 0 },
  workers: [],
  visits: 0,
  pages: 0,
  outbox: { waiting: 0, failed: 0 },
  incomingKbps: 0,
  outgoingKbps: 0,
  peersByStep: {},
  packetsReceived: 0,
} as unknown as Parameters<Metrics['text']>[0];

it('tells how late Node was, and nothing that nobody measures', async () => {
  const metrics = new Metrics();
  metrics.late(3);
  metrics.late(700);
  const text = await metrics.text(nothing);
  expect(text).toContain('neuvo_node_late_seconds_bucket{le="0.005"} 1');
  expect(text).toContain('neuvo_node_late_seconds_bucket{le="0.5"} 1');
  expect(text).toContain('neuvo_node_late_seconds_bucket{le="1"} 2');
  expect(text).toContain('neuvo_nodejs_eventloop_lag_seconds');
  expect(text).not.toMatch(/eventloop_lag_(?!seconds)/);
});
