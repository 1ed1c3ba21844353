import { expect, it } from 'vitest';
import { askedMeeting } from './asked-meeting.ts';

const asked = (address: string) =>
  askedMeeting(new URLSearchParams(address), [{ n: 1 }, { n: 2 }, { n: 10 }]);

it('an address without a number means all meetings, with one of the series’ numbers that meeting', () => {
  expect(['', 'what=people', 'n='].map(asked)).toEqual([{ kind: 'all' }, { kind: 'all' }, { kind: 'all' }]);
  expect(['n=2', 'n=10'].map(asked)).toEqual([
    { kind: 'one', n: 2 },
    { kind: 'one', n: 10 },
  ]);
});
it.each(['99', '0', '-1', '1.5', '1e1', '02', 'abc', 'NaN'])(
  'n=%s is a meeting that the series does not have, never all of them',
  (n) => expect(asked(`n=${n}`)).toEqual({ kind: 'unknown', asked: n }),
);
it('what is written there is not repeated at any length', () => {
  expect(asked(`n=${'9'.repeat(500)}`)).toEqual({ kind: 'unknown', asked: '9'.repeat(20) });
});
