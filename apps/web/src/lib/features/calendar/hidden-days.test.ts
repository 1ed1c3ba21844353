import { describe, expect, it } from 'vitest';
import { hiddenDaysOf } from './hidden-days.ts';

const on = (today: string, ...dates: string[]) =>
  hiddenDaysOf({ from: '2026-11-30', to: '2026-12-06' }, today, dates);

describe('the weekend in a calendar', () => {
  it('takes no room while nothing is on it', () => expect(on('2026-12-01', '2026-12-02')).toEqual([6, 0]));
  it('is short of its Sunday while only Saturday has something', () =>
    expect(on('2026-12-01', '2026-12-05')).toEqual([0]));
  it('never jumps from Friday to Sunday', () => expect(on('2026-12-01', '2026-12-06')).toEqual([]));
  it('is there while it is today', () => {
    expect(on('2026-12-05')).toEqual([0]);
    expect(on('2026-12-06')).toEqual([]);
  });
  it('takes no room in other weeks because today is a Sunday', () =>
    expect(on('2026-11-29')).toEqual([6, 0]));
});
