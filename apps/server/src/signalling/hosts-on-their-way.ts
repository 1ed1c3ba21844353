/**
 * Q8: the visits whose specialist was in the call when the server went down. Their page is on its way back, and as after a
 * lost line they count as there for the grace time; nobody in the waiting room reads that they have gone.
 */
export class HostsOnTheirWay {
  readonly #visits: Set<string>;
  #since: number;

  constructor(appointmentIds: readonly string[], now: number) {
    this.#visits = new Set(appointmentIds);
    this.#since = now;
  }

  has(appointmentId: string): boolean {
    return this.#visits.has(appointmentId);
  }

  came(appointmentId: string): void {
    this.#visits.delete(appointmentId);
  }

  /** Time passing: the visits whose specialist has not come back in time. */
  givenUp(now: number, graceMs: number): string[] {
    // A clock that was set back begins the grace again.
    this.#since = Math.min(this.#since, now);
    if (now - this.#since < graceMs) return [];
    const late = [...this.#visits];
    this.#visits.clear();
    return late;
  }
}
