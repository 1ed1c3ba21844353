import { expect, it } from 'vitest';
import { overwriteGetLocale } from '#messages/runtime';
import { seatWord } from './words.ts';

overwriteGetLocale(() => 'fi');

it('says of nobody that they have not come before the door is open', () => {
  expect(seatWord('invited', 'coming')).toBe('');
  expect(seatWord('invited', 'open')).toBe('Ei ole vielä tullut');
  expect(seatWord('invited', 'going-on')).toBe('Ei ole vielä tullut');
  expect(seatWord('invited', 'held')).toBe('Ei tullut');
});

it('says where the others are whatever the clock says', () => {
  expect(seatWord('waiting', 'coming')).not.toBe('');
  expect(seatWord('left', 'coming')).not.toBe('');
  expect(seatWord('admitted', 'held')).toBe(seatWord('left', 'unmarked'));
});
