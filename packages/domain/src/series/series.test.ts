import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartClaim } from '../claim-set.ts';
import {
  conflictsOf,
  editSeries,
  meetingEachOther,
  skipOccurrence,
  type SeriesChange,
  type SeriesScope,
} from './edit.ts';
import {
  maxOccurrences,
  mayRenew,
  planSeries,
  renewBeforeMs,
  renewFrom,
  type Occurrence,
  type SeriesPlan,
} from './plan.ts';
import { addDays, instantOf, localDateOf, minuteMs, weekdayOf } from '../time.ts';

const plan = (more: Partial<SeriesPlan> = {}): SeriesPlan => ({
  rule: { kind: 'weekly', everyWeeks: 2, weekday: 2 },
  fromDate: '2026-10-10',
  time: '09:00',
  lengthMinutes: 90,
  count: 6,
  ...more,
});
const series = (more: Partial<SeriesPlan> = {}) => {
  const result = planSeries(plan(more));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const dates = (occurrences: readonly Occurrence[]) => occurrences.map(({ date }) => date);
const clock = (at: number) =>
  new Intl.DateTimeFormat('sv', { timeStyle: 'short', timeZone: 'Europe/Helsinki' }).format(at);
const before = instantOf('2026-10-01', '00:00');

describe('a series', () => {
  it('[T1] every other week counts from its first meeting', () => {
    expect(dates(series({ count: 4 }))).toEqual(['2026-10-13', '2026-10-27', '2026-11-10', '2026-11-24']);
  });
  it('[T1] the first Tuesday and the last Friday of the month', () => {
    const first = series({ rule: { kind: 'monthly', nth: 1, weekday: 2 }, count: 3 });
    expect(dates(first)).toEqual(['2026-11-03', '2026-12-01', '2027-01-05']);
    const last = series({ rule: { kind: 'monthly', nth: -1, weekday: 5 }, count: 3 });
    expect(dates(last)).toEqual(['2026-10-30', '2026-11-27', '2026-12-25']);
  });
  it('[T1] dates by hand come in order, once each', () => {
    const rule = { kind: 'dates' as const, dates: ['2027-02-02', '2026-11-03', '2027-02-02', '2026-09-01'] };
    expect(dates(series({ rule }))).toEqual(['2026-11-03', '2027-02-02']);
  });
  it('[T2] ends with its count or its last day, whichever comes first', () => {
    expect(dates(series({ untilDate: '2026-11-10' }))).toEqual(['2026-10-13', '2026-10-27', '2026-11-10']);
  });
  it('[T3] of ten years is refused and says how far it can go', () => {
    expect(planSeries(plan({ untilDate: '2036-10-10' }))).toMatchObject({
      error: [{ code: 'too-far', last: '2028-10-10' }],
    });
    expect(planSeries(plan({ count: 520 }))).toMatchObject({
      error: [{ code: 'too-many', most: maxOccurrences }],
    });
    expect(planSeries(plan({ rule: { kind: 'monthly', nth: 1, weekday: 1 }, count: 60 }))).toMatchObject({
      error: [{ code: 'too-far', field: 'count' }],
    });
    expect(planSeries(plan({ rule: { kind: 'dates', dates: [] } }))).toMatchObject({
      error: [{ field: 'dates' }],
    });
    expect(
      planSeries(plan({ rule: { kind: 'dates', dates: ['2026-02-30'] }, time: '25:00', count: 0 })),
    ).toMatchObject({
      error: [{ field: 'count' }, { field: 'time' }, { field: 'dates' }],
    });
  });
  it('[T4] keeps its time on the clock and its weekday over both changes, also in the hour that spring skips', () => {
    for (const each of series({
      fromDate: '2026-03-01',
      count: 20,
      rule: { kind: 'weekly', everyWeeks: 2, weekday: 4 },
    }))
      expect([clock(each.startsAt), weekdayOf(localDateOf(each.startsAt))]).toEqual(['09:00', 4]);
    const sundays = series({
      fromDate: '2026-03-15',
      count: 3,
      time: '03:30',
      rule: { kind: 'weekly', everyWeeks: 1, weekday: 7 },
    });
    expect(dates(sundays)).toEqual(['2026-03-15', '2026-03-22', '2026-03-29']);
    expect(sundays.map(({ startsAt }) => clock(startsAt))).toEqual(['03:30', '03:30', '04:30']);
  });
});

const edited = (list: readonly Occurrence[], scope: SeriesScope, change: SeriesChange, now = before) => {
  const result = editSeries(list, scope, change, now);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

describe('changing a series', () => {
  it('[T5] one, this and following, or all that are to come', () => {
    const list = series();
    const later: SeriesChange = { kind: 'time', time: '13:00' };
    expect(edited(list, { kind: 'one', n: 3 }, later).changed).toEqual([3]);
    expect(edited(list, { kind: 'following', n: 3 }, later).changed).toEqual([3, 4, 5, 6]);
    const inNovember = instantOf('2026-11-01', '00:00');
    expect(edited(list, { kind: 'all' }, later, inNovember).changed).toEqual([3, 4, 5, 6]);
  });
  it('[T6] what was changed by hand stays when all are changed, and goes when all are cancelled', () => {
    const moved = edited(
      series(),
      { kind: 'one', n: 2 },
      { kind: 'date', date: '2026-10-28', time: '10:00' },
    ).occurrences;
    const all = edited(moved, { kind: 'all' }, { kind: 'time', time: '13:00' }).occurrences;
    expect(all[1]).toBe(moved[1]);
    expect(edited(all, { kind: 'all' }, { kind: 'cancel', reason: 'ended' }).changed).toHaveLength(6);
  });
  it('[T5] another weekday from the third on keeps the numbers, and with them the links', () => {
    const rule = { kind: 'weekly' as const, everyWeeks: 2, weekday: 4 };
    const next = edited(
      series(),
      { kind: 'following', n: 3 },
      { kind: 'rule', rule, fromDate: '2026-11-09' },
    ).occurrences;
    expect(next.map(({ n, date }) => `${n} ${date}`)).toEqual([
      '1 2026-10-13',
      '2 2026-10-27',
      '3 2026-11-12',
      '4 2026-11-26',
      '5 2026-12-10',
      '6 2026-12-24',
    ]);
  });
  it('[T5] what is over, unknown, without a reason or of another scope is refused', () => {
    const refused = (scope: SeriesScope, change: SeriesChange, now = before) =>
      editSeries(series(), scope, change, now);
    expect(
      refused({ kind: 'one', n: 1 }, { kind: 'time', time: '10:00' }, instantOf('2026-10-13', '09:00')),
    ).toMatchObject({ error: { code: 'occurrence-over' } });
    expect(refused({ kind: 'one', n: 9 }, { kind: 'time' })).toMatchObject({
      error: { code: 'unknown-occurrence' },
    });
    expect(refused({ kind: 'all' }, { kind: 'cancel', reason: ' ' })).toMatchObject({
      error: { code: 'reason-needed' },
    });
    expect(refused({ kind: 'all' }, { kind: 'date', date: '2026-12-01' })).toMatchObject({
      error: { code: 'scope-mismatch' },
    });
    expect(
      refused(
        { kind: 'all' },
        { kind: 'rule', rule: { kind: 'dates', dates: ['2026-12-01'] }, fromDate: '2026-10-10' },
      ),
    ).toMatchObject({ error: { code: 'too-few-dates' } });
  });
  it('[T7] no sequence of changes touches what it does not name: the others stay the very same', () => {
    const scope = fc.oneof(
      fc.record({
        kind: fc.constantFrom('one' as const, 'following' as const),
        n: fc.integer({ min: 1, max: 7 }),
      }),
      fc.constant({ kind: 'all' as const }),
    );
    const change = fc.oneof(
      fc.record({ kind: fc.constant('time' as const), time: fc.constantFrom('08:00', '03:30', '13:00') }),
      fc.record({ kind: fc.constant('date' as const), date: fc.constantFrom('2026-10-25', '2026-12-01') }),
      fc.record({
        kind: fc.constant('rule' as const),
        fromDate: fc.constantFrom('2026-10-20', '2026-11-20'),
        rule: fc.constant({ kind: 'weekly' as const, everyWeeks: 1, weekday: 3 }),
      }),
      fc.record({ kind: fc.constant('cancel' as const), reason: fc.constant('r') }),
    );
    const when = fc.integer({ min: 0, max: 80 }).map((day) => instantOf(addDays('2026-10-01', day), '12:00'));
    fc.assert(
      fc.property(fc.array(fc.tuple(scope, change, when), { maxLength: 10 }), (edits) => {
        let list: Occurrence[] = series();
        for (const [s, c, now] of edits) {
          const result = editSeries(list, s, c, now);
          if (!result.ok) continue;
          const { occurrences: next, changed } = result.value;
          expect(next.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
          next.forEach((each, index) => {
            const old = list[index]!;
            const isNamed = s.kind === 'all' || (s.kind === 'one' ? each.n === s.n : each.n >= s.n);
            if (!isNamed || old.startsAt <= now || old.status === 'cancelled') expect(each).toBe(old);
            expect(changed.includes(each.n)).toBe(each !== old);
            expect(each.startsAt).toBe(instantOf(each.date, each.time));
            expect(each.endsAt - each.startsAt).toBe(each.lengthMinutes * minuteMs);
          });
          list = next;
        }
      }),
    );
  });
});

describe('conflicts of a series', () => {
  const parts = ({ startsAt, endsAt }: Occurrence) =>
    ['p', 'q'].map((resourceId) => ({ resourceId, startsAt, endsAt }));
  const taken = (
    list: readonly Occurrence[],
    n: number,
    resourceId: string,
    appointmentId = 'other',
  ): PartClaim => {
    const { startsAt, endsAt } = list[n - 1]!;
    return { kind: 'booking', id: `${n}${resourceId}`, appointmentId, resourceId, startsAt, endsAt };
  };
  it('[T8] are listed one by one with whose time is taken, and solved without touching the others', () => {
    const list = series();
    const claims = [
      taken(list, 2, 'p'),
      taken(list, 2, 'q'),
      taken(list, 5, 'q'),
      taken(list, 4, 'p', 'mine'),
      taken(list, 3, 'z'),
    ];
    const conflicts = (of: readonly Occurrence[]) =>
      conflictsOf(of, parts, claims, (c) => c.kind === 'booking' && c.appointmentId === 'mine', before);
    expect(conflicts(list)).toEqual([
      { n: 2, resourceIds: ['p', 'q'] },
      { n: 5, resourceIds: ['q'] },
    ]);
    const moved = edited(list, { kind: 'one', n: 2 }, { kind: 'date', date: '2026-10-29' }).occurrences;
    expect(conflicts(moved)).toEqual([{ n: 5, resourceIds: ['q'] }]);
    const skipped = skipOccurrence(moved, 5, 'nobody can');
    if (!skipped.ok) throw new Error(skipped.error.code);
    expect(conflicts(skipped.value)).toEqual([]);
    expect(skipped.value.filter((each, index) => each !== list[index]).map(({ n }) => n)).toEqual([2, 5]);
    expect(
      edited(skipped.value, { kind: 'one', n: 5 }, { kind: 'time', time: '15:00' }).occurrences[4],
    ).toMatchObject({ status: 'planned' });
  });
});

describe('going on with a series', () => {
  it('[T3] is possible from three months before its last meeting, in the same step, with numbers that follow', () => {
    const list = series();
    const last = list.at(-1)!;
    expect(mayRenew(list, last.startsAt - renewBeforeMs - 1)).toBe(false);
    expect(mayRenew(list, last.startsAt - renewBeforeMs)).toBe(true);
    expect(mayRenew(list, last.startsAt + 1)).toBe(true);
    const { rule } = plan();
    const more = planSeries(plan({ fromDate: renewFrom(rule, last.date), count: 2 }), 7);
    expect(more).toMatchObject({
      value: [
        { n: 7, date: addDays(last.date, 14) },
        { n: 8, date: addDays(last.date, 28) },
      ],
    });
    expect(renewFrom({ kind: 'monthly', nth: -1, weekday: 5 }, '2026-10-30')).toBe('2026-10-31');
  });
  it('[T8] two meetings of one series that meet are told of each other, those that only touch are not', () => {
    const list = series({ rule: { kind: 'weekly', everyWeeks: 1, weekday: 2 } });
    const onto = (date: string, time: string) =>
      edited(list, { kind: 'one', n: 2 }, { kind: 'date', date, time }).occurrences;
    expect(meetingEachOther(onto(list[2]!.date, '10:29'), (each) => each)).toEqual(
      new Map([
        [3, 2],
        [2, 3],
      ]),
    );
    expect(meetingEachOther(onto(list[2]!.date, '10:30'), (each) => each).size).toBe(0);
  });
});
