import { describe, expect, it } from 'vitest';
import {
  hasLost,
  lossOf,
  mergeWeek,
  nearestFree,
  newlyTaken,
  shownState,
  type Board,
  type SlotView,
} from './slots.ts';

const slot = (startsAt: number, state: SlotView['state']): SlotView => ({
  practitionerId: 'p',
  practitionerName: 'Elina',
  practitionerTitle: 'Lastenpsykiatri',
  startsAt,
  endsAt: startsAt + 1,
  state,
});
const week = (...slots: SlotView[]): Board => ({
  monday: '2026-11-23',
  days: [{ date: '2026-11-23', slots }],
  nextFreeAt: null,
  nextFreeWeek: null,
  loosen: [],
  revision: 1,
  serverNow: 0,
});

describe('a week of times that changes while it is looked at', () => {
  const before = week(slot(10, 'free'), slot(20, 'free'), slot(30, 'taken'));

  it('keeps a time that has passed in its place', () => {
    const merged = mergeWeek(before, week(slot(20, 'free'), slot(30, 'free')));
    expect(merged.days[0]!.slots.map(({ startsAt, state }) => [startsAt, state])).toEqual([
      [10, 'past'],
      [20, 'free'],
      [30, 'free'],
    ]);
  });
  it('[S11] says of a time that is offered no more that it is so, and not that it has passed', () => {
    expect(shownState(slot(10, 'past'), 9)).toBe('gone');
    expect(shownState(slot(10, 'past'), 10)).toBe('past');
    expect(shownState(slot(10, 'free'), 9)).toBe('free');
    const after = (serverNow: number) => ({ ...week(slot(20, 'free'), slot(30, 'taken')), serverNow });
    expect([hasLost(before, after(9)), hasLost(before, after(10))]).toEqual([true, false]);
    expect(hasLost(mergeWeek(before, after(9)), after(9)), 'told once').toBe(false);
  });
  it('shows another week as it is', () => {
    const other = { ...week(slot(40, 'free')), monday: '2026-11-30' };
    expect(mergeWeek(before, other)).toBe(other);
  });
  it('tells which time has just been taken', () => {
    const after = week(slot(10, 'free'), slot(20, 'taken'), slot(30, 'taken'));
    expect(newlyTaken(before, after).map(({ startsAt }) => startsAt)).toEqual([20]);
  });
});

describe('a time that was lost', () => {
  it('names the free times nearest to it, soonest first', () => {
    const board = week(
      slot(1, 'free'),
      slot(8, 'free'),
      slot(9, 'taken'),
      slot(12, 'free'),
      slot(30, 'free'),
    );
    expect(nearestFree(board, 10, 2).map(({ startsAt }) => startsAt)).toEqual([8, 12]);
  });
  it('carries the reason and the alternatives of the refusal', () => {
    const alternatives = [{ practitionerId: 'p', practitionerName: 'Elina', startsAt: 5, endsAt: 6 }];
    expect(lossOf({ startsAt: 4 }, { code: 'slot-taken', details: { alternatives } })).toEqual({
      time: { startsAt: 4 },
      reason: 'slot-taken',
      alternatives,
    });
    expect(lossOf({ startsAt: 4 }, { code: 'network' })).toBeUndefined();
  });
});
