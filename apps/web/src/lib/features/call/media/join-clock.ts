import type { types } from 'mediasoup-client';

const lookEveryMs = 50;
/** Whatever comes later is not how long joining took. */
const withinMs = 60_000;

/**
 * How long it took from the press of "join" (or from being let in, for whoever waited) to the first picture or sound of
 * somebody else. Measured once, and only if somebody was there to be seen or heard.
 */
export class JoinClock {
  readonly #consumers: () => Iterable<types.Consumer>;
  #startedAt: number | undefined;
  #tookMs: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(consumers: () => Iterable<types.Consumer>) {
    this.#consumers = consumers;
  }

  /** Starting again while it runs begins anew: who waited was let in only now. */
  start(): void {
    this.#startedAt = performance.now();
  }

  /** From now on something may arrive. With nobody there is nothing to measure. */
  watch(isSomebodyHere: boolean): void {
    if (!isSomebodyHere) this.stop();
    if (this.#startedAt === undefined || this.#timer) return;
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#startedAt = undefined;
  }

  /** In ms, once it is known and until it has been told; else null. */
  get tookMs(): number | null {
    return this.#tookMs;
  }

  /** The server has heard this figure. One that came meanwhile is of another joining, and waits. */
  told(tookMs: number | null): void {
    if (this.#tookMs === tookMs) this.#tookMs = null;
  }

  #look(): void {
    const tookMs = performance.now() - this.#startedAt!;
    // A receiver has a source as soon as its first packet is played or shown.
    const hasArrived = [...this.#consumers()].some(
      ({ rtpReceiver }) => (rtpReceiver?.getSynchronizationSources().length ?? 0) > 0,
    );
    if (hasArrived) this.#tookMs = Math.round(tookMs);
    if (hasArrived || tookMs > withinMs) this.stop();
  }
}
