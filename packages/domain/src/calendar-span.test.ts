import { describe, expect, it } from 'vitest';
import { busyToOthers, calendarPeople, calendarSpan } from './calendar-span.ts';

describe('a calendar’s days', () => {
  it('[X2] are six weeks at most, and begin before they end', () => {
    expect(calendarSpan('2026-11-23', '2026-11-23')).toEqual({ ok: true, value: { days: 1 } });
    expect(calendarSpan('2026-03-02', '2026-04-12')).toEqual({ ok: true, value: { days: 42 } });
    expect(calendarSpan('2026-03-02', '2026-04-13')).toEqual({ ok: false, error: { to: 'too-long' } });
    expect(calendarSpan('2026-11-23', '2026-11-22')).toEqual({ ok: false, error: { to: 'date' } });
    expect(calendarSpan('2026-11-31', '2026-12-01')).toEqual({ ok: false, error: { from: 'date' } });
  });
  it('[X2] name fewer people the longer they are', () => {
    expect([1, 7, 8, 42].map(calendarPeople)).toEqual([60, 60, 20, 20]);
  });
});

describe('what others are told', () => {
  const span = { startsAt: 100, endsAt: 200 };
  it('[X1] does not show where one thing ends and the next begins', () => {
    expect(
      busyToOthers(
        [
          { startsAt: 130, endsAt: 140 },
          { startsAt: 110, endsAt: 120 },
          { startsAt: 120, endsAt: 130 },
          { startsAt: 115, endsAt: 118 },
        ],
        span,
      ),
    ).toEqual([{ startsAt: 110, endsAt: 140 }]);
  });
  it('[X1] is cut to what was asked for', () => {
    expect(
      busyToOthers(
        [
          { startsAt: 50, endsAt: 110 },
          { startsAt: 190, endsAt: 300 },
          { startsAt: 10, endsAt: 100 },
          { startsAt: 200, endsAt: 210 },
        ],
        span,
      ),
    ).toEqual([
      { startsAt: 100, endsAt: 110 },
      { startsAt: 190, endsAt: 200 },
    ]);
  });
});
