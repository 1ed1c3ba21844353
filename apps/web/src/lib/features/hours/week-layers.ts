import { m } from '#messages';
import { addDays, dayOf, type Day } from '#lib/features/booking/week.ts';
import { formatTimeRange, wallClock } from '#lib/ui/format.ts';
import { dayHours } from './day-hours.ts';
import { clockOf, dayMinutes, daysFrom, partsOf, type Place } from './grid-time.ts';
import { clockText, serviceNames, type HoursReply } from './names.ts';

/** What lies behind and beside the hours that are being edited: it is looked at, not moved. */
export type Layer = Place & {
  key: string;
  kind: 'other' | 'off' | 'extra' | 'visit';
  label: string;
  text: string;
};

type Times = { from: string; to: string };
const span = ({ start, end }: Omit<Place, 'weekday'>) =>
  `${clockText(clockOf(start))}–${clockText(clockOf(end))}`;

/** Other schedules of that week, exceptions and visits, each with its place in a column. */
export function layersOf(reply: HoursReply, editedId: string | undefined): Layer[] {
  const { week, schedules, exceptions, services } = reply;
  const days = daysFrom(week.monday);
  /** With the Sunday before, of which what lasts over midnight ends in this week. */
  const beginnings = [addDays(week.monday, -1), ...days];
  const layers: Layer[] = [];
  const put = (kind: Layer['kind'], id: string, date: Day, start: number, end: number, name: string) => {
    const weekday = days.indexOf(date) + 1;
    if (weekday === 0 || start >= end) return;
    const label = kind === 'visit' ? name : `${name} ${span({ start, end })}`;
    layers.push({ weekday, start, end, kind, key: `${id}-${weekday}-${start}`, label, text: name });
  };
  /** Hours that begin on that day. */
  const add = (kind: Layer['kind'], id: string, date: Day, times: Times, name: string) =>
    partsOf({ weekday: 1, ...times }).forEach(({ start, end }, part) =>
      put(kind, id, addDays(date, part), start, end, name),
    );
  const holidays = new Set(week.holidays.map(({ date }) => date));
  for (const { id, serviceIds, ...plan } of schedules) {
    if (id === editedId) continue;
    const name = m.hours_other({ service: serviceNames(serviceIds, services) });
    const isMovedAway = (day: Day) =>
      exceptions.some((each) => each.kind === 'moved' && each.scheduleId === id && each.date === day);
    const takesPlace = (day: Day) => !(plan.restsOnHolidays && holidays.has(day)) && !isMovedAway(day);
    for (const date of beginnings.filter(takesPlace))
      for (const times of dayHours(plan, date)) add('other', id, date, times, name);
  }
  for (const exception of exceptions) {
    const { kind, id, date } = exception;
    const last = kind === 'off' ? exception.lastDate : date;
    const opens = kind === 'moved' ? exception.toDate : undefined;
    for (const day of beginnings) {
      if (kind === 'off' && day >= date && day <= last) add('off', id, day, exception, m.hours_off());
      if (kind === 'extra' && day === date) add('extra', id, day, exception, m.hours_extra());
      if (day === opens) add('extra', id, day, exception, m.hours_moved_here());
    }
  }
  for (const { id, serviceId, startsAt, endsAt } of week.visits) {
    const time = formatTimeRange(startsAt, endsAt);
    const name = m.hours_visit({ time, service: serviceNames([serviceId], services) });
    const [date, last] = [dayOf(startsAt), dayOf(endsAt)];
    const [start, end] = [minutesOf(startsAt), minutesOf(endsAt)];
    // In the hour that comes twice the clock may say an end before the start: then it is as long as it lasts.
    const lasts = start + Math.round((endsAt - startsAt) / 60_000);
    put('visit', id, date, start, last > date ? dayMinutes : end > start ? end : lasts, name);
    if (last > date) put('visit', id, last, 0, end, name);
  }
  return layers;
}

function minutesOf(instant: number): number {
  const { hour, minute } = wallClock(instant);
  return hour * 60 + minute;
}
