import { describe, expect, it } from 'vitest';
import { deedOf } from './grid-keys.ts';

const hours = { key: 4, week: 1, weekday: 1, from: '09:00', to: '12:00' };
const plain = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
const deed = (key: string, more: Partial<typeof plain> = {}, of = hours) => {
  const found = deedOf({ ...plain, ...more, key }, of);
  return found?.kind === 'put'
    ? `${found.hours.key}: ${found.hours.weekday} ${found.hours.from}–${found.hours.to}`
    : found?.kind;
};

describe('keys on hours', () => {
  it.each([
    ['ArrowDown', {}, '4: 1 09:15–12:15'],
    ['ArrowUp', {}, '4: 1 08:45–11:45'],
    ['ArrowRight', {}, '4: 2 09:00–12:00'],
    ['ArrowLeft', {}, '4: 1 09:00–12:00'],
    ['ArrowDown', { shiftKey: true }, '4: 1 09:00–12:15'],
    ['ArrowUp', { shiftKey: true }, '4: 1 09:00–11:45'],
    ['Delete', {}, 'remove'],
    ['Backspace', {}, 'remove'],
    ['z', { ctrlKey: true }, 'undo'],
    ['z', { metaKey: true }, 'undo'],
    ['z', {}, undefined],
    ['a', { ctrlKey: true }, undefined],
    ['ArrowDown', { altKey: true }, undefined],
    ['Enter', {}, undefined],
    ['Tab', {}, undefined],
  ])('%s %j: %s', (key, more, expected) => expect(deed(key, more)).toBe(expected));
  it.each([
    ['ArrowUp', '22:00', '02:00', '22:00–01:45'],
    ['ArrowDown', '22:00', '02:00', '22:00–02:15'],
    ['ArrowUp', '22:00', '00:15', '22:00–24:00'],
    ['ArrowDown', '22:00', '24:00', '22:00–00:15'],
    ['ArrowUp', '22:00', '22:15', '22:00–22:15'],
    ['ArrowDown', '22:00', '21:45', '22:00–21:45'],
    ['ArrowDown', '00:00', '24:00', '00:00–24:00'],
  ])('with shift: %s changes the end of %s–%s by a quarter, over midnight too', (key, from, to, expected) =>
    expect(deed(key, { shiftKey: true }, { ...hours, from, to })).toBe(`4: 1 ${expected}`),
  );
});
