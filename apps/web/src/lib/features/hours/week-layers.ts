import { m } from '#messages';
import { dayOf } from '#lib/features/booking/week.ts';
import { formatTimeRange, wallClock } from '#lib/ui/format.ts';
import { clockOf, cycleWeekOf, dayMinutes, daysFrom, partsOf, type Place } from './grid-time.ts';
import { clockText, serviceNames, type HoursReply } from './names.ts';

/** What lies behind and beside the hours that are being edited: it is looked at, not moved. */
export type Layer = Place & {
  key: string;
  kind: 'other' | 'off' | 'extra' | 'visit';
  label: string;
  text: string;
};

const span = ({ start, end }: Place) => `${clockText(clockOf(start))}–${clockText(clockOf(end))}`;

/** Other schedules of that week, exceptions and visits, each with its place in a column. */
export function layersOf(reply: HoursReply, editedId: string | undefined): Layer[] {
  const { week, schedules, exceptions, services } = reply;
  const days = daysFrom(week.monday);
  const layers: Layer[] = [];
  const add = (kind: Layer['kind'], key: string, places: Place[], name: string) => {
    for (const place of places) {
      const text = kind === 'visit' ? name : `${name} ${span(place)}`;
      layers.push({ ...place, kind, key: `${key}-${place.weekday}-${place.start}`, label: text, text: name });
    }
  };
  for (const { id, hours, validFrom, validTo, cycleFrom, cycleWeeks, serviceIds } of schedules) {
    if (id === editedId) continue;
    const inCycle = cycleWeekOf(week.monday, cycleFrom, cycleWeeks);
    const name = m.hours_other({ service: serviceNames(serviceIds, services) });
    for (const each of hours) {
      const date = days[each.weekday - 1]!;
      if (each.week === inCycle && date >= validFrom && date <= (validTo ?? date))
        add('other', id, partsOf(each), name);
    }
  }
  for (const exception of exceptions) {
    const { kind, date, from, to } = exception;
    days.forEach((day, index) => {
      const last = kind === 'off' ? exception.lastDate : date;
      const opens = kind === 'moved' ? exception.toDate : undefined;
      const parts = partsOf({ weekday: index + 1, from, to });
      if (kind === 'off' && day >= date && day <= last) add('off', exception.id, parts, m.hours_off());
      if (kind === 'extra' && day === date) add('extra', exception.id, parts, m.hours_extra());
      if (day === opens) add('extra', exception.id, parts, m.hours_moved_here());
    });
  }
  for (const { id, serviceId, startsAt, endsAt } of week.visits) {
    const weekday = days.indexOf(dayOf(startsAt)) + 1;
    const { hour, minute } = wallClock(startsAt);
    const start = hour * 60 + minute;
    const end = Math.min(dayMinutes, start + Math.round((endsAt - startsAt) / 60_000));
    const time = formatTimeRange(startsAt, endsAt);
    const name = m.hours_visit({ time, service: serviceNames([serviceId], services) });
    add('visit', id, [{ weekday, start, end }], name);
  }
  return layers;
}
