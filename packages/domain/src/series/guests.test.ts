import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxGuests, type InvitedGuest } from '../request.ts';
import { changeGuests, guestKey, guestsFromNowOn, type GuestChange, type GuestMeeting } from './guests.ts';
import type { SeriesScope } from './edit.ts';

const startOf = (n: number) => n * 1000;
const meeting = (
  n: number,
  guests: string[] = [],
  status: 'planned' | 'cancelled' = 'planned',
): GuestMeeting => ({
  ...{ n, startsAt: startOf(n), status },
  guests: new Set(guests),
});
const list = () => [meeting(1), meeting(2, ['mum']), meeting(3), meeting(4, ['mum'])];
const change = (more: Partial<GuestChange>): GuestChange => ({
  invite: [],
  out: [],
  without: new Set(),
  ...more,
});
const decide = (scope: SeriesScope, more: Partial<GuestChange>, now = 0, of = list()) =>
  changeGuests(of, scope, change(more), now);
const guest = (name: string, more: Partial<InvitedGuest> = {}): InvitedGuest => ({
  ...{ name, channel: 'sms', address: '+358401234567', language: 'fi' },
  ...more,
});

describe('guests of a series', () => {
  it('[T11] are invited to one meeting, to it and the following, or to all that have not begun', () => {
    const numbers = (scope: SeriesScope, now = 0) => {
      const decided = decide(scope, { invite: ['dad'] }, now);
      return decided.ok && decided.value.map(({ n }) => n);
    };
    expect(numbers({ kind: 'one', n: 3 })).toEqual([3]);
    expect(numbers({ kind: 'following', n: 3 })).toEqual([3, 4]);
    expect(numbers({ kind: 'all' }, startOf(1))).toEqual([2, 3, 4]);
  });
  it('[T11] whoever is in already is not invited again, and who is not in is not taken out', () => {
    const all = { kind: 'all' } as const;
    expect(decide(all, { invite: ['mum'] })).toMatchObject({
      value: [
        { n: 1, new: ['mum'], out: [] },
        { n: 3, new: ['mum'], out: [] },
      ],
    });
    expect(decide(all, { out: ['mum'] })).toMatchObject({
      value: [
        { n: 2, out: ['mum'] },
        { n: 4, out: ['mum'] },
      ],
    });
  });
  it('[T11] nobody is both in and out, a meeting has at most eight guests, and what has begun stays', () => {
    const code = (...[scope, more, now, of]: Parameters<typeof decide>) => {
      const decided = decide(scope, more, now, of);
      return decided.ok ? 'ok' : decided.error.code;
    };
    const crowd = (count: number) => Array.from({ length: count }, (_, index) => `guest ${index}`);
    const all = { kind: 'all' } as const;
    expect(code(all, { invite: ['mum'], out: ['mum'] })).toBe('seat-twice');
    expect(code(all, { invite: ['dad', 'dad'] })).toBe('guest-twice');
    expect(code(all, { invite: crowd(maxGuests - 1) })).toBe('ok');
    expect(code(all, { invite: crowd(maxGuests) })).toBe('too-many-guests');
    expect(code(all, { invite: crowd(maxGuests), out: ['mum'] })).toBe('ok');
    expect(code({ kind: 'one', n: 2 }, { out: ['mum'] }, startOf(2))).toBe('occurrence-over');
    expect(code({ kind: 'one', n: 9 }, { out: ['mum'] })).toBe('unknown-occurrence');
  });
  it('[T7] [T11] what is answered names nothing but what was asked for, of meetings that are meant', () => {
    const names = fc.subarray(['mum', 'dad', 'gran']);
    const scope = fc.oneof(
      fc.record({
        kind: fc.constantFrom('one' as const, 'following' as const),
        n: fc.integer({ min: 1, max: 4 }),
      }),
      fc.constant({ kind: 'all' as const }),
    );
    const status = fc.constantFrom('planned' as const, 'cancelled' as const);
    const meetings = fc
      .array(fc.tuple(names, status), { minLength: 4, maxLength: 4 })
      .map((all) => all.map(([guests, each], index) => meeting(index + 1, guests, each)));
    const without = fc.subarray([1, 2, 3, 4]).map((numbers) => new Set(numbers));
    fc.assert(
      fc.property(
        ...[meetings, scope, names, names, without, fc.integer({ min: 0, max: 5000 })],
        (of, s, invite, out, left, now) => {
          const decided = changeGuests(of, s, { invite, out, without: left }, now);
          if (!decided.ok) return;
          for (const each of of) {
            const found = decided.value.find(({ n }) => n === each.n);
            const isNamed = s.kind === 'all' || (s.kind === 'one' ? each.n === s.n : each.n >= s.n);
            const isOpen = isNamed && each.status === 'planned' && each.startsAt > now && !left.has(each.n);
            expect(found?.new ?? []).toEqual(isOpen ? invite.filter((key) => !each.guests.has(key)) : []);
            expect(found?.out ?? []).toEqual(isOpen ? out.filter((key) => each.guests.has(key)) : []);
          }
        },
      ),
    );
  });
  it('[T11] the same name at the same address is the same person, however it is written', () => {
    expect(guestKey(guest(' Äiti ', { channel: 'email', address: 'Aiti@Example.fi' }))).toBe(
      guestKey(guest('äiti', { channel: 'email', address: 'aiti@example.fi ' })),
    );
    expect(guestKey(guest('Isä'))).not.toBe(guestKey(guest('Äiti')));
  });
  it('[T3] [Z7] a renewal goes on with who is in by then, and without who is out even at another address', () => {
    const before = [guest('Äiti'), guest('Isä')];
    expect(
      guestsFromNowOn(before, [guest('Mummo'), guest('isä')], [guest('Äiti', { address: '+358500000001' })]),
    ).toEqual({
      ok: true,
      value: [guest('Isä'), guest('Mummo')],
    });
    const crowd = Array.from({ length: maxGuests }, (_, index) => guest(`Vieras ${index}`));
    expect(guestsFromNowOn(before, crowd, [])).toMatchObject({ error: { code: 'too-many-guests' } });
  });
});
