import { describe, expect, it } from 'vitest';
import {
  dateIn,
  dateTimeIn,
  durationIn,
  longDateIn,
  longDateTimeIn,
  phoneIn,
  timeRangeIn,
  wallClock,
} from './format.ts';

const monday = Date.UTC(2026, 10, 23, 12, 30); // 14:30 in Helsinki, winter time
const minute = 60_000;

describe('dates and times as people in Finland write them', () => {
  it('writes a short date and time in each language', () => {
    expect(dateTimeIn('fi', monday)).toBe('ma 23.11. klo 14.30');
    expect(dateTimeIn('sv', monday)).toBe('mån 23.11 kl. 14.30');
    expect(dateTimeIn('en', monday)).toBe('Mon 23 Nov, 14:30');
    expect(dateTimeIn('se', monday)).toBe('vuos 23.11. dii. 14.30');
  });
  it('writes a long date in each language', () => {
    expect(longDateTimeIn('fi', monday)).toBe('maanantaina 23. marraskuuta klo 14.30');
    expect(longDateTimeIn('sv', monday)).toBe('måndag 23 november kl. 14.30');
    expect(longDateTimeIn('en', monday)).toBe('Monday 23 November, 14:30');
    expect(longDateTimeIn('se', monday)).toBe('vuossárgga skábmamánu 23. beaivvi dii. 14.30');
  });
  it('names each day and month by its own name, short beside long, also asked again', () => {
    const dates = [
      [
        Date.UTC(2026, 10, 24, 12),
        'ti 24.11.',
        'tiistaina 24. marraskuuta',
        'tisdag 24 november',
        'Tue 24 Nov',
      ],
      [Date.UTC(2026, 11, 6, 12), 'su 6.12.', 'sunnuntaina 6. joulukuuta', 'söndag 6 december', 'Sun 6 Dec'],
      [Date.UTC(2026, 4, 6, 12), 'ke 6.5.', 'keskiviikkona 6. toukokuuta', 'onsdag 6 maj', 'Wed 6 May'],
    ] as const;
    for (const [instant, short, long, swedish, english] of [...dates, ...dates])
      expect([
        dateIn('fi', instant),
        longDateIn('fi', instant),
        longDateIn('sv', instant),
        dateIn('en', instant),
      ]).toEqual([short, long, swedish, english]);
  });
  it('adds the year only where it is another one than now', () => {
    expect(dateIn('fi', monday, Date.UTC(2027, 0, 4))).toBe('ma 23.11.2026');
    expect(dateIn('sv', monday, Date.UTC(2026, 0, 4))).toBe('mån 23.11');
    const earlier = Date.UTC(2025, 11, 31, 12);
    expect(longDateTimeIn('fi', monday, earlier)).toBe('maanantaina 23. marraskuuta 2026 klo 14.30');
    expect(longDateIn('sv', monday, earlier)).toBe('måndag 23 november 2026');
    expect(longDateIn('en', monday, earlier)).toBe('Monday 23 November 2026');
    expect(longDateIn('se', monday, earlier)).toBe('vuossárgga skábmamánu 23. beaivvi 2026');
    // Midnight in Helsinki is two hours before that of UTC.
    expect(longDateIn('fi', monday, Date.UTC(2026, 11, 31, 22))).toBe('maanantaina 23. marraskuuta 2026');
  });
  it('follows the wall clock of Helsinki over both changes of 2026', () => {
    expect(wallClock(Date.UTC(2026, 2, 29, 0, 59)).hour).toBe(2);
    expect(wallClock(Date.UTC(2026, 2, 29, 1, 0)).hour).toBe(4);
    expect(wallClock(Date.UTC(2026, 9, 25, 0, 30)).hour).toBe(3);
    expect(wallClock(Date.UTC(2026, 9, 25, 1, 30)).hour).toBe(3);
  });
  it('puts an instant after midnight in Helsinki on the next day', () => {
    expect(wallClock(Date.UTC(2026, 10, 23, 22, 30)).dayKey).toBe('2026-11-24');
  });
  it('writes ranges and durations', () => {
    expect(timeRangeIn('fi', monday, monday + 45 * minute)).toBe('14.30–15.15');
    expect(durationIn('fi', 80 * minute)).toBe('1 t 20 min');
    expect(durationIn('sv', 60 * minute)).toBe('1 h');
    expect(durationIn('en', 5_000)).toBe('1 min');
  });
  it('writes a Finnish phone number as people there do, and leaves any other as it is', () => {
    const plain = (number: string) => phoneIn(number).replaceAll('\u00a0', ' ');
    expect(plain('+358401234567')).toBe('040 123 4567');
    expect(plain('+358 295 550 100')).toBe('029 555 0100');
    expect(plain('+358505550199')).toBe('050 555 0199');
    expect(plain('+358912345678')).toBe('09 1234 5678');
    expect(plain('+35853123456')).toBe('05 312 3456');
    expect(plain('+358800123456')).toBe('0800 123 456');
    for (const other of ['+46701234567', '112', '', 'kysy vaihteesta', '+3581', '040 123 4567'])
      expect(phoneIn(other)).toBe(other);
  });
});
