import { m } from '#messages';
import { speechLevel } from './level-meter.svelte.ts';
import { isWeak } from './link-text.ts';
import type { Visit } from './visit.svelte.ts';

/** How long (ms) it stands after a word was said: longer than a pause between two. */
const heldMs = 3000;

/** What a person should know of what the others have of them just now. Made while a component begins. */
export class OwnHint {
  readonly #visit: () => Visit;
  #isTalkingMuted = $state(false);

  constructor(visit: () => Visit) {
    this.#visit = visit;
    let timer: ReturnType<typeof setTimeout> | undefined;
    $effect(() => {
      const { microphoneLive, devices } = visit();
      if (microphoneLive || devices.meter.level < speechLevel) return;
      this.#isTalkingMuted = true;
      clearTimeout(timer);
      timer = setTimeout(() => (this.#isTalkingMuted = false), heldMs);
    });
  }

  get text(): string | undefined {
    const visit = this.#visit();
    if (this.#isTalkingMuted && !visit.microphoneLive) return m.call_muted_speaking();
    return isWeak(visit.link.of(visit.whereabouts?.participantId)) ? m.call_link_weak() : undefined;
  }
}
