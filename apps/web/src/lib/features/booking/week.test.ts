import { describe, expect, it } from 'vitest';
import { addDays, dayOf, mondayOf, weekNumber } from './week.ts';

describe('weeks', () => {
  it.each([
    ['2026-11-23', 48],
    ['2025-12-29', 1],
    ['2026-12-28', 53],
    ['2027-01-04', 1],
  ])('the week of Monday %s has the number %i', (monday, number) => expect(weekNumber(monday)).toBe(number));

  it('start on Monday, also over a change of the clock', () => {
    expect(mondayOf('2026-03-29')).toBe('2026-03-23');
    expect(mondayOf('2026-10-25')).toBe('2026-10-19');
    expect(addDays('2026-10-19', 7)).toBe('2026-10-26');
  });
  it('take the Finnish day of an instant, not the device’s', () => {
    expect(dayOf(Date.parse('2026-11-22T22:30:00Z'))).toBe('2026-11-23');
  });
});
