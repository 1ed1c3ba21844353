import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apartFrom, apartPolicy, canBeKeptApart, mayReceive } from './index.ts';

const host = { id: 'h', kind: 'host' };
const laura = { id: 'l', kind: 'guest' };
const jari = { id: 'j', kind: 'guest' };

describe('who is kept apart', () => {
  it('[M16] is never the host, and never a person from themselves', () => {
    expect(canBeKeptApart(laura, jari)).toBe(true);
    expect(canBeKeptApart(laura, { id: 's', kind: 'colleague' })).toBe(true);
    expect(canBeKeptApart(laura, laura)).toBe(false);
    expect(canBeKeptApart(laura, host)).toBe(false);
    expect(canBeKeptApart(host, jari)).toBe(false);
  });
  it('[M16] whoever has become the host since then sees everybody', () => {
    const policy = apartPolicy(
      [{ ...host, kind: 'colleague' }, { ...laura, kind: 'host' }, jari],
      [
        ['h', 'j'],
        ['j', 'l'],
      ],
    );
    expect(apartFrom('l', policy)).toEqual([]);
    expect(apartFrom('j', policy)).toEqual(['h']);
  });
  it('[M17] gets nothing of whom they are apart from, and everything of everybody else, both ways alike', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const people = [host, ...ids.map((id) => ({ id, kind: 'guest' }))];
    const pair = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)).filter(([a, b]) => a !== b);
    const seat = (participantId: string) => ({ participantId, admitted: true, spaceId: 'plenary' });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
        const policy = apartPolicy(people, pairs);
        for (const { id: one } of people)
          for (const { id: other } of people) {
            if (one === other) continue;
            const isApart = pairs.some((both) => both.includes(one) && both.includes(other));
            expect(mayReceive(seat(one), seat(other), policy)).toBe(!isApart);
            expect(apartFrom(one, policy).includes(other)).toBe(isApart);
          }
      }),
    );
  });
});
