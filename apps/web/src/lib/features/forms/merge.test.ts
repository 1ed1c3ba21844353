import fc from 'fast-check';
import { expect, it } from 'vitest';
import { merge } from './merge.ts';

const answersArb = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('x', 'y', 'z'));

it('keeps what was changed here, and what only the other device changed', () =>
  fc.assert(
    fc.property(answersArb, answersArb, answersArb, (base, mine, theirs) => {
      const merged = merge(base, mine, theirs);
      for (const id of ['a', 'b', 'c', 'd'])
        expect(merged[id]).toBe(mine[id] === base[id] ? theirs[id] : mine[id]);
    }),
  ));
