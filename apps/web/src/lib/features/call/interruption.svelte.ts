import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { DeviceKind } from './capture.ts';

/** A camera that changes its format, or a system that looks for a moment, is no interruption. */
const lastsMs = 1000;

/**
 * Whether the system has taken camera or microphone away for the moment, as a phone does for an ordinary call. The browser
 * gives them back silent or not at all until the person presses something; so the page asks for that press.
 */
export class Interruption {
  readonly #muted = new SvelteSet<DeviceKind>();
  #isSoundStopped = $state(false);
  readonly #forget = new SvelteMap<DeviceKind, () => void>();

  get isOn(): boolean {
    return this.#muted.size > 0 || this.#isSoundStopped;
  }

  /** Whether it is only the others' sound that has stopped: they see and hear this person all the same. */
  get isOfSoundOnly(): boolean {
    return this.#muted.size === 0 && this.#isSoundStopped;
  }

  /** Nothing comes of this device now: the others are told so, as of one that is off. */
  holds(kind: DeviceKind): boolean {
    return this.#muted.has(kind);
  }

  /** Told by whoever plays sound: the system has stopped it. */
  soundStopped(isStopped: boolean): void {
    this.#isSoundStopped = isStopped;
  }

  watch(kind: DeviceKind, track: MediaStreamTrack | undefined): void {
    this.#forget.get(kind)?.();
    this.#forget.delete(kind);
    this.#muted.delete(kind);
    if (!track) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const muted = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#muted.add(kind), lastsMs);
    };
    const unmuted = () => {
      clearTimeout(timer);
      this.#muted.delete(kind);
    };
    track.addEventListener('mute', muted);
    track.addEventListener('unmute', unmuted);
    // One that begins silent, as behind a switch of the device itself, is no interruption: pressing would not help.
    this.#forget.set(kind, () => {
      clearTimeout(timer);
      track.removeEventListener('mute', muted);
      track.removeEventListener('unmute', unmuted);
    });
  }

  over(): void {
    this.#muted.clear();
    this.#isSoundStopped = false;
  }

  close(): void {
    for (const forget of this.#forget.values()) forget();
  }
}
