import { describe, expect, it } from 'vitest';
import { offeredBetween, type ServiceTimes } from './offered-slots.ts';
import { busyTimesOf, freeBetween, freeCounts, nextFree } from './open-slots.ts';
import { timetablesOf, type DayException, type Schedule } from './schedule.ts';
import { instantOf, localDateOf, minuteMs } from './time.ts';

const service = (more: Partial<ServiceTimes> = {}): ServiceTimes => ({
  id: 's',
  lengthMinutes: 60,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  earliestNoticeMinutes: 0,
  latestNoticeDays: 730,
  ...more,
});
const schedule = (more: Partial<Schedule> = {}): Schedule => ({
  id: 'w',
  practitionerId: 'p',
  serviceIds: ['s'],
  validFrom: '2026-01-01',
  validTo: '2027-12-31',
  cycleWeeks: 1,
  cycleFrom: '2026-01-01',
  hours: [{ week: 1, weekday: 1, from: '09:00', to: '12:00' }],
  restsOnHolidays: true,
  ...more,
});
const search = (
  schedules: Schedule[],
  exceptions: DayException[] = [],
  more: Partial<ServiceTimes> = {},
) => ({
  service: service(more),
  timetables: timetablesOf(schedules, exceptions),
});
const clock = (at: number) =>
  new Intl.DateTimeFormat('sv', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: 'Europe/Helsinki',
  }).format(at);
const offered = (s: ReturnType<typeof search>, from: string, to = from) =>
  [...offeredBetween(s, instantOf(from, '00:00'), instantOf(to, '24:00'))].map(({ startsAt }) =>
    clock(startsAt),
  );

describe('schedules', () => {
  it('[S6] hours over midnight offer slots on both days, and a span that starts at midnight has the second half', () => {
    const night = search([schedule({ hours: [{ week: 1, weekday: 1, from: '22:00', to: '02:00' }] })]);
    expect(offered(night, '2026-11-23')).toEqual(['2026-11-23 22:00', '2026-11-23 23:00']);
    expect(offered(night, '2026-11-24')).toEqual(['2026-11-24 00:00', '2026-11-24 01:00']);
  });
  it('[S6] a schedule that ends in the middle of a slot offers no part of it, and its last night ends in the morning', () => {
    expect(
      offered(
        search([schedule({ hours: [{ week: 1, weekday: 1, from: '09:00', to: '10:30' }] })]),
        '2026-11-23',
      ),
    ).toEqual(['2026-11-23 09:00']);
    const last = schedule({
      validTo: '2026-11-23',
      hours: [{ week: 1, weekday: 1, from: '23:00', to: '01:00' }],
    });
    expect(offered(search([last]), '2026-11-24')).toEqual(['2026-11-24 00:00']);
  });
  it('[S7] every second week stays so over the turn of the year, also in weeks before the cycle was named', () => {
    const other = search([
      schedule({
        cycleWeeks: 2,
        cycleFrom: '2026-12-31',
        restsOnHolidays: false,
        hours: [{ week: 1, weekday: 4, from: '09:00', to: '10:00' }],
      }),
    ]);
    expect(offered(other, '2026-12-01', '2027-01-31')).toEqual(
      ['2026-12-03', '2026-12-17', '2026-12-31', '2027-01-14', '2027-01-28'].map((date) => `${date} 09:00`),
    );
  });
  it('[S8] the time around a visit is kept free between visits and may lie outside the hours', () => {
    const slots = search([schedule()], [], {
      lengthMinutes: 45,
      bufferBeforeMinutes: 5,
      bufferAfterMinutes: 10,
    });
    expect(offered(slots, '2026-11-23')).toEqual(['09:00', '10:00', '11:00'].map((t) => `2026-11-23 ${t}`));
  });
  it('[S8] what is busy blocks also when it only touches the time around the visit', () => {
    const s = search([schedule()], [], { bufferAfterMinutes: 15 });
    const end = instantOf('2026-11-23', '10:00');
    const query = { now: 0, from: instantOf('2026-11-23', '00:00'), to: instantOf('2026-11-23', '24:00') };
    const free = (startsAt: number) =>
      [
        ...freeBetween(
          { ...s, service: { ...s.service, latestNoticeDays: 30_000 } },
          { ...query, busy: busyTimesOf([{ practitionerId: 'p', startsAt, endsAt: startsAt + minuteMs }]) },
        ),
      ].length;
    expect(free(end + 14 * minuteMs)).toBe(1);
    expect(free(end + 15 * minuteMs)).toBe(1);
    expect(free(instantOf('2026-11-23', '13:00'))).toBe(2);
    expect(free(end + 75 * minuteMs + 15 * minuteMs)).toBe(2);
  });
  it('[S9] a schedule that rests on holidays is closed on Epiphany, another is open', () => {
    const wednesday = { hours: [{ week: 1, weekday: 3, from: '09:00', to: '10:00' }] };
    expect(offered(search([schedule(wednesday)]), '2027-01-06')).toEqual([]);
    expect(offered(search([schedule({ ...wednesday, restsOnHolidays: false })]), '2027-01-06')).toHaveLength(
      1,
    );
  });
  it('[S10] moved hours are gone from their day and open on the other, for the services of their schedule', () => {
    const moved: DayException = {
      kind: 'moved',
      practitionerId: 'p',
      scheduleId: 'w',
      date: '2026-11-23',
      toDate: '2026-11-25',
      from: '13:00',
      to: '15:00',
    };
    const s = search([schedule()], [moved]);
    expect(offered(s, '2026-11-23', '2026-11-29')).toEqual(['2026-11-25 13:00', '2026-11-25 14:00']);
    expect(offered({ ...s, service: service({ id: 'other' }) }, '2026-11-23', '2026-11-29')).toEqual([]);
  });
  it('[S10] hours off close what they touch, also over midnight and for every service', () => {
    const night = schedule({ hours: [{ week: 1, weekday: 1, from: '22:00', to: '02:00' }] });
    const off: DayException = {
      kind: 'off',
      practitionerId: 'p',
      date: '2026-11-23',
      from: '23:30',
      to: '00:30',
    };
    expect(offered(search([night], [off]), '2026-11-23', '2026-11-24')).toEqual([
      '2026-11-23 22:00',
      '2026-11-24 01:00',
    ]);
  });
  it('[S11] nothing is offered too soon or too far ahead', () => {
    const daily = schedule({
      restsOnHolidays: false,
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week: 1, weekday, from: '09:00', to: '10:00' })),
    });
    const s = search([daily], [], { earliestNoticeMinutes: 24 * 60, latestNoticeDays: 3 });
    const now = instantOf('2026-11-23', '09:00');
    const free = nextFree(s, { now, from: now, limit: 50, busy: new Map() });
    expect(free.map(({ startsAt }) => localDateOf(startsAt))).toEqual([
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
    ]);
    expect(nextFree(s, { now: now + 1, from: now, limit: 50, busy: new Map() })).toHaveLength(2);
  });
  it('a practitioner in two services is cut by the length of each, and a booking of one blocks the other', () => {
    const both = schedule({ serviceIds: ['s', 't'] });
    const busy = busyTimesOf([
      {
        practitionerId: 'p',
        startsAt: instantOf('2026-11-23', '09:00'),
        endsAt: instantOf('2026-11-23', '10:00'),
      },
    ]);
    const now = instantOf('2026-11-20', '09:00');
    const t = search([both], [], { id: 't', lengthMinutes: 45 });
    expect(nextFree(t, { now, from: now, limit: 2, busy }).map(({ startsAt }) => clock(startsAt))).toEqual([
      '2026-11-23 10:30',
      '2026-11-23 11:15',
    ]);
  });
  it('slots of several people come in time order, and counts are those of the list', () => {
    const s = search([
      schedule(),
      schedule({ practitionerId: 'q', hours: [{ week: 1, weekday: 1, from: '09:30', to: '11:30' }] }),
    ]);
    expect(offered(s, '2026-11-23').map((text) => text.slice(11))).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '11:00',
    ]);
    expect(
      freeCounts(s, {
        now: instantOf('2026-11-01', '00:00'),
        fromDate: '2026-11-22',
        toDate: '2026-11-24',
        busy: new Map(),
      }),
    ).toEqual([
      { date: '2026-11-22', count: 0 },
      { date: '2026-11-23', count: 5 },
      { date: '2026-11-24', count: 0 },
    ]);
  });
});
