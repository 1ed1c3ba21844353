import type { types } from 'mediasoup-client';
import type { Realtime } from '#lib/realtime.svelte.ts';
import type { JoinClock } from './join-clock.ts';
import { factsBetween, totalsOf, type LinkTotals, type QualityFacts } from './link-stats.ts';

const reportEveryMs = 5000;

/** Tells the server every five seconds what only the browser sees of its connection, and the page the same. */
export class QualityReporter {
  readonly #transports: readonly types.Transport[];
  readonly #line: Pick<Realtime, 'request'>;
  readonly #onfacts: (facts: QualityFacts) => void;
  /** How long joining took, once it is known; told with each report until one was heard. */
  readonly #joining: Pick<JoinClock, 'tookMs' | 'told'>;
  readonly #timer: ReturnType<typeof setInterval>;
  #before: LinkTotals | undefined;

  constructor(
    transports: readonly types.Transport[],
    line: Pick<Realtime, 'request'>,
    onfacts: (facts: QualityFacts) => void,
    joining: Pick<JoinClock, 'tookMs' | 'told'>,
  ) {
    this.#transports = transports;
    this.#line = line;
    this.#onfacts = onfacts;
    this.#joining = joining;
    this.#timer = setInterval(() => void this.#report(), reportEveryMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #report(): Promise<void> {
    const open = this.#transports.filter(({ closed }) => !closed);
    const stats = await Promise.all(open.map((each) => each.getStats().catch(() => new Map())));
    const totals = totalsOf(stats.map((report) => [...report.values()]));
    const facts = factsBetween(this.#before, totals);
    this.#before = totals;
    this.#onfacts(facts);
    const joinMs = this.#joining.tookMs;
    const { ok } = await this.#line.request('quality:report', { ...facts, joinMs });
    if (ok) this.#joining.told(joinMs);
  }
}
