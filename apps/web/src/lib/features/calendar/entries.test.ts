import { describe, expect, it } from 'vitest';
import { entriesOf, halfHourPx, hoursOf, piecesOf, printedLinePx } from './entries.ts';

const at = (text: string) => Date.parse(text);

describe('a time in a calendar', () => {
  it('stands on the Finnish clock, in summer and in winter', () => {
    expect(piecesOf(at('2026-11-24T07:00Z'), at('2026-11-24T08:30Z'))).toEqual([
      { date: '2026-11-24', from: '09:00', to: '10:30' },
    ]);
    expect(piecesOf(at('2026-07-24T07:00Z'), at('2026-07-24T08:30Z'))).toEqual([
      { date: '2026-07-24', from: '10:00', to: '11:30' },
    ]);
  });
  it('is cut at midnight, and ends there as 24.00', () => {
    expect(piecesOf(at('2026-11-24T20:00Z'), at('2026-11-26T06:00Z'))).toEqual([
      { date: '2026-11-24', from: '22:00', to: '24:00' },
      { date: '2026-11-25', from: '00:00', to: '24:00' },
      { date: '2026-11-26', from: '00:00', to: '08:00' },
    ]);
    expect(piecesOf(at('2026-11-24T20:00Z'), at('2026-11-24T22:00Z'))).toEqual([
      { date: '2026-11-24', from: '22:00', to: '24:00' },
    ]);
  });
  it('is not lost in the night in which an hour comes twice', () => {
    expect(piecesOf(at('2026-10-25T00:30Z'), at('2026-10-25T01:15Z'))).toEqual([
      { date: '2026-10-25', from: '03:30', to: '03:15' },
    ]);
  });
  it('is in order with the others, each with an id of its own', () => {
    const busy = (kind: 'busy' | 'own-calendar', startsAt: number, endsAt: number) => ({
      ...{ personId: 'p', kind, startsAt, endsAt },
    });
    const entries = entriesOf({
      visits: [],
      busy: [
        busy('busy', at('2026-11-25T07:00Z'), at('2026-11-25T08:00Z')),
        busy('own-calendar', at('2026-11-24T07:00Z'), at('2026-11-25T06:00Z')),
      ],
    });
    expect(entries.map(({ date, from }) => `${date} ${from}`)).toEqual([
      '2026-11-24 09:00',
      '2026-11-25 00:00',
      '2026-11-25 09:00',
    ]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(3);
  });
});

describe('the hours of a day’s column', () => {
  it('are the working day and what lies outside it', () => {
    expect(hoursOf([], undefined)).toEqual({ from: 8, to: 17 });
    expect(hoursOf([{ from: '07:45', to: '08:30' }], undefined)).toEqual({ from: 7, to: 17 });
    expect(hoursOf([{ from: '16:00', to: '18:05' }], undefined)).toEqual({ from: 8, to: 19 });
    expect(hoursOf([{ from: '00:00', to: '24:00' }], undefined)).toEqual({ from: 0, to: 24 });
    expect(hoursOf([], '21:30')).toEqual({ from: 8, to: 22 });
  });
});

describe('half an hour of a day’s column', () => {
  const visit = (minutes: number) => ({ kind: 'visit' as const, startsAt: 0, endsAt: minutes * 60_000 });
  it('is so high that the shortest visit holds a line, and no higher than twice', () => {
    expect(halfHourPx([])).toBe(30);
    expect(halfHourPx([visit(45), visit(30)])).toBe(30);
    expect(halfHourPx([visit(45), visit(15)])).toBe(44);
    expect(halfHourPx([visit(5)])).toBe(60);
  });
  it('does not follow what somebody is busy with', () =>
    expect(halfHourPx([{ ...visit(5), kind: 'busy' }])).toBe(30));
});

describe('a visit’s line on a printed month', () => {
  /** So many visits on each of these days. */
  const on = (...days: [string, number][]) =>
    days.flatMap(([date, count]) => Array.from({ length: count }, () => ({ date })));

  it('is as high as ever while the month has room for it', () => {
    expect(printedLinePx([], '2026-12-05')).toBe(20);
    expect(printedLinePx(on(['2026-12-01', 4], ['2026-12-02', 4], ['2026-12-14', 3]), '2026-12-31')).toBe(20);
  });
  it('is lower where busy days would leave the last weeks for a second sheet', () => {
    const busy = on(
      ['2026-11-30', 2],
      ['2026-12-01', 5],
      ['2026-12-07', 8],
      ['2026-12-14', 7],
      ['2026-12-28', 2],
    );
    expect(printedLinePx(busy, '2026-12-05')).toBe(15);
  });
  it('is never too low to be read: such a month goes on on the next sheet', () => {
    const full = on(...['07', '14', '21', '28'].map((day): [string, number] => [`2026-12-${day}`, 12]));
    expect(printedLinePx(full, '2026-12-05')).toBe(20);
  });
});
