import { expect, test } from 'vitest';
import { workDayOf } from './work-day.ts';
import { hourMs, instantOf, minuteMs } from './time.ts';

const at = (date: string, time: string) => instantOf(date, time);

test('[Q15] by day it is the calendar day, with both its hours of autumn', () => {
  const { from, to } = workDayOf(at('2026-10-25', '12:00'));
  expect(from).toBe(at('2026-10-25', '00:00'));
  expect(to - from).toBe(25 * hourMs);
});

test('[Q15] before midnight the visit after midnight is there', () => {
  const { from, to } = workDayOf(at('2026-11-26', '23:50'));
  expect(from).toBe(at('2026-11-26', '00:00'));
  expect(to).toBeGreaterThan(at('2026-11-27', '00:05'));
});

test('[Q15] after midnight what runs over from the evening is still there, and the whole new day', () => {
  const now = at('2026-11-27', '00:10');
  const { from, to } = workDayOf(now);
  expect(from).toBe(now - 120 * minuteMs);
  expect(to).toBe(at('2026-11-28', '00:00'));
});
