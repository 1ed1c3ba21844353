import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Metrics } from '../../apps/server/src/metrics.ts';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Every metric that a text asks for, with the labels that it is asked by. */
function askedOf(text) {
  return [...text.matchAll(/\b(neuvo_[a-z0-9_]+)(?:\{([^}]*)\})?/g)].map(([, name, labels = '']) => ({
    name,
    labels: [...labels.matchAll(/([a-z_]+)\s*[=!]/g)].map(([, label]) => label),
  }));
}

/** Name → labels, of every line that Prometheus would keep. */
function exportedOf(text) {
  const exported = new Map();
  for (const [, name, labels = ''] of text.matchAll(/^(neuvo_[a-zA-Z0-9_]+)(?:\{([^}]*)\})? /gm)) {
    const known = exported.get(name) ?? new Set();
    for (const [, label] of labels.matchAll(/([a-z_]+)="/g)) known.add(label);
    exported.set(name, known);
  }
  return exported;
}

/** What is asked for and not there, by its whole name: a part of a longer one is nothing. */
function missing(asked, exported) {
  return asked.flatMap(({ name, labels }) => {
    const known = exported.get(name);
    if (!known) return [name];
    return labels.filter((label) => !known.has(label)).map((label) => `${name}{${label}}`);
  });
}

const metrics = () =>
  new Metrics().text({
    workers: [{ pid: 1, alive: true, rooms: 0, peers: 0, cpu: 0, dropped: 0 }],
    incomingKbps: 0,
    outgoingKbps: 0,
    peersByStep: { full: 0, reduced: 0, fewer: 0, 'sound-only': 0 },
    packetsReceived: 0,
    counts: { transports: 0, producers: 0, consumers: 0 },
    visits: 0,
    pages: 0,
    outbox: { waiting: 0, failed: 0 },
  });

test('the board and the rules ask for metrics that there are, by their whole names and labels', async () => {
  const asked = askedOf(
    [...JSON.parse(read('grafana-board.json')).panels]
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
      .concat(read('neuvo-rules.yml'))
      .join('\n'),
  );
  expect(new Set(asked.map(({ name }) => name)).size).toBeGreaterThan(10);
  expect(missing(asked, exportedOf(await metrics()))).toEqual([]);
});

test('a metric is missing when it is only the beginning of another, has another ending, or lacks the label', async () => {
  const exported = exportedOf(await metrics());
  for (const expr of [
    'sum(neuvo_visit)',
    'rate(neuvo_media_packets_received[1m])',
    'neuvo_join_seconds',
    'neuvo_visits_total',
    'neuvo_media_peers{worker="0"}',
    'neuvo_outbox_messages{state="failed"} > neuvo_outbox',
  ])
    expect(missing(askedOf(expr), exported), expr).toHaveLength(1);
});
