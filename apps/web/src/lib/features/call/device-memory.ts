import type { MediaMode } from '#domain';
import type { RequestData } from '#protocol';
import type { DeviceKind } from './capture.ts';

/** M19: null is the floor. */
export type LanguageChannel = RequestData<'language:choose'>;
export type Language = NonNullable<LanguageChannel['hears']>;

export type ChosenDevices = { camera?: string; microphone?: string; speaker?: string };

/** `motion`: movement before sharpness. `music`: sound that is not only speech. `suggested`: the mode is the test's choice. */
export type KeptSettings = { mode: MediaMode; suggested: boolean; motion: boolean; music: boolean };

const usualSettings: KeptSettings = { mode: 'auto', suggested: false, motion: false, music: false };
const settingsKey = 'neuvo_media';
const chosenKey = 'neuvo_devices';
const offKey = 'neuvo_devices_off';
const languageKey = 'neuvo_language';

/**
 * Which devices were chosen on this device, and which of them this tab has turned off: a reload in the call must not open
 * a microphone that was closed. A browser that stores nothing forgets, and that is all.
 */
export const deviceMemory = {
  chosen: (): ChosenDevices => read(localStorage, chosenKey, {}),
  choose: (chosen: ChosenDevices): void => write(localStorage, chosenKey, chosen),
  settings: (): KeptSettings => ({
    ...usualSettings,
    ...read<Partial<KeptSettings>>(localStorage, settingsKey, {}),
  }),
  keepSettings: (settings: KeptSettings): void => write(localStorage, settingsKey, settings),
  /** What this tab chose last, and in which visit: an interpreter who loads the page anew is not suddenly heard by everybody. */
  language: () =>
    read<(LanguageChannel & { appointmentId: string }) | null>(sessionStorage, languageKey, null),
  keepLanguage: (appointmentId: string, { hears, speaksTo }: LanguageChannel): void =>
    write(sessionStorage, languageKey, { appointmentId, hears, speaksTo }),
  isWanted: (kind: DeviceKind): boolean => !read<string[]>(sessionStorage, offKey, []).includes(kind),
  want(kind: DeviceKind, on: boolean): void {
    const off = read<string[]>(sessionStorage, offKey, []).filter((each) => each !== kind);
    write(sessionStorage, offKey, on ? off : [...off, kind]);
  },
};

function read<T>(store: Storage, key: string, fallback: T): T {
  try {
    return (JSON.parse(store.getItem(key) ?? 'null') as T | null) ?? fallback;
  } catch {
    return fallback;
  }
}

function write(store: Storage, key: string, value: unknown): void {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows of old browsers have no room; then it lasts as long as the page.
  }
}
