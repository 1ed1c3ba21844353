/** Honest pages send a burst when they join (about 30 messages) and then a few a second. */
const burst = 100;
const perSecond = 25;

/** A token bucket for one page's messages, so that a page gone wild costs others nothing. */
export class Budget {
  #tokens = burst;
  #at: number | undefined;

  spend(now: number): boolean {
    const elapsedMs = Math.max(0, now - (this.#at ?? now));
    this.#at = now;
    this.#tokens = Math.min(burst, this.#tokens + (elapsedMs / 1000) * perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
