import { minuteMs, type Instant } from '#domain';

/**
 * Wrong links from one address in a minute. A secret of 256 bits is never guessed; this keeps a guesser from being a load.
 * Families of a whole town may share an address, and an old link is opened again and again: hence the high bar.
 */
const atMost = 120;
const windowMs = minuteMs;

/** J5: who shows link after link that leads nowhere is asked to wait. */
export class WrongLinks {
  readonly #now: () => Instant;
  #since = -Infinity;
  #counts = new Map<string, number>();

  constructor(now: () => Instant) {
    this.#now = now;
  }

  isBlocked(address: string): boolean {
    this.#renew();
    return (this.#counts.get(address) ?? 0) >= atMost;
  }

  count(address: string): void {
    this.#renew();
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
  }

  /** Counts are forgotten together, so that the map stays as small as a minute's addresses. */
  #renew(): void {
    if (Math.abs(this.#now() - this.#since) < windowMs) return;
    this.#since = this.#now();
    this.#counts = new Map();
  }
}
