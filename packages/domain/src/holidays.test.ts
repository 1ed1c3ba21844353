import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holidayOn, holidays } from './holidays.ts';
import { addDays, weekdayOf } from './time.ts';

describe('the public holidays of Finland', () => {
  it('[S9] Easter and what follows it are on the days of the almanac', () => {
    const almanac = {
      2024: ['2024-03-29', '2024-03-31', '2024-04-01', '2024-05-09', '2024-05-19'],
      2026: ['2026-04-03', '2026-04-05', '2026-04-06', '2026-05-14', '2026-05-24'],
      2027: ['2027-03-26', '2027-03-28', '2027-03-29', '2027-05-06', '2027-05-16'],
      2038: ['2038-04-23', '2038-04-25', '2038-04-26', '2038-06-03', '2038-06-13'],
    };
    const names = ['good-friday', 'easter-sunday', 'easter-monday', 'ascension-day', 'pentecost'];
    for (const dates of Object.values(almanac)) expect(dates.map(holidayOn)).toEqual(names);
  });
  it('[S9] midsummer and All Saints are the Saturdays that the law names', () => {
    expect(holidayOn('2026-06-20')).toBe('midsummer-day');
    expect(holidayOn('2026-06-19')).toBe('midsummer-eve');
    expect(holidayOn('2027-06-26')).toBe('midsummer-day');
    expect(holidayOn('2026-10-31')).toBe('all-saints-day');
    expect(holidayOn('2027-11-06')).toBe('all-saints-day');
  });
  it('[S9] an ordinary day, and the day before or after a holiday, is none', () => {
    for (const date of ['2026-11-24', '2026-01-02', '2026-04-04', '2026-05-02', '2026-12-31', '2026-12-27'])
      expect(holidayOn(date)).toBeUndefined();
  });
  it('[S9] every year has them all, save when Ascension Day falls on the first of May', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2199 }), (year) => {
        const found: string[] = [];
        for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
          const holiday = holidayOn(date);
          if (holiday) found.push(holiday);
          if (holiday === 'ascension-day') expect(weekdayOf(date)).toBe(4);
          if (holiday === 'easter-sunday' || holiday === 'pentecost') expect(weekdayOf(date)).toBe(7);
        }
        const coincides = !found.includes('ascension-day');
        expect([...found].sort()).toEqual(
          [...holidays].filter((each) => !coincides || each !== 'ascension-day').sort(),
        );
      }),
      { examples: [[2008], [2026], [2038]] },
    );
  });
});
