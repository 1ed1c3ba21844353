import { describe, expect, it } from 'vitest';
import { whyNone } from './why-none.ts';

const who = (name: string, alone: number, total: number) => ({
  ...{ personId: name, name, alone, total, busy: total, noHours: 0, notice: 0 },
});

describe('[N4] why there is no common time', () => {
  it('is that nobody has hours, where nobody is in the way', () =>
    expect(whyNone([])).toEqual({ kind: 'no-hours' }));
  it('is the one without whom there would be times', () =>
    expect(whyNone([who('Sanna', 3, 8), who('Johan', 0, 9)])).toMatchObject({
      kind: 'one',
      blocker: { name: 'Sanna' },
    }));
  it('is named as most often in the way where leaving out one is not enough', () =>
    expect(whyNone([who('Johan', 0, 9), who('Sanna', 0, 8)])).toMatchObject({
      kind: 'most',
      blocker: { name: 'Johan' },
    }));
  it('names none of two who are in the way as often', () =>
    expect(whyNone([who('Johan', 0, 9), who('Sanna', 0, 9)])).toEqual({ kind: 'several' }));
});
