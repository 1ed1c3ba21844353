import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelFor,
  isSignLanguage,
  mayReceiveFrom,
  openPolicy,
  signLanguages,
  signsFor,
  spokenLanguages,
  type MediaSeat,
} from './index.ts';

const language = fc.option(fc.constantFrom(...spokenLanguages), { nil: null });
const seat = (participantId: string, more: Partial<MediaSeat> = {}): MediaSeat => ({
  participantId,
  admitted: true,
  spaceId: 'plenary',
  ...more,
});

describe('sign languages', () => {
  const signs = fc.constantFrom(...signLanguages);
  it('[M20] are those of Finland that one sees', () => {
    expect(spokenLanguages.filter(isSignLanguage)).toEqual(['fse', 'fss']);
  });
  it('[M20] have no channel of sound: nobody speaks into one, and who watches one hears what everybody hears', () => {
    fc.assert(
      fc.property(signs, language, fc.subarray([...spokenLanguages]), (sign, hears, interprets) => {
        expect(channelFor({ hears, speaksTo: sign }, interprets).speaksTo).toBeNull();
        const watcher = seat('a', { hears: sign });
        const interpreter = seat('b', { speaksTo: null, signs: [sign] });
        expect(mayReceiveFrom(watcher, interpreter, 'microphone', openPolicy)).toBe(true);
      }),
    );
  });
  it('[M20] are signed to those who watch that one', () => {
    const interpreter = seat('b', { signs: ['fse'] });
    expect(signsFor(interpreter, seat('a', { hears: 'fse' }))).toBe(true);
    for (const hears of ['fss', 'ar', null]) expect(signsFor(interpreter, seat('a', { hears }))).toBe(false);
    expect(signsFor(seat('c'), seat('a', { hears: 'fse' }))).toBe(false);
  });
});

describe('what is heard of an interpreter', () => {
  it('[M18] nobody speaks into a language that they are not here for', () => {
    fc.assert(
      fc.property(language, language, fc.subarray([...spokenLanguages]), (hears, speaksTo, interprets) => {
        const chosen = channelFor({ hears, speaksTo }, interprets);
        expect(chosen.hears).toBe(hears);
        expect(chosen.speaksTo === null || interprets.includes(chosen.speaksTo)).toBe(true);
        if (speaksTo !== null && interprets.includes(speaksTo) && !isSignLanguage(speaksTo))
          expect(chosen.speaksTo).toBe(speaksTo);
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
