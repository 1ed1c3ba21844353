import { expect, it } from 'vitest';
import { orderOptions, orderWord, readOrder, readPage } from './list-order.ts';

const keys = ['name', 'kind'] as const;

it('an address that names no column, or makes one up, gives the usual order', () => {
  for (const word of [null, '', '-', 'password', '-password', 'constructor'])
    expect(readOrder(word, keys)).toEqual({ by: 'name', isDown: false });
});
it('an order that is kept in the address comes back from it', () => {
  for (const word of ['name', '-name', 'kind', '-kind']) expect(orderWord(readOrder(word, keys))).toBe(word);
});
it('a phone can turn the column round by which the list is sorted', () => {
  const words = { name: () => 'Nimi', kind: () => 'Laji' };
  expect(orderOptions({ by: 'kind', isDown: false }, words).map(({ value }) => value)).toEqual([
    'name',
    'kind',
    '-kind',
  ]);
});
it('what is no page is the first one', () => {
  for (const text of [null, '0', '-1', '1.5', 'x', '99999']) expect(readPage(text)).toBe(1);
  expect(readPage('12')).toBe(12);
});
