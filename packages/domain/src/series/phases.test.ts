import { describe, expect, it } from 'vitest';
import { editSeries, type SeriesChange, type SeriesScope } from './edit.ts';
import { phasesOf } from './phases.ts';
import { planSeries, type Occurrence, type SeriesPlan, type SeriesRule } from './plan.ts';
import { instantOf } from '../time.ts';

const tuesdays: SeriesRule = { kind: 'weekly', everyWeeks: 1, weekday: 2 };
const thursdays: SeriesRule = { kind: 'weekly', everyWeeks: 1, weekday: 4 };
const plan = (more: Partial<SeriesPlan> = {}): SeriesPlan => ({
  ...{ rule: tuesdays, fromDate: '2027-01-05', time: '09:00', lengthMinutes: 60, count: 8 },
  ...more,
});
const made = (of: SeriesPlan): Occurrence[] => {
  const result = planSeries(of);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const now = instantOf('2026-12-01', '08:00');
function changed(list: Occurrence[], scope: SeriesScope, change: SeriesChange): Occurrence[] {
  const result = editSeries(list, scope, change, now);
  if (!result.ok) throw new Error(result.error.code);
  return result.value.occurrences;
}
const from = (n: number) => ({ kind: 'following' as const, n });
const regular = (list: readonly Occurrence[]) =>
  list.filter(({ status, isByHand }) => status === 'planned' && !isByHand);
/** As they are told: how, at what time, from when to when. */
const told = (current: Partial<SeriesPlan>, list: readonly Occurrence[]) =>
  phasesOf(plan(current), regular(list)).map(({ rule, time, from, to }) => {
    const way = rule.kind === 'weekly' ? `${rule.everyWeeks}w${rule.weekday}` : rule.kind;
    return `${way} ${time} ${from.slice(5)}–${to.slice(5)}`;
  });

describe('how a series goes', () => {
  it('[T13] is one way while nothing was changed from a meeting on, by any rule', () => {
    expect(told({}, made(plan()))).toEqual(['1w2 09:00 01-05–02-23']);
    const monthly: SeriesRule = { kind: 'monthly', nth: -1, weekday: 5 };
    expect(told({ rule: monthly }, made(plan({ rule: monthly, count: 3 })))).toEqual([
      'monthly 09:00 01-29–03-26',
    ]);
    // Two of them are a fortnight apart by chance.
    const dates: SeriesRule = { kind: 'dates', dates: ['2027-01-12', '2027-01-26', '2027-03-10'] };
    expect(told({ rule: dates }, made(plan({ rule: dates })))).toEqual(['dates 09:00 01-12–03-10']);
    expect(told({}, made(plan({ count: 1 })))).toEqual(['1w2 09:00 01-05–01-05']);
    expect(told({}, [])).toEqual([]);
  });
  it('[T13] says both times after "this and following"', () => {
    const list = changed(made(plan()), from(3), { kind: 'time', time: '10:00' });
    expect(told({ time: '10:00' }, list)).toEqual(['1w2 09:00 01-05–01-12', '1w2 10:00 01-19–02-23']);
  });
  it('[T13] says each after several such changes, and the first meeting too when it stands alone', () => {
    let list = changed(made(plan()), from(2), { kind: 'time', time: '10:00' });
    list = changed(list, from(5), { kind: 'rule', rule: thursdays, fromDate: '2027-02-01' });
    expect(told({ rule: thursdays, time: '10:00' }, list)).toEqual([
      'dates 09:00 01-05–01-05',
      '1w2 10:00 01-12–01-26',
      '1w4 10:00 02-04–02-25',
    ]);
  });
  it('[T13] tells another step and another length apart', () => {
    const fortnight: SeriesRule = { kind: 'weekly', everyWeeks: 2, weekday: 2 };
    const slower = changed(made(plan()), from(4), { kind: 'rule', rule: fortnight, fromDate: '2027-02-01' });
    expect(told({ rule: fortnight }, slower)).toEqual(['1w2 09:00 01-05–01-19', '2w2 09:00 02-02–03-30']);
    const longer = changed(made(plan()), from(4), { kind: 'time', lengthMinutes: 90 });
    expect(phasesOf(plan({ lengthMinutes: 90 }), longer).map(({ lengthMinutes }) => lengthMinutes)).toEqual([
      60, 90,
    ]);
  });
  it('[T13] is one way although one was moved by hand, left out, cancelled or left where it is', () => {
    let list = changed(
      made(plan()),
      { kind: 'one', n: 2 },
      { kind: 'date', date: '2027-01-14', time: '08:00' },
    );
    list = changed(list, { kind: 'one', n: 4 }, { kind: 'cancel', reason: 'Loma' });
    expect(told({}, list)).toEqual(['1w2 09:00 01-05–02-23']);
    const stays = changed(made(plan()), { kind: 'all' }, { kind: 'time', time: '10:00' }).map(
      (each, index) => (index === 4 ? made(plan())[4]! : each),
    );
    expect(told({ time: '10:00' }, stays)).toEqual(['1w2 10:00 01-05–02-23']);
  });
  it('[T13] makes no rule of two chosen days that are four weeks apart by chance', () => {
    const days: SeriesRule = {
      kind: 'dates',
      dates: ['2027-01-12', '2027-02-09', '2027-03-10', '2027-04-20'],
    };
    const change = { kind: 'rule' as const, rule: tuesdays, fromDate: '2027-04-01' };
    const list = changed(made(plan({ rule: days })), from(3), change);
    expect(told({}, list)).toEqual(['dates 09:00 01-12–02-09', '1w2 09:00 04-06–04-13']);
  });
  it('[T13] a pause before a renewal is no other way', () => {
    const renewed = made(plan({ fromDate: '2027-04-06', count: 3 })).map((each) => ({
      ...each,
      n: each.n + 8,
    }));
    expect(told({}, [...made(plan()), ...renewed])).toEqual(['1w2 09:00 01-05–04-20']);
  });
});
