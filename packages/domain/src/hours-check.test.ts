import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkException,
  checkSchedule,
  decidesAll,
  overlapping,
  type ExceptionFields,
  type ScheduleFields,
} from './hours-check.ts';
import { openEnded, type WeeklyHours } from './schedule.ts';

const hours = (more: Partial<WeeklyHours> = {}): WeeklyHours => ({
  ...{ week: 1, weekday: 1, from: '09:00', to: '12:00' },
  ...more,
});
const fields = (more: Partial<ScheduleFields> = {}): ScheduleFields => ({
  ...{
    serviceIds: ['s'],
    validFrom: '2026-11-23',
    validTo: openEnded,
    cycleWeeks: 1,
    cycleFrom: '2026-11-23',
  },
  ...{ restsOnHolidays: true, hours: [hours()] },
  ...more,
});
const problems = (more: Partial<ScheduleFields>) => {
  const checked = checkSchedule(fields(more));
  return checked.ok ? [] : checked.error.map(({ field, code }) => `${field}: ${code}`);
};

describe('a schedule', () => {
  it.each<[string, Partial<ScheduleFields>, string[]]>([
    ['is fine', {}, []],
    ['needs a service', { serviceIds: [] }, ['serviceIds: services-required']],
    ['needs its first day', { validFrom: '' }, ['validFrom: date']],
    ['needs its last day', { validTo: '' }, ['validTo: date']],
    ['does not end before it begins', { validTo: '2026-11-22' }, ['validTo: dates-reversed']],
    ['may end on its first day', { validTo: '2026-11-23' }, []],
    ['has a cycle', { cycleWeeks: 0, hours: [] }, ['cycleWeeks: number', 'hours: hours-required']],
    ['has a cycle that one can see over', { cycleWeeks: 9 }, ['cycleWeeks: number']],
    ['says which week is the first', { cycleWeeks: 2, cycleFrom: '' }, ['cycleFrom: date']],
    ['opens something', { hours: [] }, ['hours: hours-required']],
    [
      'has no hours that begin when the day is over',
      { hours: [hours({ from: '24:00' })] },
      ['hours.0: time'],
    ],
    ['has no empty hours', { hours: [hours({ to: '09:00' })] }, ['hours.0: hours-empty']],
    ['has whole hours', { hours: [hours({ to: '' })] }, ['hours.0: time']],
    ['has no hours outside of its cycle', { hours: [hours({ week: 2 })] }, ['hours.0: hours-week']],
    [
      'has no hours that meet',
      { hours: [hours(), hours({ from: '13:00', to: '14:00' }), hours({ from: '11:45', to: '12:30' })] },
      ['hours.0: hours-overlap', 'hours.2: hours-overlap'],
    ],
    ['may have hours that touch', { hours: [hours(), hours({ from: '12:00', to: '13:00' })] }, []],
  ])('[W1] %s', (_, more, expected) => expect(problems(more)).toEqual(expected));

  it('[W1] has no hours that meet over midnight, or from the last week into the first', () => {
    const night = hours({ weekday: 7, from: '22:00', to: '06:00' });
    expect(overlapping([night, hours({ from: '05:00', to: '07:00' })], 1)).toEqual([0, 1]);
    expect(overlapping([night, hours({ from: '05:00', to: '07:00' })], 2)).toEqual([]);
    expect(overlapping([{ ...night, week: 2 }, hours({ from: '05:00', to: '07:00' })], 2)).toEqual([0, 1]);
    expect(overlapping([night, hours({ from: '06:00', to: '07:00' })], 1)).toEqual([]);
  });
  it('[W1] hours meet exactly when some minute of the cycle is in both', () => {
    const time = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`);
    const one = fc
      .record({ week: fc.constantFrom(1, 2), weekday: fc.integer({ min: 1, max: 7 }), from: time, to: time })
      .filter(({ from, to }) => from !== to);
    const hoursIn = ({ week, weekday, from, to }: WeeklyHours) => {
      const first = (week - 1) * 168 + (weekday - 1) * 24 + Number(from.slice(0, 2));
      const count = (Number(to.slice(0, 2)) - Number(from.slice(0, 2)) + 24) % 24;
      return Array.from({ length: count }, (_, index) => (first + index) % 336);
    };
    fc.assert(
      fc.property(one, one, (a, b) => {
        const meet = hoursIn(a).some((hour) => hoursIn(b).includes(hour));
        expect(overlapping([a, b], 2).length > 0).toBe(meet);
      }),
    );
  });
});

describe('a day that differs', () => {
  const found = (value: ExceptionFields) => {
    const checked = checkException(value, '2026-11-24');
    return checked.ok ? [] : checked.error.map(({ field, code }) => `${field}: ${code}`);
  };
  const time = { from: '09:00', to: '12:00' };
  it.each<[ExceptionFields, string[]]>([
    [{ kind: 'off', date: '2026-11-20', lastDate: '2026-11-24', ...time }, []],
    [{ kind: 'off', date: '2026-11-20', lastDate: '2026-11-23', ...time }, ['lastDate: in-past']],
    [{ kind: 'off', date: '', lastDate: '', ...time }, ['date: date', 'lastDate: date']],
    [{ kind: 'off', date: '2026-11-25', lastDate: '2027-11-26', ...time }, ['lastDate: off-too-long']],
    [{ kind: 'off', date: '2026-11-25', lastDate: '2027-11-25', ...time }, []],
    [{ kind: 'extra', date: '2026-11-23', serviceIds: ['s'], ...time }, ['date: in-past']],
    [{ kind: 'extra', date: '2026-11-24', serviceIds: [], ...time }, ['serviceIds: services-required']],
    [
      { kind: 'extra', date: '2026-11-24', serviceIds: ['s'], from: '09:00', to: '09:00' },
      ['to: hours-empty'],
    ],
    [
      { kind: 'moved', scheduleId: '', date: '2026-11-24', toDate: '2026-11-01', from: '', to: '' },
      ['scheduleId: required', 'toDate: in-past', 'from: time', 'to: time'],
    ],
  ])('[W5] %j', (value, expected) => expect(found(value)).toEqual(expected));
});

it('[W3] every affected visit is decided on, once, and no other', () => {
  expect(decidesAll([], { keep: [], cancel: [] })).toBe(true);
  expect(decidesAll(['a', 'b'], { keep: ['a'], cancel: ['b'] })).toBe(true);
  expect(decidesAll(['a', 'b'], { keep: ['a'], cancel: [] })).toBe(false);
  expect(decidesAll(['a'], { keep: ['a'], cancel: ['a'] })).toBe(false);
  expect(decidesAll(['a'], { keep: ['b'], cancel: [] })).toBe(false);
  expect(decidesAll([], { keep: ['b'], cancel: [] })).toBe(false);
});
