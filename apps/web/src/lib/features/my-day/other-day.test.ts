import { expect, it } from 'vitest';
import { instantOf } from '#domain';
import { otherDay } from './other-day.ts';

it('[Q15] a visit of the evening before, or of the night after, says its day, and one of the day itself does not', () => {
  const on = (date: string, time: string) => otherDay(instantOf(date, time), '2026-12-01');
  expect(on('2026-11-30', '23:15')).toMatch(/^ma 30\.11\./);
  expect(on('2026-12-01', '00:00')).toBeUndefined();
  expect(on('2026-12-01', '23:59')).toBeUndefined();
  expect(on('2026-12-02', '00:30')).toMatch(/^ke 2\.12\./);
});
