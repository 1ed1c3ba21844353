import { expect, it } from 'vitest';
import { textMessageParts } from './text-message-parts.ts';

it('a text message of 160 letters is one part, and one more makes two of 153', () => {
  expect([160, 161, 306, 307].map((length) => textMessageParts('ä'.repeat(length)))).toEqual([1, 2, 2, 3]);
});
it('one letter beyond the basic ones makes all parts shorter', () => {
  expect([70, 71, 134, 135].map((length) => textMessageParts('č'.repeat(length)))).toEqual([1, 2, 2, 3]);
  expect(textMessageParts(`${'a'.repeat(100)}–`)).toBe(2);
});
it('a euro sign takes the place of two letters', () => {
  expect([textMessageParts('€'.repeat(80)), textMessageParts(`${'€'.repeat(80)}a`)]).toEqual([1, 2]);
});
