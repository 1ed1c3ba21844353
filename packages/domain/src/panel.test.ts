import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panelStepMinutes, panelTimes, type PanelPerson, type PanelQuery } from './panel.ts';
import { mergePeriods, type Period } from './schedule.ts';
import { overlaps } from './slots.ts';
import { dayMs, hourMs, instantOf, minuteMs } from './time.ts';

const at = (time: string) => instantOf('2026-11-24', time);
const span = (from: string, to: string): Period => ({ startsAt: at(from), endsAt: at(to) });
const person = (id: string, more: Partial<PanelPerson> = {}): PanelPerson => ({
  id,
  required: true,
  hours: [span('08:00', '12:00')],
  busy: [],
  ...more,
});
const query = (people: PanelPerson[], more: Partial<PanelQuery> = {}): PanelQuery => ({
  people,
  lengthMinutes: 60,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  from: at('00:00'),
  to: at('24:00'),
  limit: 100,
  ...more,
});
const clock = (instant: number) => new Date(instant + 2 * hourMs).toISOString().slice(11, 16);
const found = (q: PanelQuery) => {
  const answer = panelTimes(q);
  return answer.kind === 'found' ? answer.times.map(({ startsAt }) => clock(startsAt)) : answer.blockers;
};

describe('times for a panel', () => {
  it('[N1] all required people are free the whole time, with the time around it', () => {
    const busy = person('q', { busy: [span('09:00', '09:30'), span('11:00', '12:00')] });
    expect(found(query([person('p'), busy]))).toEqual(['08:00', '09:30', '09:45', '10:00']);
    expect(found(query([person('p'), busy], { bufferAfterMinutes: 15 }))).toEqual(['09:30', '09:45']);
  });
  it('[N3] more optional people go before a sooner time, and who of them is busy is said', () => {
    const optional = person('o', { required: false, hours: [span('10:30', '12:00')] });
    const answer = panelTimes(query([person('p'), optional], { limit: 4 }));
    expect(answer).toMatchObject({
      times: [
        { startsAt: at('10:30'), freeIds: ['o'], busyIds: [] },
        { startsAt: at('10:45') },
        { startsAt: at('11:00') },
        { startsAt: at('08:00'), freeIds: [], busyIds: ['o'] },
      ],
    });
  });
  it('[N2] tells nothing of what somebody is busy with, however much is known of it', () => {
    const visit = { ...span('08:00', '11:30'), appointmentId: 'visit-1', title: 'Hoitokokous' };
    const told = (people: PanelPerson[]) => JSON.stringify(panelTimes(query(people)));
    for (const answer of [
      told([person('p', { busy: [visit] })]),
      told([person('p'), person('o', { required: false, busy: [visit] })]),
    ])
      expect(answer).not.toMatch(/visit-1|Hoitokokous/);
  });
  it('[N4] when there is none, says who blocks most and by what; the night blames nobody', () => {
    const blocked = person('q', { busy: [span('08:00', '11:30')] });
    const away = person('r', { hours: [span('13:00', '14:00')] });
    const blockers = found(query([person('p'), blocked, away]));
    // Fourteen quarters to start at: thirteen in the morning, one in the afternoon.
    expect(blockers).toEqual([
      { personId: 'q', alone: 0, total: 14, by: { 'no-hours': 1, busy: 13, notice: 0 } },
      { personId: 'r', alone: 0, total: 13, by: { 'no-hours': 13, busy: 0, notice: 0 } },
      { personId: 'p', alone: 0, total: 1, by: { 'no-hours': 1, busy: 0, notice: 0 } },
    ]);
    expect(found(query([person('p'), blocked]))).toMatchObject([{ personId: 'q', alone: 13 }]);
  });
  it('[N4] a notice that is too short is told as such', () => {
    expect(found(query([person('p', { noticeFrom: at('18:00') })]))).toEqual([
      { personId: 'p', alone: 13, total: 13, by: { 'no-hours': 0, busy: 0, notice: 13 } },
    ]);
  });
  it('a panel of optional people only is a bug', () => {
    expect(() => panelTimes(query([person('p', { required: false })]))).toThrow('required');
  });
  it('[N1–N4] on random calendars equals what is asked quarter by quarter', () => {
    const period = fc
      .record({
        start: fc.integer({ min: 0, max: 2 * 96 }),
        length: fc.integer({ min: 1, max: 20 }),
        shift: fc.constantFrom(0, 0, 7),
      })
      .map(({ start, length, shift }) => {
        const startsAt = at('00:00') + start * 15 * minuteMs + shift * minuteMs;
        return { startsAt, endsAt: startsAt + length * 15 * minuteMs };
      });
    const people = fc.array(
      fc.record({
        required: fc.boolean(),
        hours: fc.array(period, { maxLength: 4 }),
        busy: fc.array(period, { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(
        people,
        fc.constantFrom(15, 45, 60),
        fc.constantFrom(0, 10),
        (list, lengthMinutes, bufferBeforeMinutes) => {
          const all = list.map((p, index) =>
            person(`p${index}`, {
              required: p.required || index === 0,
              hours: mergePeriods(p.hours),
              busy: mergePeriods(p.busy),
            }),
          );
          const q = query(all, {
            lengthMinutes,
            bufferBeforeMinutes,
            to: at('00:00') + 3 * dayMs,
            limit: 1000,
          });
          const can = (p: PanelPerson, startsAt: number) => {
            const visit = { startsAt, endsAt: startsAt + lengthMinutes * minuteMs };
            const claimed = { startsAt: startsAt - bufferBeforeMinutes * minuteMs, endsAt: visit.endsAt };
            return (
              p.hours.some((h) => h.startsAt <= visit.startsAt && visit.endsAt <= h.endsAt) &&
              !p.busy.some((b) => overlaps(b, claimed))
            );
          };
          const expected: { startsAt: number; free: number }[] = [];
          for (let startsAt = q.from; startsAt < q.to; startsAt += panelStepMinutes * minuteMs)
            if (all.every((p) => !p.required || can(p, startsAt)))
              expected.push({ startsAt, free: all.filter((p) => !p.required && can(p, startsAt)).length });
          expected.sort((a, b) => b.free - a.free || a.startsAt - b.startsAt);
          const answer = panelTimes(q);
          expect(
            answer.kind === 'found'
              ? answer.times.map((t) => ({ startsAt: t.startsAt, free: t.freeIds.length }))
              : [],
          ).toEqual(expected);
          if (answer.kind === 'none')
            for (const { by, total } of answer.blockers)
              expect(by['no-hours'] + by.busy + by.notice).toBe(total);
        },
      ),
    );
  });
});
