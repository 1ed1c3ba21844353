import { describe, expect, it } from 'vitest';
import { pageOf, saysAll } from './page-of.ts';

const rows = Array.from({ length: 60 }, (_, index) => index);

describe('a page of a list', () => {
  it('has each row once, and one that does not exist is the last one', () => {
    expect(['1', '2', '3'].flatMap((page) => pageOf(rows, page).rows)).toEqual(rows);
    expect(pageOf(rows, '9')).toMatchObject({ page: 3, pages: 3, total: 60 });
    expect(pageOf([], '2')).toEqual({ rows: [], page: 1, pages: 1, total: 0 });
  });
  it('is found by every word that was typed, in any order and case, and by nothing less', () => {
    expect(saysAll(['Työryhmä', 'Elina Saarikko'], ' elina TYÖ ')).toBe(true);
    expect(saysAll(['Työryhmä', 'Elina Saarikko'], 'elina x')).toBe(false);
    expect(saysAll(['Työryhmä'], '')).toBe(true);
  });
});
