import {
  addDays,
  busyTimesOf,
  dayMs,
  freeCounts,
  hourMs,
  instantOf,
  localDateOf,
  minuteMs,
  nextFree,
  openHours,
  panelTimes,
  timetablesOf,
  type BusyTimes,
  type PanelPerson,
  type Schedule,
  type ServiceTimes,
  type Slot,
} from '#domain';
import type { Row } from '../report.ts';
import { chance } from './region.ts';
import { p95Of } from './timing.ts';

const people = 200;
const visitsAYear = 100_000;
const from = '2027-01-04';
const service: ServiceTimes = {
  id: 's',
  lengthMinutes: 45,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 15,
  earliestNoticeMinutes: 60,
  latestNoticeDays: 365,
};

/**
 * What the rules themselves cost, the database left out: the share of each target that is theirs. The schedules are those
 * of a region: 200 practitioners of one service, half of them every other week, a year with 100,000 visits.
 */
export function rules(quick: boolean): Row[] {
  const random = chance(4);
  const schedules = Array.from({ length: people }, (_, index): Schedule => {
    const cycleWeeks = 1 + (index % 2);
    const weeks = Array.from({ length: cycleWeeks }, (_week, number) => number + 1);
    return {
      id: `w${index}`,
      practitionerId: `p${String(index).padStart(3, '0')}`,
      serviceIds: ['s'],
      validFrom: '2026-01-01',
      validTo: '2028-12-31',
      cycleWeeks,
      cycleFrom: from,
      restsOnHolidays: true,
      hours: weeks.flatMap((week) =>
        [1, 2, 3, 4, 5].map((weekday) => ({ week, weekday, from: '08:00', to: '16:00' })),
      ),
    };
  });
  const visits = Array.from({ length: visitsAYear }, (): Slot => {
    const date = addDays(from, Math.floor(random() * 365));
    const startsAt = instantOf(date, '08:00') + Math.floor(random() * 8) * hourMs;
    const practitionerId = schedules[Math.floor(random() * people)]!.practitionerId;
    return { practitionerId, startsAt, endsAt: startsAt + 60 * minuteMs };
  }).sort((a, b) => a.practitionerId.localeCompare(b.practitionerId) || a.startsAt - b.startsAt);
  /** As a query of the database answers it by its index: the visits of the span that is asked for, person by person. */
  const within = (start: number, end: number) =>
    visits.filter((visit) => visit.startsAt >= start && visit.startsAt < end);
  const starts = Array.from({ length: quick ? 20 : 200 }, () =>
    instantOf(addDays(from, Math.floor(random() * 300)), '07:30'),
  );

  const nextFifty = starts.map((now) => ({ now, busy: within(now, now + 7 * dayMs) }));
  const months = starts.map((now) => ({ now, busy: within(now, now + 32 * dayMs) }));
  const panels = starts.map((now) => ({ now, busy: busyTimesOf(within(now, now + 60 * dayMs)) }));
  const search = () => ({ service, timetables: timetablesOf(schedules, []) });
  return [
    p95Of(
      'next 50 free slots of 200 practitioners, rules alone, p95',
      10,
      nextFifty,
      ({ now, busy }) =>
        nextFree(search(), { now, from: now, limit: 50, busy: busyTimesOf(busy) }).length === 50,
    ),
    p95Of('a month’s heat-map of 200 practitioners, rules alone, p95', 25, months, ({ now, busy }) => {
      const date = localDateOf(now);
      const counts = freeCounts(search(), {
        now,
        fromDate: date,
        toDate: addDays(date, 30),
        busy: busyTimesOf(busy),
      });
      return counts.some(({ count }) => count > 0);
    }),
    p95Of('a panel of 8 over 60 days with their hours, rules alone, p95', 25, panels, ({ now, busy }) => {
      const query = { lengthMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, limit: 50 };
      return (
        panelTimes({ ...query, people: panelOf(schedules, now, busy), from: now, to: now + 60 * dayMs })
          .kind === 'found'
      );
    }),
  ];
}

function panelOf(schedules: readonly Schedule[], now: number, busy: BusyTimes): PanelPerson[] {
  const date = localDateOf(now);
  return timetablesOf(schedules.slice(0, 8), []).map((timetable, index) => ({
    id: timetable.practitionerId,
    required: index < 5,
    hours: openHours(timetable, date, addDays(date, 60)),
    busy: busy.get(timetable.practitionerId) ?? [],
  }));
}
