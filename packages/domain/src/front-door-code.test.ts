import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeLivesMs, codeTo, codeTries, tryCode } from './front-door-code.ts';
import { hourMs } from './time.ts';

it('[G7] a code is right for ten minutes and five tries, and tells nothing more once it is used up or has run out', () => {
  expect(tryCode({ sentAt: 0, tries: 0 }, true, codeLivesMs - 1)).toBe('right');
  expect(tryCode({ sentAt: 0, tries: codeTries - 1 }, false, 0)).toBe('wrong');
  for (const isRight of [true, false]) {
    expect(tryCode({ sentAt: 0, tries: codeTries }, isRight, 0)).toBe('used-up');
    expect(tryCode({ sentAt: 0, tries: 0 }, isRight, codeLivesMs)).toBe('expired');
    expect(tryCode({ sentAt: codeLivesMs, tries: 0 }, isRight, 0)).toBe('expired');
  }
});

it('[G7] whatever is tried and whenever, a code takes five wrong tries at most and none is right after them', () => {
  const tries = fc.array(fc.record({ isRight: fc.boolean(), afterMs: fc.nat(codeLivesMs) }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(tries, (all) => {
      let wrong = 0;
      for (const { isRight, afterMs } of all) {
        const answer = tryCode({ sentAt: 0, tries: wrong }, isRight, afterMs);
        if (answer === 'right') expect(wrong).toBeLessThan(codeTries);
        if (answer === 'wrong') wrong += 1;
      }
      expect(wrong).toBeLessThanOrEqual(codeTries);
    }),
  );
});

it('[G8] an address gets at most five codes in any hour that begins with one', () => {
  let asked = codeTo(undefined, 0)!;
  for (let n = 1; n < 5; n++) asked = codeTo(asked, n * 1000)!;
  expect(codeTo(asked, 5000)).toBeNull();
  expect(codeTo(asked, hourMs - 1)).toBeNull();
  expect(codeTo(asked, hourMs)).toEqual({ count: 1, lastAt: hourMs });
});
