import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayMs,
  daysBetween,
  helsinki,
  instantOf,
  isLocalDate,
  localDateOf,
  mondayOf,
  rememberedDays,
  wallTimeOf,
  weekdayOf,
} from './time.ts';

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

/** Days of both changes of the clock, and any other within the years that a schedule can be about. */
const anyDate = fc.oneof(
  fc.constantFrom('2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31', '2000-03-26', '2000-10-29'),
  fc
    .integer({ min: 0, max: 72_000 })
    .map((offset) => Temporal.PlainDate.from('2000-01-01').add({ days: offset }).toString()),
);

describe('what is remembered of a day', () => {
  it('[S3] says the same as the time-zone library for every minute of the clock', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 24 * 60 - 1 }), (date, minute) => {
        const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const slow = Temporal.PlainDate.from(date)
          .toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 })
          .toZonedDateTime(helsinki, { disambiguation: 'compatible' }).epochMilliseconds;
        expect(instantOf(date, time)).toBe(slow);
      }),
      { numRuns: 500 },
    );
  });
  it('[S3] names the day of any instant as the time-zone library does', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2000, 0, 2), max: Date.UTC(2199, 11, 30) }), (at) => {
        const slow = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(helsinki).toPlainDate();
        expect(localDateOf(at)).toBe(slow.toString());
        expect(weekdayOf(slow.toString())).toBe(slow.dayOfWeek);
      }),
      { numRuns: 500 },
    );
  });
  it('days are counted by the calendar, whatever the clock does', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -800, max: 800 }), (date, count) => {
        const moved = Temporal.PlainDate.from(date).add({ days: count }).toString();
        expect(addDays(date, count)).toBe(moved);
        expect(daysBetween(date, moved)).toBe(count);
      }),
    );
  });
  it('more days than are remembered come out right, also the ones that were forgotten', () => {
    const first = instantOf('2026-01-15', '09:00');
    let date = '2026-01-15';
    for (let day = 0; day < rememberedDays + 10; day++, date = addDays(date, 1))
      localDateOf(instantOf(date, '12:00'));
    expect(instantOf('2026-01-15', '09:00')).toBe(first);
    expect(localDateOf(first + dayMs)).toBe('2026-01-16');
  });
  it('what is no day throws instead of rolling over into the next month', () => {
    for (const text of ['2026-02-30', 'today', '']) {
      expect(() => addDays(text, 1)).toThrow(RangeError);
      expect(() => instantOf(text, '09:00')).toThrow(RangeError);
    }
  });
  it('[T4] the clock is read back as it was written, also after it was changed within the day', () => {
    expect(wallTimeOf(instantOf('2026-03-29', '03:30'))).toBe('04:30');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 1439 }), (day, minutes) => {
        const date = addDays('2026-01-01', day);
        const time = new Date(minutes * 60_000).toISOString().slice(11, 16);
        const at = instantOf(date, time);
        // What does not exist in spring is read an hour later (S3).
        fc.pre(localDateOf(at) === date && !(date.slice(5, 7) === '03' && time.startsWith('03')));
        expect(wallTimeOf(at)).toBe(time);
      }),
    );
  });
});
