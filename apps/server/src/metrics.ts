import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MediaCounts, MediaTotals, WorkerHealth } from '#media';

export type MetricFacts = MediaTotals & {
  counts: MediaCounts;
  workers: WorkerHealth[];
  visits: number;
  pages: number;
  outbox: { waiting: number; failed: number };
};

/**
 * The library looks how late Node is with a timer of its own, which wakes it once more. Twice a second, that was half of what
 * an idle server uses: a median of 6.8 ms of each second with it, 3.1 without. So it never rings here, and its figures, which
 * would say nothing, are not told. The turn that comes once a second anyhow tells how late it is.
 */
const NEVER_MS = 2 ** 31 - 1;
const UNMEASURED = /eventloop_lag_(?:min|max|mean|stddev|p\d+)_seconds$/;

/** What Prometheus reads. Counts and figures only: no id of a person or a visit is ever a label. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #late: Histogram;
  readonly #join: Histogram;
  readonly #deaths: Counter;
  readonly #cutOff: Counter;
  readonly #packets: Counter;
  readonly #dropped: Counter;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({
      register: this.#registry,
      prefix: 'neuvo_',
      eventLoopMonitoringPrecision: NEVER_MS,
    });
    for (const { name } of this.#registry.getMetricsAsArray())
      if (UNMEASURED.test(name)) this.#registry.removeSingleMetric(name);
    this.#late = new Histogram({
      name: 'neuvo_node_late_seconds',
      help: 'How much later than planned the turn came that comes once a second',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    this.#join = new Histogram({
      name: 'neuvo_join_seconds',
      help: 'From the press of join to the first picture or sound of somebody else',
      buckets: [0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30],
      registers,
    });
    this.#deaths = new Counter({
      name: 'neuvo_media_worker_deaths_total',
      help: 'Media workers that died',
      registers,
    });
    this.#cutOff = new Counter({
      name: 'neuvo_media_cut_off_total',
      help: 'Sources that were cut off because they sent too much',
      registers,
    });
    this.#packets = new Counter({
      name: 'neuvo_media_packets_received_total',
      help: 'RTP packets received from people since the start',
      registers,
    });
    this.#dropped = new Counter({
      name: 'neuvo_media_packets_dropped_total',
      help: 'Datagrams for which the media worker’s socket had no room',
      labelNames: ['worker'],
      registers,
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  late(ms: number): void {
    this.#late.observe(ms / 1000);
  }

  joined(ms: number): void {
    this.#join.observe(ms / 1000);
  }

  mediaEvent(event: string): void {
    if (event === 'worker-died') this.#deaths.inc();
    if (event === 'sends-too-much') this.#cutOff.inc();
  }

  /** The exposition text, with the facts as they are now. */
  async text(facts: MetricFacts): Promise<string> {
    // Those who are asked count; what they say never falls while they live.
    this.#packets.reset();
    this.#packets.inc(facts.packetsReceived);
    this.#dropped.reset();
    facts.workers.forEach(({ alive, cpu, rooms, peers, dropped }, index) => {
      const worker = { worker: String(index) };
      this.#gauge('neuvo_media_worker_up', 'Whether the media worker lives', ['worker']).set(
        worker,
        Number(alive),
      );
      this.#gauge('neuvo_media_worker_cpu', 'Share of one core that it used lately', ['worker']).set(
        worker,
        cpu,
      );
      this.#gauge('neuvo_media_worker_rooms', 'Rooms on the worker', ['worker']).set(worker, rooms);
      this.#gauge('neuvo_media_worker_peers', 'Peers on the worker', ['worker']).set(worker, peers);
      this.#dropped.inc(worker, dropped);
    });
    for (const [step, peers] of Object.entries(facts.peersByStep))
      this.#gauge('neuvo_media_peers', 'Peers by what gets through to them', ['step']).set({ step }, peers);
    const kbps = this.#gauge('neuvo_media_kbps', 'Media in kbit/s', ['direction']);
    kbps.set({ direction: 'in' }, facts.incomingKbps);
    kbps.set({ direction: 'out' }, facts.outgoingKbps);
    const things = this.#gauge('neuvo_media_things', 'Transports, producers and consumers', ['kind']);
    for (const [kind, count] of Object.entries(facts.counts)) things.set({ kind }, count);
    this.#gauge('neuvo_visits', 'Visits that somebody is in').set(facts.visits);
    this.#gauge('neuvo_pages', 'Connected pages').set(facts.pages);
    const outbox = this.#gauge('neuvo_outbox_messages', 'Messages not yet sent', ['state']);
    outbox.set({ state: 'waiting' }, facts.outbox.waiting);
    outbox.set({ state: 'failed' }, facts.outbox.failed);
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    const known = this.#registry.getSingleMetric(name);
    return (known as Gauge | undefined) ?? new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }
}
