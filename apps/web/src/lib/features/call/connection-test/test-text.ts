import { m } from '#messages';
import { language } from '#lib/language.svelte.ts';
import type { Tone } from '#lib/ui/tone.ts';
import type { TestState } from './connection-test.svelte.ts';
import { suffices, type Measured } from './verdict.ts';

/** What the test says, in a sentence, and how serious that is. */
export function testText(state: TestState): { text: string; tone: Exclude<Tone, 'neutral'> } | undefined {
  switch (state.name) {
    case 'idle':
      return undefined;
    case 'running':
      return { text: m.family_test_running(), tone: 'info' };
    case 'no-path':
      return { text: m.family_test_no_path(), tone: 'danger' };
    case 'unsupported':
      return { text: m.family_test_unsupported(), tone: 'danger' };
    case 'failed':
      return { text: m.family_test_failed(), tone: 'warning' };
    case 'done':
      switch (state.verdict) {
        case 'good':
          return { text: m.family_test_good(), tone: 'success' };
        case 'smaller':
          return { text: m.family_test_smaller(), tone: 'warning' };
        case 'sound-only':
          return { text: m.family_test_sound_only(), tone: 'warning' };
      }
  }
}

/** Which way the connection takes. */
export function pathText(path: 'udp' | 'tcp' | 'relay' | 'none'): string | undefined {
  switch (path) {
    case 'udp':
      return m.family_test_path_udp();
    case 'tcp':
      return m.family_test_path_tcp();
    case 'relay':
      return m.family_test_path_relay();
    case 'none':
      return undefined;
  }
}

/** Delay, loss and rate, each with what it means. A delay that nobody measured is not told. */
export function measuredText(measured: Measured): string[] {
  const { delay, loss, rate } = suffices(measured);
  const ms = measured.roundTripMs;
  const permille = Math.max(measured.lossUpPermille, measured.lossDownPermille);
  // Browsers have no Northern Sámi numbers; they are written as the Finnish ones.
  const locale = language.current === 'se' ? 'fi' : language.current;
  const number = (value: number, decimals: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(value);
  const percent = number(permille / 10, permille < 100 ? 1 : 0);
  const mbit = { rate: number(measured.limitKbps / 1000, 1) };
  const lossText = () => {
    if (permille === 0) return m.family_test_loss_none();
    return loss ? m.family_test_loss_little({ percent }) : m.family_test_loss_much({ percent });
  };
  return [
    ...(ms === null ? [] : [delay ? m.family_test_delay_short({ ms }) : m.family_test_delay_long({ ms })]),
    lossText(),
    rate ? m.family_test_rate_enough(mbit) : m.family_test_rate_slow(mbit),
  ];
}
