import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holidayOn } from './holidays.ts';
import {
  busyTimesOf,
  claimedPeriod,
  freeBetween,
  freeCounts,
  isSlotOffered,
  nextFree,
  offeredBetween,
  type ServiceTimes,
} from './open-slots.ts';
import { timetablesOf, type DayException, type Schedule } from './schedule.ts';
import { overlaps, type Slot } from './slots.ts';
import { addDays, hourMs, instantOf, localDateOf, minuteMs, mondayOf, weekdayOf } from './time.ts';

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

/* Random schedules around both changes of the clock against a slow reference. */
const time = fc
  .integer({ min: 0, max: 95 })
  .map((q) => `${String(q >> 2).padStart(2, '0')}:${String((q % 4) * 15).padStart(2, '0')}`);
const day = (from: string) => fc.integer({ min: 0, max: 5 }).map((n) => addDays(from, n));
const case_ = fc.constantFrom('2026-03-26', '2026-10-22', '2026-12-23').chain((from) =>
  fc.record({
    from: fc.constant(from),
    schedules: fc.array(
      fc.record({
        practitionerId: fc.constantFrom('p', 'q'),
        serviceIds: fc.constantFrom<string[]>(['s'], ['t'], ['s', 't']),
        validFrom: fc.constantFrom('2026-01-01', addDays(from, 2)),
        validTo: fc.constantFrom('2027-12-31', addDays(from, 3)),
        cycleWeeks: fc.constantFrom(1, 2),
        cycleFrom: fc.constantFrom(from, addDays(from, -7)),
        restsOnHolidays: fc.boolean(),
        hours: fc.array(
          fc.record({
            week: fc.constantFrom(1, 2),
            weekday: fc.integer({ min: 1, max: 7 }),
            from: time,
            to: time,
          }),
          { maxLength: 6 },
        ),
      }),
      { maxLength: 3 },
    ),
    off: fc.array(
      fc.record({ practitionerId: fc.constantFrom('p', 'q'), date: day(from), from: time, to: time }),
      { maxLength: 2 },
    ),
    extra: fc.array(
      fc.record({ practitionerId: fc.constantFrom('p', 'q'), date: day(from), from: time, to: time }),
      { maxLength: 2 },
    ),
    moved: fc.array(
      fc.record({
        index: fc.integer({ min: 0, max: 2 }),
        date: day(from),
        toDate: day(from),
        from: time,
        to: time,
      }),
      { maxLength: 1 },
    ),
    busy: fc.array(
      fc.record({
        practitionerId: fc.constantFrom('p', 'q'),
        start: fc.integer({ min: 0, max: 6 * 96 }),
        length: fc.integer({ min: 1, max: 12 }),
      }),
      { maxLength: 4 },
    ),
    lengthMinutes: fc.constantFrom(30, 45, 60, 90),
    bufferBeforeMinutes: fc.constantFrom(0, 0, 10),
    bufferAfterMinutes: fc.constantFrom(0, 0, 15),
  }),
);
type Case = typeof case_ extends fc.Arbitrary<infer T> ? T : never;

function inputOf(c: Case) {
  const schedules = c.schedules.map((each, index) => ({ ...each, id: `w${index}` }));
  const exceptions: DayException[] = [
    ...c.off.map((e) => ({ kind: 'off' as const, ...e })),
    ...c.extra.map((e) => ({ kind: 'extra' as const, serviceIds: ['s'], ...e })),
    ...c.moved.flatMap(({ index, ...e }) => {
      const of = schedules[index];
      return of
        ? [{ kind: 'moved' as const, practitionerId: of.practitionerId, scheduleId: of.id, ...e }]
        : [];
    }),
  ];
  const start = instantOf(c.from, '00:00');
  const busy = c.busy.map(({ practitionerId, start: quarter, length }) => ({
    practitionerId,
    startsAt: start + quarter * 15 * minuteMs,
    endsAt: start + (quarter + length) * 15 * minuteMs,
  }));
  const { lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes } = c;
  return {
    schedules,
    exceptions,
    busy,
    service: service({ lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes }),
  };
}

/** Slow and obvious: walks the minutes of each day and asks of each whether a slot starts there; knows no shortcut. */
function reference(
  { schedules, exceptions, busy, service: s }: ReturnType<typeof inputOf>,
  from: string,
  to: string,
): Slot[] {
  const endOf = (date: string, a: string, b: string) => instantOf(b < a ? addDays(date, 1) : date, b);
  const length = s.lengthMinutes * minuteMs;
  const step = length + (s.bufferBeforeMinutes + s.bufferAfterMinutes) * minuteMs;
  const clash = (a: { startsAt: number; endsAt: number }, b: { startsAt: number; endsAt: number }) =>
    overlaps(claimedPeriod(a, s), claimedPeriod(b, s));
  const raw = (person: string, date: string, isExtra: boolean): Slot[] => {
    const openings: [number, number][] = [];
    const open = (a: string, b: string) => a !== b && openings.push([instantOf(date, a), endOf(date, a, b)]);
    for (const w of schedules) {
      if (w.practitionerId !== person || !w.serviceIds.includes('s')) continue;
      if (isExtra) {
        for (const e of exceptions)
          if (e.kind === 'moved' && e.scheduleId === w.id && e.toDate === date) open(e.from, e.to);
        continue;
      }
      if (date < w.validFrom || date > w.validTo || (w.restsOnHolidays && holidayOn(date))) continue;
      if (exceptions.some((e) => e.kind === 'moved' && e.scheduleId === w.id && e.date === date)) continue;
      let week = 1;
      for (
        let monday = addDays(mondayOf(w.cycleFrom), -20 * 7);
        monday < mondayOf(date);
        monday = addDays(monday, 7)
      )
        week = week === w.cycleWeeks ? 1 : week + 1;
      for (const h of w.hours) if (h.weekday === weekdayOf(date) && h.week === week) open(h.from, h.to);
    }
    if (isExtra)
      for (const e of exceptions)
        if (e.kind === 'extra' && e.practitionerId === person && e.date === date) open(e.from, e.to);
    const found: Slot[] = [];
    for (let at = instantOf(date, '00:00'); at < instantOf(date, '00:00') + 50 * hourMs; at += minuteMs)
      for (const [start, end] of openings) {
        if (at < start || (at - start) % step !== 0 || at + length > end) continue;
        const slot = { practitionerId: person, startsAt: at, endsAt: at + length };
        const isOff = exceptions.some(
          (e) =>
            e.kind === 'off' &&
            e.practitionerId === person &&
            e.from !== e.to &&
            at < endOf(e.date, e.from, e.to) &&
            instantOf(e.date, e.from) < at + length,
        );
        if (!isOff) found.push(slot);
      }
    return found;
  };
  const once = (slots: Slot[]) =>
    slots.reduce<Slot[]>((kept, slot) => (kept.some((k) => clash(k, slot)) ? kept : [...kept, slot]), []);
  const apart = (slots: Slot[], others: Slot[]) =>
    slots.filter((slot) => !others.some((other) => clash(slot, other)));
  const extra = (person: string, date: string) => once(raw(person, date, true));
  const weekly = (person: string, date: string) =>
    once(
      apart(
        raw(person, date, false),
        [-1, 0, 1].flatMap((n) => extra(person, addDays(date, n))),
      ),
    );
  const all: Slot[] = [];
  for (const person of ['p', 'q'])
    for (let date = addDays(from, -1); date <= to; date = addDays(date, 1)) {
      const yesterday = addDays(date, -1);
      all.push(
        ...apart(extra(person, date), extra(person, yesterday)),
        ...apart(weekly(person, date), weekly(person, yesterday)),
      );
    }
  return all
    .filter((slot) => localDateOf(slot.startsAt) >= from && localDateOf(slot.startsAt) <= to)
    .filter(
      (slot) =>
        !busy.some((b) => b.practitionerId === slot.practitionerId && overlaps(b, claimedPeriod(slot, s))),
    )
    .sort((a, b) => a.startsAt - b.startsAt || (a.practitionerId < b.practitionerId ? -1 : 1));
}

describe('on random schedules over both changes of the clock', () => {
  it('[S1–S11] the computed slots equal the slow reference', () => {
    fc.assert(
      fc.property(case_, (c) => {
        const input = inputOf(c);
        const to = addDays(c.from, 4);
        const s = { service: input.service, timetables: timetablesOf(input.schedules, input.exceptions) };
        const found = [
          ...freeBetween(s, {
            now: instantOf('2026-01-02', '00:00'),
            from: instantOf(c.from, '00:00'),
            to: instantOf(to, '24:00'),
            busy: busyTimesOf(input.busy),
          }),
        ];
        expect(found).toEqual(reference(input, c.from, to));
      }),
      { numRuns: 80 },
    );
  }, 60_000);
  it('[S2][S8] no two slots of one person are in each other’s way, and each is offered in whatever span it is asked for', () => {
    fc.assert(
      fc.property(case_, (c) => {
        const input = inputOf(c);
        const s = { service: input.service, timetables: timetablesOf(input.schedules, input.exceptions) };
        const slots = [
          ...offeredBetween(s, instantOf(c.from, '00:00'), instantOf(addDays(c.from, 4), '24:00')),
        ];
        for (const slot of slots) {
          expect(isSlotOffered(s, slot)).toBe(true);
          expect(
            isSlotOffered(s, { ...slot, startsAt: slot.startsAt + minuteMs, endsAt: slot.endsAt + minuteMs }),
          ).toBe(false);
        }
        for (const id of ['p', 'q']) {
          const own = slots
            .filter(({ practitionerId }) => practitionerId === id)
            .map((slot) => claimedPeriod(slot, s.service));
          own.forEach(
            (claimed, index) =>
              index > 0 && expect(claimed.startsAt).toBeGreaterThanOrEqual(own[index - 1]!.endsAt),
          );
        }
        const days = [0, 1, 2, 3, 4].flatMap((n) => {
          const date = addDays(c.from, n);
          return [...offeredBetween(s, instantOf(date, '00:00'), instantOf(date, '24:00'))];
        });
        expect(days).toEqual(slots);
      }),
    );
  }, 60_000);
});
