import { m } from '#messages';
import type { BrowserKind } from './browser-kind.ts';
import type { DeviceKind, DeviceProblem } from './capture.ts';

export type ProblemGroup = { problem: DeviceProblem; kinds: DeviceKind[] };

/**
 * Both with the same problem are one thing to say, and once: when both have been tried. What was `told` of both stays while what
 * is plugged in comes in parts: else it would be read aloud for a moment that one of them is missing.
 */
export function problemGroups(
  problems: readonly (readonly [DeviceKind, DeviceProblem])[],
  told: readonly ProblemGroup[],
  isSettling: boolean,
): ProblemGroup[] {
  const groups = [...new Set(problems.map(([, problem]) => problem))].map((problem) => ({
    problem,
    kinds: problems.filter(([, each]) => each === problem).map(([kind]) => kind),
  }));
  const toldOf = (problem: DeviceProblem) => told.find((each) => each.problem === problem);
  return isSettling ? groups.map((group) => toldOf(group.problem) ?? group) : groups;
}

/** What is wrong, in a sentence. */
export function problemTitle(kinds: DeviceKind[], problem: DeviceProblem): string {
  const [kind] = kinds;
  const one = kinds.length > 1 ? 'both' : kind!;
  switch (problem) {
    case 'denied':
      return {
        both: m.call_denied_both(),
        camera: m.call_denied_camera(),
        microphone: m.call_denied_microphone(),
      }[one];
    case 'in-use':
      return {
        both: m.call_in_use_both(),
        camera: m.call_in_use_camera(),
        microphone: m.call_in_use_microphone(),
      }[one];
    case 'missing':
      return {
        both: m.call_missing_both(),
        camera: m.call_missing_camera(),
        microphone: m.call_missing_microphone(),
      }[one];
    case 'unsupported':
      return m.call_unsupported_title();
    case 'failed':
      return {
        both: m.call_failed_both(),
        camera: m.call_failed_camera(),
        microphone: m.call_failed_microphone(),
      }[one];
  }
}

/** On the button that goes on all the same. */
export function withoutText(kinds: DeviceKind[]): string {
  if (kinds.length > 1) return m.call_without_both();
  return kinds[0] === 'camera' ? m.call_without_camera() : m.call_without_microphone();
}

/**
 * What to do about it, step by step, in this very browser. Chromium tells the page of a leave that is given after all, and needs
 * no reload for it (local-devices.svelte.ts); of the others that is not known.
 */
export function problemSteps(problem: DeviceProblem, browser: BrowserKind): string[] {
  switch (problem) {
    case 'denied':
      return deniedSteps(browser);
    case 'in-use':
      return [m.call_in_use_help_close(), m.call_in_use_help_retry()];
    case 'missing':
      return [m.call_missing_help()];
    case 'unsupported':
      return browser === 'in-app-ios' || browser === 'in-app-android'
        ? deniedSteps(browser)
        : [m.call_unsupported_help()];
    case 'failed':
      return [m.call_failed_help()];
  }
}

function deniedSteps(browser: BrowserKind): string[] {
  switch (browser) {
    case 'in-app-ios':
      return [m.call_help_in_app_menu(), m.call_help_in_app_safari()];
    case 'in-app-android':
      return [m.call_help_in_app_menu(), m.call_help_in_app_chrome()];
    case 'safari-ios':
      return [m.call_help_safari_ios_1(), m.call_help_safari_ios_2(), m.call_help_safari_ios_3()];
    case 'other-ios':
      return [m.call_help_other_ios_1(), m.call_help_other_ios_2(), m.call_help_then_reload()];
    case 'chrome-android':
      return [m.call_help_chrome_android_1(), m.call_help_chrome_android_2(), m.call_help_then_by_itself()];
    case 'firefox-android':
      return [m.call_help_chrome_android_1(), m.call_help_firefox_android_2(), m.call_help_then_reload()];
    case 'safari':
      return [m.call_help_safari_1(), m.call_help_safari_2(), m.call_help_then_reload()];
    case 'firefox':
      return [m.call_help_firefox_1(), m.call_help_firefox_2(), m.call_help_then_retry()];
    case 'edge':
    case 'chrome':
      return [m.call_help_chrome_1(), m.call_help_chrome_2(), m.call_help_then_by_itself()];
    case 'other':
      return [m.call_help_other(), m.call_help_then_reload()];
  }
}
