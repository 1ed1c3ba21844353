import { describe, expect, it } from 'vitest';
import { heatOf, monthAfter, weeksOf } from './month.ts';

describe('a month of days', () => {
  it('is whole weeks, with only its own days', () => {
    const weeks = weeksOf('2026-11');
    expect(weeks).toHaveLength(6);
    expect(weeks[0]).toEqual([...Array.from({ length: 6 }), '2026-11-01']);
    expect(weeks[5]).toEqual(['2026-11-30', ...Array.from({ length: 6 })]);
    expect(weeks.flat().filter(Boolean)).toHaveLength(30);
  });
  it.each(['2024-02', '2026-02', '2026-12', '2027-01', '2026-03', '2026-10'])(
    '%s has all its days once',
    (month) => {
      const days = weeksOf(month).flat().filter(Boolean);
      const [year = 0, number = 0] = month.split('-').map(Number);
      expect(days).toHaveLength(new Date(Date.UTC(year, number, 0)).getUTCDate());
      expect(new Set(days).size).toBe(days.length);
    },
  );
  it('goes on and back over the year', () =>
    expect([
      monthAfter('2026-12', 1),
      monthAfter('2027-01', -1),
      monthAfter('2026-01', 1),
      monthAfter('2026-03', -1),
    ]).toEqual(['2027-01', '2026-12', '2026-02', '2026-02']));
});

it('a day is as warm as it has free times, and cold only without any', () => {
  expect([0, 1, 2, 3, 4, 6].map((free) => heatOf(free, 6))).toEqual([0, 1, 1, 2, 2, 3]);
  expect([heatOf(1, 1), heatOf(0, 0)]).toEqual([3, 0]);
});
