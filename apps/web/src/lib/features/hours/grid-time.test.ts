import { describe, expect, it } from 'vitest';
import {
  clockOf,
  cycleWeekOf,
  drawn,
  endingAt,
  firstInSight,
  isOverMidnight,
  lengthOf,
  moved,
  partsOf,
  snap,
  startingAt,
  type Hours,
} from './grid-time.ts';

const hours = (from: string, to: string, weekday = 1): Hours => ({ key: 1, week: 1, weekday, from, to });
const shown = ({ weekday, from, to }: Hours) => `${weekday} ${from}–${to}`;

describe('hours in the columns', () => {
  it('lie in one, or in two over midnight; the tail of Sunday is on Monday', () => {
    expect(partsOf(hours('09:00', '12:00'))).toEqual([{ weekday: 1, start: 540, end: 720 }]);
    expect(partsOf(hours('22:00', '24:00'))).toEqual([{ weekday: 1, start: 1320, end: 1440 }]);
    expect(partsOf(hours('22:00', '00:00'))).toEqual([{ weekday: 1, start: 1320, end: 1440 }]);
    expect(partsOf(hours('22:00', '06:00', 7))).toEqual([
      { weekday: 7, start: 1320, end: 1440 },
      { weekday: 1, start: 0, end: 360 },
    ]);
    expect([isOverMidnight(hours('22:00', '00:00')), isOverMidnight(hours('22:00', '00:15'))]).toEqual([
      false,
      true,
    ]);
    expect(lengthOf(hours('22:00', '06:00'))).toBe(480);
  });
  it('are moved with their length, within the week and the day', () => {
    expect(shown(moved(hours('09:00', '12:00'), 1, 15))).toBe('2 09:15–12:15');
    expect(shown(moved(hours('09:00', '12:00'), -3, -6000))).toBe('1 00:00–03:00');
    expect(shown(moved(hours('09:00', '12:00', 7), 1, 6000))).toBe('7 21:00–24:00');
    expect(shown(moved(hours('22:00', '06:00'), 0, 60))).toBe('1 23:00–07:00');
    expect(shown(moved(hours('22:00', '06:00'), 0, 600))).toBe('1 23:45–07:45');
  });
  it('get another end or start, at least a quarter apart', () => {
    expect(shown(endingAt(hours('09:00', '12:00'), 735))).toBe('1 09:00–12:15');
    expect(shown(endingAt(hours('09:00', '12:00'), 0))).toBe('1 09:00–09:15');
    expect(shown(endingAt(hours('09:00', '12:00'), 9999))).toBe('1 09:00–24:00');
    expect(shown(startingAt(hours('09:00', '12:00'), 480))).toBe('1 08:00–12:00');
    expect(shown(startingAt(hours('09:00', '12:00'), 9999))).toBe('1 11:45–12:00');
    expect(shown(startingAt(hours('09:00', '24:00'), -5))).toBe('1 00:00–24:00');
  });
  it('get another end over midnight, too, up to a day after their start', () => {
    const night = hours('22:00', '06:00');
    expect(shown(endingAt(night, 1440 + 420))).toBe('1 22:00–07:00');
    expect(shown(endingAt(night, 1440))).toBe('1 22:00–24:00');
    expect(shown(endingAt(night, 1380))).toBe('1 22:00–23:00');
    expect(shown(endingAt(night, 9999))).toBe('1 22:00–21:45');
    expect(shown(startingAt(night, 1230))).toBe('1 20:30–06:00');
    expect(shown(startingAt(night, 0))).toBe('1 06:15–06:00');
    expect(shown(startingAt(night, 9999))).toBe('1 23:45–06:00');
  });
  it('are drawn either way; a press is an hour', () => {
    expect(drawn(3, 540, 720)).toEqual({ weekday: 3, start: 540, end: 720 });
    expect(drawn(3, 720, 540)).toEqual({ weekday: 3, start: 540, end: 720 });
    expect(drawn(3, 540, 540)).toEqual({ weekday: 3, start: 540, end: 600 });
    expect(drawn(3, 1440, 1440)).toEqual({ weekday: 3, start: 1380, end: 1440 });
  });
  it('snap to the quarter', () => expect([snap(7), snap(8), snap(22.4)]).toEqual([0, 15, 15]));
  it('write their clock', () =>
    expect([clockOf(0), clockOf(555), clockOf(1440)]).toEqual(['00:00', '09:15', '24:00']));
});

describe('the week of the cycle', () => {
  it.each([
    ['2026-11-23', '2026-11-23', 2, 1],
    ['2026-11-30', '2026-11-27', 2, 2],
    ['2026-11-16', '2026-11-23', 2, 2],
    ['2027-01-04', '2026-12-28', 3, 2],
    ['2026-10-26', '2026-10-19', 2, 2],
    ['2026-10-26', '', 2, 1],
  ])('of %s counted from %s every %i is %i', (monday, from, cycle, week) =>
    expect(cycleWeekOf(monday, from, cycle)).toBe(week),
  );
});

it('what is in sight at first begins an hour before the first hours', () => {
  expect(firstInSight([])).toBe(390);
  expect(firstInSight([{ start: 540 }])).toBe(390);
  expect(firstInSight([{ start: 300 }, { start: 900 }])).toBe(240);
  expect(firstInSight([{ start: 30 }])).toBe(0);
});
