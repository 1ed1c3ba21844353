import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOffered,
  offeredSlots,
  overlaps,
  type ScheduleException,
  type SlotQuery,
  type WeeklyRule,
} from './slots.ts';
import { addDays, instantOf, minuteMs, weekdayOf } from './time.ts';

const rule = (more: Partial<WeeklyRule> = {}): WeeklyRule => ({
  practitionerId: 'p',
  weekday: 1,
  from: '09:00',
  to: '12:00',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  ...more,
});
const query = (more: Partial<SlotQuery> = {}): SlotQuery => ({
  rules: [rule()],
  exceptions: [],
  fromDate: '2026-11-23',
  toDate: '2026-11-23',
  lengthMinutes: 45,
  ...more,
});
const starts = (q: SlotQuery) =>
  offeredSlots(q).map((slot) => new Date(slot.startsAt).toISOString().slice(5, 16));

describe('offered slots', () => {
  it('[S1][S2] cut the hours from their start and offer no rest that is too short', () => {
    expect(starts(query())).toEqual(['11-23T07:00', '11-23T07:45', '11-23T08:30', '11-23T09:15']);
    expect(starts(query({ rules: [rule({ to: '11:59' })] }))).toHaveLength(3);
  });
  it('[S1] end with the validity of the rule, whose last day counts', () => {
    const rules = [rule({ validTo: '2026-11-23' })];
    expect(starts(query({ rules }))).toHaveLength(4);
    expect(starts(query({ rules, fromDate: '2026-11-30', toDate: '2026-11-30' }))).toEqual([]);
  });
  it('[S1] leave out what hours off touch and add extra hours', () => {
    const off: ScheduleException = {
      practitionerId: 'p',
      date: '2026-11-23',
      kind: 'off',
      from: '09:30',
      to: '10:00',
    };
    expect(starts(query({ exceptions: [off] }))).toEqual(['11-23T08:30', '11-23T09:15']);
    const extra: ScheduleException = {
      ...off,
      date: '2026-11-24',
      kind: 'extra',
      from: '15:00',
      to: '15:45',
    };
    expect(starts(query({ exceptions: [extra], toDate: '2026-11-24' }))).toContain('11-24T13:00');
  });
  it("[S1] are not closed by somebody else's hours off", () => {
    const off: ScheduleException = {
      practitionerId: 'q',
      date: '2026-11-23',
      kind: 'off',
      from: '00:00',
      to: '24:00',
    };
    expect(starts(query({ exceptions: [off] }))).toHaveLength(4);
  });
  it('[S2] offer a time once when two rules overlap', () => {
    const rules = [rule(), rule({ from: '09:30', to: '12:00' })];
    const slots = offeredSlots(query({ rules }));
    for (const a of slots) for (const b of slots) expect(a === b || !overlaps(a, b)).toBe(true);
  });
  it('[S2] put extra hours before the weekly slots that they touch', () => {
    const extra = {
      practitionerId: 'p',
      date: '2026-11-23',
      kind: 'extra' as const,
      from: '09:20',
      to: '10:05',
    };
    expect(starts(query({ exceptions: [extra] }))).toEqual(['11-23T07:20', '11-23T08:30', '11-23T09:15']);
  });
  it('[S4] none lies in the hour that spring skips', () => {
    const rules = [rule({ weekday: 7, from: '02:00', to: '06:00' })];
    const spring = query({ rules, fromDate: '2026-03-29', toDate: '2026-03-29', lengthMinutes: 60 });
    expect(starts(spring)).toEqual(['03-29T00:00', '03-29T01:00', '03-29T02:00']);
  });
  it('[S4] an hour inside the gap offers nothing', () => {
    const rules = [rule({ weekday: 7, from: '03:00', to: '04:00' })];
    expect(starts(query({ rules, fromDate: '2026-03-29', toDate: '2026-03-29', lengthMinutes: 60 }))).toEqual(
      [],
    );
  });
  it('[S4] the hour that comes twice in autumn is offered twice', () => {
    const rules = [rule({ weekday: 7, from: '02:00', to: '06:00' })];
    const autumn = query({ rules, fromDate: '2026-10-25', toDate: '2026-10-25', lengthMinutes: 60 });
    expect(starts(autumn)).toHaveLength(5);
  });
  it('[S5] only the exact slot counts as offered', () => {
    const slots = offeredSlots(query());
    const [first] = slots;
    expect(isOffered(first!, slots)).toBe(true);
    expect(
      isOffered({ ...first!, startsAt: first!.startsAt + minuteMs, endsAt: first!.endsAt + minuteMs }, slots),
    ).toBe(false);
    expect(isOffered({ ...first!, practitionerId: 'q' }, slots)).toBe(false);
  });
});

const clock = fc
  .integer({ min: 0, max: 23 * 4 })
  .map(
    (quarter) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  );
const hours = fc
  .tuple(clock, clock)
  .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a === b ? '24:00' : a }));
const aroundChanges = fc.constantFrom('2026-03-27', '2026-03-28', '2026-10-23', '2026-10-24', '2026-06-01');

/** Slow and obvious: walks every minute of every opening. */
function reference(q: SlotQuery): number[] {
  const found = new Set<number>();
  for (let date = q.fromDate; date <= q.toDate; date = addDays(date, 1))
    for (const r of q.rules) {
      if (weekdayOf(date) !== r.weekday || date < r.validFrom || date > r.validTo) continue;
      const end = instantOf(date, r.to);
      for (let at = instantOf(date, r.from); at + q.lengthMinutes * minuteMs <= end; at += minuteMs) {
        if ((at - instantOf(date, r.from)) % (q.lengthMinutes * minuteMs) !== 0) continue;
        const inOff = q.exceptions.some(
          (e) =>
            e.date === date &&
            at < instantOf(date, e.to) &&
            instantOf(date, e.from) < at + q.lengthMinutes * minuteMs,
        );
        if (!inOff) found.add(at);
      }
    }
  return [...found].sort((a, b) => a - b);
}

describe('on random schedules over both changes of the clock', () => {
  it('[S1][S2][S4] one rule with hours off equals the slow reference', () => {
    fc.assert(
      fc.property(
        aroundChanges,
        hours,
        hours,
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(15, 30, 45, 60, 90),
        (fromDate, open, off, weekday, lengthMinutes) => {
          const toDate = addDays(fromDate, 3);
          const exceptions: ScheduleException[] = [
            { practitionerId: 'p', date: addDays(fromDate, 1), kind: 'off', ...off },
          ];
          const q = query({
            rules: [rule({ weekday, ...open })],
            exceptions,
            fromDate,
            toDate,
            lengthMinutes,
          });
          expect(offeredSlots(q).map((slot) => slot.startsAt)).toEqual(reference(q));
        },
      ),
    );
  });
  it('[S2] slots of one practitioner never overlap and have their full length', () => {
    fc.assert(
      fc.property(
        aroundChanges,
        fc.array(hours, { maxLength: 5 }),
        fc.constantFrom(20, 45, 60),
        (fromDate, list, lengthMinutes) => {
          const rules = list.flatMap((open) => [5, 6, 7].map((weekday) => rule({ weekday, ...open })));
          const slots = offeredSlots(query({ rules, fromDate, toDate: addDays(fromDate, 3), lengthMinutes }));
          slots.forEach((slot, index) => {
            expect(slot.endsAt - slot.startsAt).toBe(lengthMinutes * minuteMs);
            const next = slots[index + 1];
            if (next) expect(next.startsAt).toBeGreaterThanOrEqual(slot.endsAt);
          });
        },
      ),
    );
  });
});
