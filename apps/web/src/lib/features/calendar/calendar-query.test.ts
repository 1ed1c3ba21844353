import { describe, expect, it } from 'vitest';
import { addDays, calendarHref, daysOf, readQuery, stepped, weekNumber } from './calendar-query.ts';

const today = '2026-11-24';
const read = (text: string) => readQuery(new URLSearchParams(text), today);

describe('the address of a calendar', () => {
  it('is short for what is as usual, and follows the day', () => {
    expect(calendarHref(read(''), today)).toBe('/calendar');
    expect(read('').date).toBe(today);
    expect(readQuery(new URLSearchParams(), '2026-11-25').date).toBe('2026-11-25');
  });
  it('reads what it has written', () => {
    for (const text of [
      'whose=team&span=day&as=list&date=2027-01-01&page=2',
      'whose=service&service=s-1&span=month',
    ])
      expect(calendarHref(read(text), today)).toBe(`/calendar?${text}`);
  });
  it('takes what makes no sense as if it were not there', () => {
    expect(read('whose=boss&span=year&as=x&date=2026-02-31&page=-1&service=a%20b')).toEqual(read(''));
  });
});

describe('the days of a calendar', () => {
  it('are a day, a week from Monday, and a month with its whole weeks', () => {
    expect(daysOf({ span: 'day', date: today })).toEqual({ from: today, to: today });
    expect(daysOf({ span: 'week', date: '2026-11-29' })).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(daysOf({ span: 'month', date: today })).toEqual({ from: '2026-10-26', to: '2026-12-06' });
  });
  it('of a month are never more than six weeks', () => {
    for (let date = '2024-01-15'; date < '2034-01-01'; date = addDays(date, 28)) {
      const { from, to } = daysOf({ span: 'month', date });
      expect(addDays(from, 42) > to, date).toBe(true);
      expect(from <= `${date.slice(0, 8)}01` && date <= to).toBe(true);
    }
  });
  it('are stepped through over the turn of the year, and a month leads back to today', () => {
    expect(stepped({ span: 'day', date: '2026-12-31' }, 1, today)).toBe('2027-01-01');
    expect(stepped({ span: 'week', date: today }, -1, today)).toBe('2026-11-17');
    expect(stepped({ span: 'month', date: '2026-12-31' }, 1, today)).toBe('2027-01-01');
    expect(stepped({ span: 'month', date: '2026-12-31' }, -1, today)).toBe(today);
  });
  it('are in the week that ISO 8601 says', () => {
    expect(
      ['2026-11-24', '2026-12-31', '2027-01-03', '2027-01-04', '2024-12-30', '2021-01-03'].map(weekNumber),
    ).toEqual([48, 53, 53, 1, 1, 53]);
  });
});
