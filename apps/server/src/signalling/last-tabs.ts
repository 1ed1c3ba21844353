/** So many people are remembered, of all visits: more than are in them on any day. */
const mostPeople = 10_000;

/**
 * Q16: each person's tab that came in last. Any other that comes back by itself is out, also where nobody is in the visit any
 * more: it may be a laptop that somebody opens at home.
 */
export class LastTabs {
  /** By participant, the longest ago first. */
  readonly #tabs = new Map<string, string>();

  cameIn(participantId: string, tabId: string): void {
    this.#tabs.delete(participantId);
    this.#tabs.set(participantId, tabId);
    const [oldest] = this.#tabs.keys();
    if (this.#tabs.size > mostPeople) this.#tabs.delete(oldest!);
  }

  /** Whether another one came in after this one. */
  isOther(participantId: string, tabId: string): boolean {
    return (this.#tabs.get(participantId) ?? tabId) !== tabId;
  }
}
