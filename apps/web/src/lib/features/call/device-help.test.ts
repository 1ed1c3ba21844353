import { describe, expect, it } from 'vitest';
import { m } from '#messages';
import { problemGroups, problemSteps } from './device-help.ts';

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

describe('what is said to be missing', () => {
  const [camera, microphone] = [
    ['camera', 'missing'],
    ['microphone', 'missing'],
  ] as const;
  const both = problemGroups([camera, microphone], [], false);

  it('is both of them once, and each by itself where only that is', () => {
    expect(both).toEqual([{ problem: 'missing', kinds: ['camera', 'microphone'] }]);
    expect(problemGroups([microphone], [], false)).toEqual([{ problem: 'missing', kinds: ['microphone'] }]);
  });

  it('stays what it was while a device with both is being plugged in, is gone once both are there, and else is the other one', () => {
    expect(problemGroups([microphone], both, true)).toEqual(both);
    expect(problemGroups([], both, true)).toEqual([]);
    expect(problemGroups([microphone], both, false)).toEqual([{ problem: 'missing', kinds: ['microphone'] }]);
  });
});
