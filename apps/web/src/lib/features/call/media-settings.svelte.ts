import type { MediaMode } from '#domain';
import { deviceMemory, type KeptSettings } from './device-memory.ts';
import type { SendWishes } from './media/encodings.ts';

/** What the person chose to be sent and how, kept on this device; `smoothShare` only as long as this page. */
export class MediaSettings {
  #kept: KeptSettings = $state.raw(deviceMemory.settings());
  smoothShare = $state(false);
  /** M20: this person signs, or is signed for. */
  isSigning = $state(false);
  /** They chose sharpness before movement all the same. */
  #isStill = $state(false);

  get mode(): MediaMode {
    return this.#kept.mode;
  }
  get motion(): boolean {
    return this.#kept.motion || (this.isSigning && !this.#isStill);
  }
  get music(): boolean {
    return this.#kept.music;
  }
  /** The connection test has chosen the mode, not the person. */
  get isSuggested(): boolean {
    return this.#kept.suggested;
  }
  get wishes(): SendWishes {
    const { mode, music } = this.#kept;
    const { motion, smoothShare, isSigning } = this;
    return { mode, motion, music, smoothShare, isSigning };
  }

  keep(change: Partial<KeptSettings>): void {
    if (change.motion !== undefined) this.#isStill = !change.motion;
    this.#kept = { ...this.#kept, ...change };
    deviceMemory.keepSettings(this.#kept);
  }
}
