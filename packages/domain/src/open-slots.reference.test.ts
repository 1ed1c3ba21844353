// Longer than most: what is drawn, the slow reference and the comparison are read side by side.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holidayOn } from './holidays.ts';
import { isSlotOffered, offeredBetween, offeredOfDay, type ServiceTimes } from './offered-slots.ts';
import { busyTimesOf, claimedPeriod, freeBetween } from './open-slots.ts';
import { timetablesOf, type DayException } from './schedule.ts';
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
/* Random schedules around both changes of the clock against a slow reference. */
const time = fc
  .integer({ min: 0, max: 95 })
  .map((q) => `${String(q >> 2).padStart(2, '0')}:${String((q % 4) * 15).padStart(2, '0')}`);
const day = (from: string) => fc.integer({ min: 0, max: 5 }).map((n) => addDays(from, n));
const case_ = fc.constantFrom<string[]>('2026-03-26', '2026-10-22', '2026-12-23').chain((from) =>
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
type DrawnBy<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Drawn = DrawnBy<typeof case_>;

/**
 * Nights in a row of one person, whose hours and extra hours begin in the evening and reach into the next one: what is in the
 * way of a slot then began up to two midnights before, which hours from all over the clock hardly ever bring about.
 */
const nightTime = fc.constantFrom<string[]>(
  '18:30',
  '19:00',
  '19:15',
  '19:30',
  '20:00',
  '23:30',
  '00:30',
  '01:00',
);
const nights = fc.constantFrom<string[]>('2026-11-02', '2026-10-22').chain((from) => {
  const nightly = fc.record({ from: nightTime, to: nightTime });
  const dated = fc.record({
    ...{ practitionerId: fc.constant('p'), date: day(from), from: nightTime, to: nightTime },
  });
  const weekly = fc
    .array(nightly, { minLength: 1, maxLength: 3 })
    .map((hours) => hours.flatMap((each) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...each }))));
  return fc.record({
    from: fc.constant(from),
    schedules: weekly.map((hours) => [
      {
        ...{ practitionerId: 'p', serviceIds: ['s'], validFrom: '2026-01-01', validTo: '2027-12-31' },
        ...{ cycleWeeks: 1, cycleFrom: from, restsOnHolidays: false },
        hours: hours.map((each) => ({ week: 1, ...each })),
      },
    ]),
    off: fc.array(dated, { maxLength: 1 }),
    extra: fc.array(dated, { minLength: 1, maxLength: 3 }),
    moved: fc.constant<Drawn['moved']>([]),
    busy: fc.constant<Drawn['busy']>([]),
    lengthMinutes: fc.constantFrom(45, 60, 90),
    bufferBeforeMinutes: fc.constantFrom(0, 10),
    bufferAfterMinutes: fc.constantFrom(0, 15),
  });
});

/** Two people of one week's pattern by day, as most of a service have it; what else they have is drawn for each. */
const morning = fc.constantFrom<string[]>('08:00', '08:15', '09:00');
const afternoon = fc.constantFrom<string[]>('11:45', '12:30', '15:10');
const alike = fc
  .record({
    drawn: case_,
    hours: fc.array(
      fc.record({
        week: fc.constantFrom(1, 2),
        weekday: fc.integer({ min: 1, max: 7 }),
        from: morning,
        to: afternoon,
      }),
      { minLength: 3, maxLength: 12 },
    ),
  })
  .map(({ drawn, hours }) => {
    const plain = { serviceIds: ['s'], validFrom: '2026-01-01', validTo: '2027-12-31' };
    const weekly = { ...plain, cycleWeeks: 1, cycleFrom: drawn.from, restsOnHolidays: false };
    const ofBoth = ['p', 'q'].map((practitionerId, index) => ({
      ...{ ...weekly, ...drawn.schedules[index] },
      ...{ practitionerId, hours },
    }));
    return { ...drawn, schedules: ofBoth };
  });

type Case = Drawn | DrawnBy<typeof nights> | DrawnBy<typeof alike>;

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

/**
 * Slow and obvious: walks through each day, five minutes at a time, which all times above are multiples of, and asks of each
 * whether a slot starts there; knows no shortcut.
 */
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
  const cut = (person: string, date: string, isExtra: boolean): Slot[] => {
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
    for (let at = instantOf(date, '00:00'); at < instantOf(date, '00:00') + 50 * hourMs; at += 5 * minuteMs)
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
  // A day is asked about for its neighbours too.
  const known = new Map<string, Slot[]>();
  const raw = (person: string, date: string, isExtra: boolean): Slot[] => {
    const key = `${person} ${date} ${isExtra}`;
    const found = known.get(key) ?? cut(person, date, isExtra);
    known.set(key, found);
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

function equalsReference(c: Case): void {
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
}

describe('on random schedules over both changes of the clock', () => {
  it('[S1–S11] the computed slots equal the slow reference', () => {
    fc.assert(fc.property(case_, equalsReference), { numRuns: 200 });
  }, 60_000);
  it('[S1] [S7] [S9] the same where people share their hours, which are then worked out once', () => {
    fc.assert(fc.property(alike, equalsReference), { numRuns: 300 });
  }, 60_000);
  it('[S6] [S10] the same over two midnights in a row', () => {
    fc.assert(fc.property(nights, equalsReference), { numRuns: 300 });
  }, 60_000);
  it('[S10] what was in the way two midnights ago still decides', () => {
    // Monday's extra hours last until seven on Tuesday and take half past six, so that Tuesday's visits begin on the hour:
    // the last of them lasts until one at night, and with it Wednesday's first begins an hour later than on other days.
    const hours = [
      { from: '18:30', to: '01:00' },
      { from: '19:00', to: '01:00' },
      { from: '00:30', to: '12:30' },
    ];
    const c: Case = {
      from: '2026-11-02',
      schedules: [
        {
          ...{ practitionerId: 'p', serviceIds: ['s'], validFrom: '2026-01-01', validTo: '2027-12-31' },
          ...{ cycleWeeks: 1, cycleFrom: '2026-11-02', restsOnHolidays: false },
          hours: hours.flatMap((each) => [1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, ...each }))),
        },
      ],
      extra: [{ practitionerId: 'p', date: '2026-11-02', from: '20:00', to: '19:00' }],
      ...{ off: [], moved: [], busy: [] },
      ...{ lengthMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    };
    equalsReference(c);
    const { schedules, exceptions, service: of } = inputOf(c);
    const [timetable] = timetablesOf(schedules, exceptions);
    const firstOn = (date: string) =>
      (offeredOfDay(timetable!, date, of)[0]! - instantOf(date, '00:00')) / minuteMs;
    expect(firstOn('2026-11-04')).toBe(90);
    expect(firstOn('2026-11-05')).toBe(30);
  });
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
