import { heldBack, rankVoices, voicesSent, type Ranking } from '#domain';
import type { AudioLevelObserverVolume } from 'mediasoup/types';
import type { RoomRouter } from './room-router.ts';

/** Who is heard in a Room: its routers' reports in one ranking, and whose sound is held back (M8). */
export class Voices {
  /** By producer id. */
  #heldBack: ReadonlySet<string> = new Set();
  #ranking: Ranking = new Map();
  readonly #reports = new Map<RoomRouter, AudioLevelObserverVolume[]>();
  /** Who has reported since voices faded last: they fade with time, however many routers report, and whoever comes or mutes. */
  readonly #reported = new Set<RoomRouter>();
  #isFading = false;

  get heldBack(): ReadonlySet<string> {
    return this.#heldBack;
  }

  /** What one router hears now; all routers together, loudest first, is the answer. */
  report(router: RoomRouter, volumes: AudioLevelObserverVolume[]): AudioLevelObserverVolume[] {
    if (this.#reported.has(router)) {
      this.#isFading = true;
      this.#reported.clear();
    }
    this.#reported.add(router);
    if (volumes.length === 0) this.#reports.delete(router);
    else this.#reports.set(router, volumes);
    return [...this.#reports.values()].flat().sort((a, b) => b.volume - a.volume);
  }

  forget(router: RoomRouter): void {
    this.#reported.delete(router);
    this.#reports.delete(router);
  }

  /** Ranks anew. `open`: ids of the microphones that are not muted. True when what is held back has changed. */
  review(open: readonly string[]): boolean {
    // Nobody is held back, and whoever is loud now has no claim when more microphones open.
    if (open.length <= voicesSent && this.#heldBack.size === 0) {
      this.#ranking = new Map();
      return false;
    }
    // The worker says "silence" once and then nothing: whoever was held back must not stay so until somebody speaks.
    if (this.#reports.size === 0) this.#ranking = new Map();
    const levels = new Map(
      [...this.#reports.values()].flat().map(({ producer, volume }) => [producer.id, volume]),
    );
    this.#ranking = rankVoices(this.#ranking, levels, open, this.#isFading);
    this.#isFading = false;
    const before = this.#heldBack;
    this.#heldBack = heldBack(this.#ranking, open.length, before);
    return before.size !== this.#heldBack.size || [...before].some((id) => !this.#heldBack.has(id));
  }
}
