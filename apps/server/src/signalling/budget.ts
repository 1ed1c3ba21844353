import type { RequestName } from '#protocol';

/** Honest pages send a burst when they join (about 30 messages) and then a few a second. */
const messages = { burst: 100, perSecond: 25 };

/**
 * M22: what makes others negotiate anew, or asks much of the worker, each person in a visit has less of, whatever pages it comes from.
 * A page whose media begins anew spends nine, in the worst of networks every few seconds for a minute; most never spend forty.
 */
const efforts = { burst: 80, perSecond: 2 };

/** Going in anew: of a page's own place, kept for it while its line was down, nothing is made. */
export const entryPrice = 4;

/** What is not named costs nothing. */
const prices: Partial<Record<RequestName, number>> = {
  'media:restart': 4,
  'probe:open': 4,
  'media:ready': 1,
  'producer:create': 1,
  'language:choose': 1,
  // The others are told of these, and negotiate nothing.
  'producer:pause': 0.5,
  'producer:resume': 0.5,
  'hand:set': 0.5,
  // Each is on the disk before it is told: one who writes without end would have everybody wait for that.
  'chat:send': 0.5,
  // An honest page says it twice a second at most.
  'receive:choked': 0.25,
};
export const priceOf = (name: RequestName): number => prices[name] ?? 0;

/** A token bucket: what is spent comes back with time, up to the burst. */
export class Budget {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #at: number | undefined;

  constructor({ burst, perSecond } = messages) {
    this.#burst = this.#tokens = burst;
    this.#perSecond = perSecond;
  }

  spend(now: number, price = 1): boolean {
    const elapsedMs = Math.max(0, now - (this.#at ?? now));
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs / 1000) * this.#perSecond);
    if (this.#tokens < price) return false;
    this.#tokens -= price;
    return true;
  }
}

/** So many people are remembered: more than are connected on any day. */
const mostPeople = 10_000;

/** Each person's efforts, of each visit. They outlive the page: another line is no fresh start. */
export class Efforts {
  /** Who spent longest ago first. */
  readonly #budgets = new Map<string, Budget>();

  spend(person: string, now: number, price: number): boolean {
    if (price === 0) return true;
    const budget = this.#budgets.get(person) ?? new Budget(efforts);
    this.#budgets.delete(person);
    this.#budgets.set(person, budget);
    const [oldest] = this.#budgets.keys();
    if (this.#budgets.size > mostPeople) this.#budgets.delete(oldest!);
    return budget.spend(now, price);
  }
}
