import { expect, describe, it } from 'vitest';
import { dutyTime, mayComeAs } from './duty-terms.ts';
import { minuteMs } from './time.ts';

const now = 1_000_000_000_000;

describe('the terms of a duty queue', () => {
  it('[I10] a visit that begins now ends where the next booked one begins, and is not begun within ten minutes of it', () => {
    const length = 30 * minuteMs;
    const minute = Math.floor(now / minuteMs) * minuteMs;
    const at = (from: number, to: number) => ({
      ...{ startsAt: minute + from * minuteMs, endsAt: minute + to * minuteMs },
    });
    expect(dutyTime(now, length, [])).toEqual({ ok: true, value: at(0, 30) });
    expect(dutyTime(now, length, [at(20, 60), at(-30, 0)])).toEqual({ ok: true, value: at(0, 20) });
    expect(dutyTime(now, length, [at(9, 60)])).toMatchObject({ error: { startsAt: at(9, 60).startsAt } });
    expect(dutyTime(now, length, [at(-10, 5)])).toMatchObject({ ok: false });
    expect(dutyTime(now, 5 * minuteMs, [at(5, 60)])).toEqual({ ok: true, value: at(0, 5) });
  });
  it('[I12] a child comes alone from the age on that the service says', () => {
    expect(mayComeAs('child-alone', '7-15', '16+')).toBe(false);
    expect(mayComeAs('child-alone', '16+', '16+')).toBe(true);
    expect(mayComeAs('child-alone', '16+', 'nobody')).toBe(false);
    expect(mayComeAs('child-with-adult', '0-6', 'nobody')).toBe(true);
  });
});
