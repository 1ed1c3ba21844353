/** So many people are remembered, of all visits: more than are in them on any day. */
const mostPeople = 10_000;

/**
 * Q16: each person's tab that came in last. Any other that comes back by itself is out, also where nobody is in the visit any
 * more: it may be a laptop that somebody opens at home.
 */
export class LastTabs {
  /** By participant, the longest ago first; `since`: when (ms) the person went in there. */
  readonly #tabs = new Map<string, { tabId: string; since: number }>();

  cameIn(participantId: string, tabId: string, since: number): void {
    const known = this.#tabs.get(participantId);
    const went = known?.tabId === tabId ? Math.max(known.since, since) : since;
    this.#tabs.delete(participantId);
    this.#tabs.set(participantId, { tabId, since: went });
    const [oldest] = this.#tabs.keys();
    if (this.#tabs.size > mostPeople) this.#tabs.delete(oldest!);
  }

  /** Whether another one came in after this one, into which the person went at `since`: a server that was restarted knows of none. */
  isOther(participantId: string, tabId: string, since: number): boolean {
    const known = this.#tabs.get(participantId);
    return known !== undefined && known.tabId !== tabId && since <= known.since;
  }
}
