import ical from 'ical-generator';
import { addDays, hourMs, instantOf, localDateOf, minuteMs, mondayOf } from '#domain';
import type { FetchCalendar } from '../external-calendar/fetch-calendar.ts';

/** Where the demo's specialist has her calendar. No such place exists: names under `.example` never do. */
export const demoCalendarAddress = 'https://kalenteri.sairaala.example/elina-saarikko.ics';

/** In demo mode what is under `.example` is answered here, so that the demo needs nobody's server; all else is fetched. */
export const demoCalendars =
  (fetchReally: FetchCalendar): FetchCalendar =>
  (address, known) =>
    new URL(address).hostname.endsWith('.example')
      ? Promise.resolve({
          ok: true,
          value: { kind: 'file', text: demoFile(Date.now()), etag: null, lastModified: null },
        })
      : fetchReally(address, known);

/** A ward meeting every week, a course, and a dentist: times at which somebody is busy elsewhere. */
function demoFile(now: number): string {
  const calendar = ical({ name: 'Demo' });
  const monday = mondayOf(localDateOf(now));
  const add = (day: number, time: string, lengthMs: number, summary: string) => {
    const start = instantOf(addDays(monday, day), time);
    calendar.createEvent({ start: new Date(start), end: new Date(start + lengthMs), summary });
  };
  for (let week = -1; week < 12; week++) {
    add(week * 7, '08:00', 45 * minuteMs, 'Osastokokous');
    add(week * 7 + 2, '09:00', 90 * minuteMs, 'Työnohjaus');
  }
  add(1, '13:00', 2 * hourMs, 'Koulutus');
  add(4, '09:30', hourMs, 'Hammaslääkäri');
  add(24, '09:00', 90 * minuteMs, 'Tutkimusryhmä');
  return calendar.toString();
}
