import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesScope } from './edit.ts';
import { maxSeats, seatPeople, type PeopleChange, type SeatedMeeting, type SeatNeed } from './people.ts';

const startOf = (n: number) => n * 1000;
const seated = (n: number, seats: Record<string, SeatNeed | 'fixed'> = {}): SeatedMeeting => ({
  ...{ n, startsAt: startOf(n), status: 'planned' },
  seats: new Map(Object.entries({ host: 'fixed' as const, ...seats })),
});
const list = () => [seated(1), seated(2, { pekka: 'required' }), seated(3), seated(4, { pekka: 'optional' })];
const change = (more: Partial<PeopleChange>): PeopleChange => ({
  invite: [],
  outIds: [],
  relief: new Map(),
  ...more,
});
const aino = { id: 'aino', need: 'required' as const };
const decided = (of: readonly SeatedMeeting[], scope: SeriesScope, more: Partial<PeopleChange>, now = 0) => {
  const result = seatPeople(of, scope, change(more), now);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const numbers = ({ changed }: { changed: { n: number }[] }) => changed.map(({ n }) => n);

describe('people of a series', () => {
  it('[T11] are invited to one meeting, to it and the following, or to all that have not begun', () => {
    const invite = [aino];
    expect(numbers(decided(list(), { kind: 'one', n: 3 }, { invite }))).toEqual([3]);
    expect(numbers(decided(list(), { kind: 'following', n: 3 }, { invite }))).toEqual([3, 4]);
    expect(numbers(decided(list(), { kind: 'all' }, { invite }, startOf(1)))).toEqual([2, 3, 4]);
  });
  it('[T11] are taken out of the meetings that they are in, and of no other', () => {
    const { meetings, changed } = decided(list(), { kind: 'all' }, { outIds: ['pekka'] });
    expect(changed).toEqual([
      { n: 2, seats: [{ id: 'pekka', from: 'required', to: null }] },
      { n: 4, seats: [{ id: 'pekka', from: 'optional', to: null }] },
    ]);
    expect(meetings.every(({ seats }) => !seats.has('pekka'))).toBe(true);
  });
  it('[T11] who can not is invited without being required there, or not at all; the others are as asked', () => {
    const relief = new Map([
      [1, 'optional' as const],
      [3, 'without' as const],
    ]);
    const { meetings } = decided(list(), { kind: 'all' }, { invite: [aino], relief });
    expect(meetings.map(({ seats }) => seats.get('aino'))).toEqual([
      'optional',
      'required',
      undefined,
      'required',
    ]);
  });
  it('[T11] whoever is in already only changes between required and optional', () => {
    const { changed } = decided(list(), { kind: 'all' }, { invite: [{ id: 'pekka', need: 'required' }] });
    expect(changed.map(({ n, seats }) => [n, seats[0]!.from])).toEqual([
      [1, null],
      [3, null],
      [4, 'optional'],
    ]);
  });
  it('[T11] the host and whoever asked stay, nobody is both in and out, and a meeting has a most', () => {
    const refused = (more: Partial<PeopleChange>, scope: SeriesScope = { kind: 'all' }, now = 0) => {
      const result = seatPeople(list(), scope, change(more), now);
      return result.ok ? 'ok' : result.error.code;
    };
    expect(refused({ outIds: ['host'] })).toBe('fixed-seat');
    expect(refused({ invite: [{ id: 'host', need: 'optional' }] })).toBe('fixed-seat');
    expect(refused({ invite: [aino], outIds: ['aino'] })).toBe('seat-twice');
    const crowd = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: `p${index}`, need: 'optional' as const }));
    expect(refused({ invite: crowd(maxSeats - 2) })).toBe('ok');
    expect(refused({ invite: crowd(maxSeats) })).toBe('too-many-people');
    expect(refused({ invite: [aino] }, { kind: 'one', n: 9 })).toBe('unknown-occurrence');
    expect(refused({ invite: [aino] }, { kind: 'one', n: 2 }, startOf(2))).toBe('occurrence-over');
  });
  it('[T7] [T11] no sequence of changes touches a meeting that it does not name: those stay the very same', () => {
    const ids = ['host', 'aino', 'pekka', 'leena'];
    const scope = fc.oneof(
      fc.record({
        kind: fc.constantFrom('one' as const, 'following' as const),
        n: fc.integer({ min: 1, max: 6 }),
      }),
      fc.constant({ kind: 'all' as const }),
    );
    const invite = fc.array(
      fc.record({
        id: fc.constantFrom(...ids),
        need: fc.constantFrom('required' as const, 'optional' as const),
      }),
      { maxLength: 3 },
    );
    const relief = fc
      .array(
        fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('optional' as const, 'without' as const)),
      )
      .map((entries) => new Map(entries));
    const edit = fc.record({
      scope,
      now: fc.integer({ min: 0, max: 6000 }),
      invite,
      relief,
      outIds: fc.subarray(ids),
    });
    const status = fc.constantFrom('planned' as const, 'cancelled' as const, 'skipped' as const);
    fc.assert(
      fc.property(
        fc.array(status, { minLength: 5, maxLength: 5 }),
        fc.array(edit, { maxLength: 10 }),
        (all, edits) => {
          let before = all.map((each, index) => ({
            ...seated(index + 1, { pekka: 'required' }),
            status: each,
          }));
          for (const { scope: s, now, ...asked } of edits) {
            const result = seatPeople(before, s, asked, now);
            if (!result.ok) continue;
            const { meetings: next, changed } = result.value;
            next.forEach((each, index) => {
              const old = before[index]!;
              const isNamed = s.kind === 'all' || (s.kind === 'one' ? each.n === s.n : each.n >= s.n);
              const isMeant = isNamed && old.status === 'planned' && old.startsAt > now;
              if (!isMeant || asked.relief.get(each.n) === 'without') expect(each).toBe(old);
              expect(changed.some(({ n }) => n === each.n)).toBe(each !== old);
              expect(each.seats.get('host')).toBe('fixed');
              const unnamed = ['aino', 'pekka', 'leena'].filter(
                (id) => !asked.outIds.includes(id) && !asked.invite.some((person) => person.id === id),
              );
              for (const id of unnamed) expect(each.seats.get(id)).toBe(old.seats.get(id));
              if (isMeant)
                for (const id of asked.outIds) expect(each.seats.has(id) && each !== old).toBe(false);
            });
            before = next as typeof before;
          }
        },
      ),
    );
  });
});
