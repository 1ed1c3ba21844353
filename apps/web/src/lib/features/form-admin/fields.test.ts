import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldKinds } from '../../../../../../packages/domain/src/forms/form.ts';
import { copyOf, fieldOf, move } from './fields.ts';

describe('the fields in the builder', () => {
  it('keep their id and words when their kind changes, and their options between the two kinds of choice', () => {
    for (const kind of fieldKinds)
      for (const next of fieldKinds) {
        const field = fieldOf(kind);
        field.label.fi = 'Kysymys';
        const changed = fieldOf(next, field);
        expect([changed.kind, changed.id, changed.label.fi]).toEqual([next, field.id, 'Kysymys']);
      }
    const choice = fieldOf('choice');
    expect(fieldOf('choices', choice)).toMatchObject({ options: 'options' in choice && choice.options });
  });
  it('have ids of their own when one is copied', () => {
    const field = fieldOf('choice');
    const copy = copyOf(field);
    const ids = [field, copy].flatMap((each) => ['options' in each ? each.options : [], each].flat());
    expect(new Set(ids.map(({ id }) => id)).size).toBe(6);
  });
  it('are all still there, in the order of before but for one, after a move', () =>
    fc.assert(
      fc.property(
        fc.nat(8),
        fc.integer({ min: -2, max: 9 }),
        fc.integer({ min: -2, max: 9 }),
        (n, from, to) => {
          const list = Array.from({ length: n }, (_, index) => index);
          const moved = [...list];
          const happened = move(moved, from, to);
          expect(moved.toSorted((a, b) => a - b)).toEqual(list);
          if (!happened) expect(moved).toEqual(list);
          else expect(moved[to]).toBe(from);
          const others = (all: number[]) => all.filter((each) => each !== from);
          expect(others(moved)).toEqual(others(list));
        },
      ),
    ));
});
