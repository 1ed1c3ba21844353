import { describe, expect, it } from 'vitest';
import { m } from '#messages';
import { problemSteps } from './device-help.ts';

describe('what to do about a refused camera', () => {
  it.each(['chrome', 'edge', 'chrome-android'] as const)(
    'asks nobody to reload in %s, where the page hears of the leave by itself',
    (browser) => {
      const steps = problemSteps('denied', browser);
      expect(steps.at(-1)).toBe(m.call_help_then_by_itself());
      expect(steps).not.toContain(m.call_help_then_reload());
    },
  );
});
