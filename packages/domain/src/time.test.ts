import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, instantOf, isLocalDate, localDateOf, mondayOf, weekdayOf } from './time.ts';

describe('wall clock in Helsinki', () => {
  it('[S3] knows winter and summer', () => {
    expect(new Date(instantOf('2026-01-15', '09:00')).toISOString()).toBe('2026-01-15T07:00:00.000Z');
    expect(new Date(instantOf('2026-07-15', '09:00')).toISOString()).toBe('2026-07-15T06:00:00.000Z');
  });
  it('[S3] moves the hour that does not exist on 29 March 2026 behind the gap', () => {
    expect(new Date(instantOf('2026-03-29', '03:30')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('2026-03-29', '04:30')).toBe(instantOf('2026-03-29', '03:30'));
  });
  it('[S3] takes the first run of the hour that comes twice on 25 October 2026', () => {
    expect(new Date(instantOf('2026-10-25', '03:30')).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });
  it('24:00 is the next midnight, also on the days of 23 and 25 hours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), (offset) => {
        const date = addDays('2025-06-01', offset);
        expect(instantOf(date, '24:00')).toBe(instantOf(addDays(date, 1), '00:00'));
      }),
    );
  });
  it('a day contains its own instants, and weeks begin on Monday', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 23 }), (offset, hour) => {
        const date = addDays('2025-06-01', offset);
        const at = instantOf(date, `${String(hour).padStart(2, '0')}:00`);
        expect(localDateOf(at)).toBe(date);
        expect(weekdayOf(mondayOf(date))).toBe(1);
        expect(mondayOf(date) <= date && date < addDays(mondayOf(date), 7)).toBe(true);
      }),
    );
  });
  it('tells dates from what only looks like one', () => {
    expect(isLocalDate('2026-02-28')).toBe(true);
    for (const text of [
      '2026-02-30',
      '26-02-01',
      '',
      'today',
      '2026-2-1',
      '9999-12-31',
      '+010000-01-01',
      '1000-01-01',
    ])
      expect(isLocalDate(text)).toBe(false);
  });
});
