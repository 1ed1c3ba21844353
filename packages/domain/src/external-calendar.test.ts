import { describe, expect, it } from 'vitest';
import { externalAddress, externalNextAt, externalState } from './external-calendar.ts';
import { dayMs, hourMs, minuteMs } from './time.ts';

const now = 1_795_000_000_000;

describe('an external calendar', () => {
  it('[X8] is fresh, then stale, then not trusted any more', () => {
    const state = (agoMs: number, problem: 'too-slow' | null = null) =>
      externalState({ fetchedAt: now - agoMs, problem }, now).state;
    expect([0, 40 * minuteMs, 41 * minuteMs].map((ago) => state(ago))).toEqual(['fresh', 'fresh', 'stale']);
    expect([0, 3 * dayMs - 1, 3 * dayMs].map((ago) => state(ago, 'too-slow'))).toEqual([
      ...['stale', 'stale'],
      'untrusted',
    ]);
  });
  it('[X8] that was never fetched waits, or fails', () => {
    expect(externalState({ fetchedAt: null, problem: null }, now)).toEqual({ state: 'waiting' });
    expect(externalState({ fetchedAt: null, problem: 'too-large' }, now)).toEqual({ state: 'failing' });
  });
  it('[X7] is asked for later and later, and still four times a day', () => {
    const waits = [0, 1, 2, 3, 4, 5, 1000].map((failures) => externalNextAt(failures, now) - now);
    expect(waits).toEqual([15, 30, 60, 120, 240, 360, 360].map((minutes) => minutes * minuteMs));
    expect(externalNextAt(1e6, 0)).toBe(6 * hourMs);
  });
});

describe('its address [X5]', () => {
  it('is https, also as calendars write it', () => {
    for (const [typed, kept] of [
      ['https://x.example/a.ics?k=1', 'https://x.example/a.ics?k=1'],
      ['  webcal://x.example/a.ics  ', 'https://x.example/a.ics'],
      ['WEBCALS://x.example/a.ics#part', 'https://x.example/a.ics'],
    ])
      expect(externalAddress(typed!, false)).toEqual({ ok: true, value: kept });
  });
  it('is http for a developer alone', () => {
    expect(externalAddress('http://x.example/', true)).toEqual({ ok: true, value: 'http://x.example/' });
    expect(externalAddress('http://x.example/', false)).toEqual({ ok: false, error: 'calendar-https' });
  });
  it('is nothing else', () => {
    for (const typed of ['a.ics', 'javascript:alert(1)', 'file:///a.ics', 'ftp://x.example/', 'https://'])
      expect(externalAddress(typed, true)).toEqual({ ok: false, error: 'calendar-address' });
    expect(externalAddress(' ', true)).toEqual({ ok: false, error: 'required' });
    expect(externalAddress('https://a:b@x.example/', true)).toEqual({
      ok: false,
      error: 'calendar-credentials',
    });
  });
});
