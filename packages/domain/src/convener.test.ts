import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convenersOf } from './convener.ts';
import { skipOccurrence } from './series/edit.ts';
import { planSeries } from './series/plan.ts';

/** So many meetings, one a week. */
function weekly(count: number) {
  const rule = { kind: 'weekly', everyWeeks: 1, weekday: 1 } as const;
  const result = planSeries({ rule, fromDate: '2026-10-10', time: '09:00', lengthMinutes: 90, count });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('the convener', () => {
  const list = weekly(7);
  it('[T9] goes round; who is away comes first when back, and skipped meetings take nobody’s turn', () => {
    const away = convenersOf(['a', 'b', 'c'], list, (id, { n }) => id === 'b' && n <= 3);
    expect(away.map(({ convenerId }) => convenerId)).toEqual(['a', 'c', 'a', 'b', 'c', 'a', 'b']);
    expect(away[1]).toEqual({ n: 2, convenerId: 'c', insteadOf: 'b' });
    const skipped = skipOccurrence(list, 2, 'r');
    if (!skipped.ok) throw new Error();
    expect(
      convenersOf(['a', 'b', 'c'], skipped.value, () => false)
        .slice(0, 3)
        .map((t) => `${t.n}${t.convenerId}`),
    ).toEqual(['1a', '3b', '4c']);
  });
  it('[T9] what is settled stays, and with everybody away nobody is named', () => {
    expect(
      convenersOf(['a', 'b'], list, () => false, new Map([[1, 'b']]))
        .slice(0, 3)
        .map(({ convenerId }) => convenerId),
    ).toEqual(['b', 'a', 'b']);
    expect(convenersOf(['a', 'b'], list, () => true)[0]).toEqual({ n: 1, convenerId: null, insteadOf: null });
  });
  it('[T9] nobody has two turns more than another while nobody is away', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        (order, count) => {
          const turns = convenersOf(order, weekly(count), () => false);
          const counts = order.map((id) => turns.filter(({ convenerId }) => convenerId === id).length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
