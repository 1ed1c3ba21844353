import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelFor, mayReceiveFrom, openPolicy, spokenLanguages } from './index.ts';

const language = fc.option(fc.constantFrom(...spokenLanguages), { nil: null });
const seat = (participantId: string, more = {}) => ({
  participantId,
  admitted: true,
  spaceId: 'plenary',
  ...more,
});

describe('what is heard of an interpreter', () => {
  it('[M18] nobody speaks into a language that they are not here for', () => {
    fc.assert(
      fc.property(language, language, fc.subarray([...spokenLanguages]), (hears, speaksTo, interprets) => {
        const chosen = channelFor({ hears, speaksTo }, interprets);
        expect(chosen.hears).toBe(hears);
        expect(chosen.speaksTo === null || interprets.includes(chosen.speaksTo)).toBe(true);
        if (speaksTo !== null && interprets.includes(speaksTo)) expect(chosen.speaksTo).toBe(speaksTo);
      }),
    );
  });
  it('[M19] is what was said to everybody, or into the language that one listens to; pictures and screens always', () => {
    fc.assert(
      fc.property(language, language, (hears, speaksTo) => {
        const [one, interpreter] = [seat('a', { hears }), seat('b', { speaksTo })];
        const heard = mayReceiveFrom(one, interpreter, 'microphone', openPolicy);
        expect(heard).toBe(speaksTo === null || speaksTo === hears);
        for (const source of ['camera', 'screen', 'screen-audio'])
          expect(mayReceiveFrom(one, interpreter, source, openPolicy)).toBe(true);
        // The interpreter goes on hearing whoever speaks to everybody.
        expect(mayReceiveFrom(interpreter, one, 'microphone', openPolicy)).toBe(true);
      }),
    );
  });
  it('[M4] [M19] never from whom one is screened, whatever one listens to', () => {
    const policy = { screened: [['a', 'b'] as const] };
    expect(
      mayReceiveFrom(seat('a', { hears: 'ar' }), seat('b', { speaksTo: 'ar' }), 'microphone', policy),
    ).toBe(false);
  });
});
