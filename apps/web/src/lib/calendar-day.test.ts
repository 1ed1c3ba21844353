import { expect, it } from 'vitest';
import { dayNamed, isDate } from './calendar-day.ts';

it('tells a day that exists from one that does not', () => {
  expect(['2028-02-29', '2026-02-29', '2026-1-1', '2026-13-01', 'x', ''].map(isDate)).toEqual([
    true,
    ...Array<boolean>(5).fill(false),
  ]);
});

it('reads what is no day in an address as though it were not there', () => {
  expect(dayNamed(new URLSearchParams('week=2028-02-28'), 'week')).toBe('2028-02-28');
  expect(dayNamed(new URLSearchParams('week=eilen'), 'week')).toBeUndefined();
  expect(dayNamed(new URLSearchParams('date=2028-02-28'), 'week')).toBeUndefined();
});
