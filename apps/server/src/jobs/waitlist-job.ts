import type { Instant } from '#domain';
import type { Deps } from '../deps.ts';
import { offerFreeTimes } from '../use-cases/offer-time.ts';

/** Between two rounds: a morning on which everybody books must not be one long round. */
const pauseMs = 2_000;
/** Without any news a round comes as often as this: added hours and an opening notice tell nobody. */
const everyMs = 60_000;

/**
 * Offers what is free to the waitlist as soon as something changed, and every minute. News only makes a round come sooner:
 * what one misses the next finds.
 */
export class WaitlistJob {
  readonly #deps: Deps;
  #hasNews = true;
  #lastAt: Instant = -Infinity;
  #fullAt: Instant = -Infinity;

  /** @param onNews Asks for a `tick` once what is going on is done: before another request can take what became free. */
  constructor(deps: Deps, onNews: () => void = () => undefined) {
    this.#deps = deps;
    for (const news of ['practitioner-time-changed', 'resource-changed', 'queue-changed'] as const)
      deps.live.on(news, () => {
        this.#hasNews = true;
        onNews();
      });
  }

  tick(): void {
    const now = this.#deps.now();
    // A clock that was set back must not keep the next round away.
    const sinceMs = Math.abs(now - this.#lastAt);
    if (sinceMs < pauseMs) return;
    const isFull = Math.abs(now - this.#fullAt) >= everyMs;
    const isDue = this.#hasNews || isFull || this.#deps.store.hasLapsedOffer(now);
    if (!isDue) return;
    this.#hasNews = false;
    this.#lastAt = now;
    if (isFull) this.#fullAt = now;
    offerFreeTimes(this.#deps, isFull);
  }
}
