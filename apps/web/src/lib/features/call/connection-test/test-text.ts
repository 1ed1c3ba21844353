import { m } from '#messages';
import type { Tone } from '#lib/ui/tone.ts';
import type { TestState } from './connection-test.svelte.ts';

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
