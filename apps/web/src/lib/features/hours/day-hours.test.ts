import { expect, it } from 'vitest';
import { dayHours, longestOf } from './day-hours.ts';

const schedule = {
  ...{ validFrom: '2026-11-02', validTo: '2026-12-31', cycleFrom: '2026-11-02', cycleWeeks: 2 },
  hours: [
    { week: 1, weekday: 1, from: '13:00', to: '15:15' },
    { week: 1, weekday: 1, from: '09:00', to: '10:00' },
    { week: 2, weekday: 3, from: '22:00', to: '02:00' },
  ],
};

it('[S7] knows which hours a day has, by its weekday and the week of the cycle', () => {
  expect(dayHours(schedule, '2026-11-16').map(({ from }) => from)).toEqual(['09:00', '13:00']);
  expect(dayHours(schedule, '2026-11-23'), 'the other week').toEqual([]);
  expect(dayHours(schedule, '2026-11-11').map(({ from }) => from)).toEqual(['22:00']);
  expect(dayHours(schedule, '2027-01-11'), 'valid no more').toEqual([]);
  expect(dayHours(schedule, ''), 'no day is chosen').toEqual([]);
});

it('takes of several hours the longest: what is between them was not open', () => {
  expect(longestOf(dayHours(schedule, '2026-11-16'))).toMatchObject({ from: '13:00', to: '15:15' });
  expect(longestOf([])).toBeUndefined();
});
