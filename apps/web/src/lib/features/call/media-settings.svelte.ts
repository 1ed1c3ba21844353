import type { MediaMode } from '#domain';
import { deviceMemory, type KeptSettings } from './device-memory.ts';
import type { SendWishes } from './media/encodings.ts';

/** What the person chose to be sent and how, kept on this device; `smoothShare` only as long as this page. */
export class MediaSettings {
  #kept: KeptSettings = $state.raw(deviceMemory.settings());
  smoothShare = $state(false);

  get mode(): MediaMode {
    return this.#kept.mode;
  }
  get motion(): boolean {
    return this.#kept.motion;
  }
  get music(): boolean {
    return this.#kept.music;
  }
  /** The connection test has chosen the mode, not the person. */
  get isSuggested(): boolean {
    return this.#kept.suggested;
  }
  get wishes(): SendWishes {
    const { mode, motion, music } = this.#kept;
    return { mode, motion, music, smoothShare: this.smoothShare };
  }

  keep(change: Partial<KeptSettings>): void {
    this.#kept = { ...this.#kept, ...change };
    deviceMemory.keepSettings(this.#kept);
  }
}
