import type { MediaStep } from '#domain';
import type { WebRtcTransport } from 'mediasoup/types';

/**
 * After a bad stretch the worker's estimate creeps up by itself, which keeps a person without pictures for a quarter of a
 * minute. It probes for more when its ceiling is lifted, so we lift it in steps: from what it believes in to two and a half
 * times as much. A higher factor bursts into a link that is still weak, a lower one needs more steps.
 */
const CLIMB_FACTOR = 2.5;
/** The first step that is worth a probe: a small picture and the sound. */
const LEAST_BPS = 250_000;
/** Milliseconds between two steps, by what gets through. A probe costs a weak link a few packets, so one that works is left alone. */
const EVERY_MS: Readonly<Record<MediaStep, number>> = {
  full: Infinity,
  reduced: 10_000,
  fewer: 2000,
  'sound-only': 2000,
};

/** The ceiling of one receiving transport. */
export class Climb {
  #isLimited = false;
  #lastAt = -Infinity;

  /** `now`: milliseconds of a steady clock. Rejects when the transport is gone. */
  async look(recv: WebRtcTransport, step: MediaStep, now: number): Promise<void> {
    if (step === 'full') return this.#free(recv);
    if (now - this.#lastAt < EVERY_MS[step]) return;
    this.#lastAt = now;
    const [stat] = await recv.getStats();
    const believed = stat?.availableOutgoingBitrate;
    if (!believed) return;
    this.#isLimited = true;
    await recv.setMaxOutgoingBitrate(Math.round(believed));
    await recv.setMaxOutgoingBitrate(Math.max(LEAST_BPS, Math.round(believed * CLIMB_FACTOR)));
  }

  async #free(recv: WebRtcTransport): Promise<void> {
    if (!this.#isLimited) return;
    this.#isLimited = false;
    this.#lastAt = -Infinity;
    await recv.setMaxOutgoingBitrate(0);
  }
}
