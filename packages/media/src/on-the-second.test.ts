import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onTheSecond } from './on-the-second.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('does what was begun at different moments in the same one, once a second, until it is stopped', () => {
  const at: [first: number[], second: number[]] = [[], []];
  const stop = onTheSecond(() => at[0].push(performance.now()));
  vi.advanceTimersByTime(730);
  onTheSecond(() => at[1].push(performance.now()));
  vi.advanceTimersByTime(3_000);
  stop();
  vi.advanceTimersByTime(2_000);
  expect(at[0].length).toBe(3);
  expect(at[0].every((moment) => moment % 1_000 === 0)).toBe(true);
  expect(at[1].slice(0, 2)).toEqual(at[0].slice(1));
  expect(at[1].length).toBe(4);
});

it('does not run twice for a timer that comes a moment early', () => {
  let times = 0;
  const stop = onTheSecond(() => times++);
  const steady = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => steady() - 1);
  vi.advanceTimersByTime(3_500);
  expect(times).toBe(3);
  stop();
});

it('tells how late it is, also by more than a second', () => {
  const late: number[] = [];
  const stop = onTheSecond((lateMs) => late.push(lateMs));
  vi.advanceTimersByTime(2_000);
  const steady = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => steady() + 1_700);
  vi.advanceTimersByTime(1_000);
  expect(late.map(Math.round)).toEqual([0, 0, 1_700]);
  stop();
});
