import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Metrics } from '../../apps/server/src/metrics.ts';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

test('the board and the rules ask for metrics that there are', async () => {
  const text = await new Metrics().text({
    workers: [{ pid: 1, alive: true, rooms: 0, peers: 0, cpu: 0 }],
    incomingKbps: 0,
    outgoingKbps: 0,
    peersByStep: { full: 0, reduced: 0, fewer: 0, 'sound-only': 0 },
    packetsReceived: 0,
    counts: { transports: 0, producers: 0, consumers: 0 },
    visits: 0,
    pages: 0,
    outbox: { waiting: 0, failed: 0 },
  });
  const asked = new Set(
    `${read('grafana-board.json')}${read('neuvo-rules.yml')}`.match(/\bneuvo_[a-z0-9_]+/g),
  );
  expect(asked.size).toBeGreaterThan(10);
  for (const name of asked) expect(text).toContain(name);
});
