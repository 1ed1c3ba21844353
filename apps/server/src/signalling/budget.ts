export type Allowance = { burst: number; perSecond: number };

/** Of one page. Honest ones send a burst when they join (about 30 messages) and then a few a second. */
export const messagesOfAPage: Allowance = { burst: 100, perSecond: 25 };

/**
 * Of one person in one visit, over however many pages and lines: what makes everybody else's browser negotiate anew. A
 * child that plays with the camera's button, and a line that breaks every few seconds, stay far below.
 */
const changesOfAPerson: Allowance = { burst: 60, perSecond: 1 };
/** Coming in through another page, and media made anew, are all of a person's streams at once. */
export const wholePerson = 3;

/** A token bucket, so that a page gone wild costs others nothing. */
export class Budget {
  readonly #allowance: Allowance;
  #tokens: number;
  #at: number | undefined;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
    this.#tokens = allowance.burst;
  }

  /** @param now ms of the server's clock; one that is set back gives nothing. */
  spend(now: number, cost = 1): boolean {
    const { burst, perSecond } = this.#allowance;
    const elapsedMs = Math.max(0, now - (this.#at ?? now));
    this.#at = now;
    this.#tokens = Math.min(burst, this.#tokens + (elapsedMs / 1000) * perSecond);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}

/** M22: how often somebody may still change what everybody else has. By participant. */
export class ChangeBudgets {
  readonly #of = new Map<string, Budget>();

  spend(participantId: string, now: number, cost: number): boolean {
    const budget = this.#of.get(participantId) ?? new Budget(changesOfAPerson);
    this.#of.set(participantId, budget);
    return budget.spend(now, cost);
  }
}
