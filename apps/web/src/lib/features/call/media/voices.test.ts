import { expect, test } from 'vitest';
import { decibels, heardAgain, isNews, speaking, type Voices } from './voices.ts';

/** Looks 150 ms apart; each is everybody's loudness in dBov. */
function after(...looks: Record<string, number>[]): { voices: Voices; now: number } {
  let voices: Voices = new Map();
  let now = 0;
  for (const look of looks) voices = heardAgain(voices, new Map(Object.entries(look)), (now += 150));
  return { voices, now };
}
const speakers = (...looks: Record<string, number>[]) => {
  const { voices, now } = after(...looks);
  return speaking(voices, now);
};
const silence = -127;

test('a word is seen with its second look, a click not at all', () => {
  expect(speakers({ a: -30 })).toEqual([]);
  expect(speakers({ a: -30 }, { a: -35 })).toEqual(['a']);
  expect(speakers({ a: -30 }, { a: silence }, { a: silence }, { a: -30 })).toEqual([]);
});

test('the pause between two words does not flicker, and the end of speech is seen within half a second', () => {
  const word = [{ a: -30 }, { a: -30 }];
  expect(speakers(...word, { a: silence }, { a: silence })).toEqual(['a']);
  expect(speakers(...word, ...Array.from({ length: 5 }, () => ({ a: silence })))).toEqual([]);
});

test('what is quieter than speech is nobody speaking', () => {
  expect(speakers({ a: -61 }, { a: -61 }, { a: -61 })).toEqual([]);
  expect(speakers({ a: -60 }, { a: -60 })).toEqual(['a']);
});

test('the loudest come first, and no more than four', () => {
  const look = { a: -50, b: -20, c: -40, d: -30, e: -55 };
  expect(speakers(look, look)).toEqual(['b', 'd', 'c', 'a']);
});

test('who mutes or leaves does not speak any more, in this very look', () => {
  expect(speakers({ a: -30 }, { a: -30 }, {})).toEqual([]);
});

test('another order of the others is no news, another loudest is', () => {
  expect(isNews(['a', 'b', 'c'], ['a', 'c', 'b'])).toBe(false);
  expect(isNews(['a', 'b'], ['b', 'a'])).toBe(true);
  expect(isNews(['a', 'b'], ['a'])).toBe(true);
  expect(isNews(['a', 'b'], ['a', 'c'])).toBe(true);
});

test('loudness is told as the server counts it', () => {
  expect(decibels(1)).toBe(0);
  expect(Math.round(decibels(0.001))).toBe(-60);
  expect(decibels(0)).toBe(-127);
});
