import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Instant } from '#domain';

export type CalendarEntry = {
  appointmentId: string;
  sequence: number;
  startsAt: Instant;
  endsAt: Instant;
  createdAt: Instant;
  summary: string;
  description: string;
  url: string | undefined;
  cancelled: boolean;
};

/**
 * One visit as an iCalendar file (RFC 5545) in UTC, so that no reader needs our time zone. The UID stays and SEQUENCE
 * grows when the visit changes, which is what makes a calendar replace its entry instead of adding another.
 */
export function calendarFile(entry: CalendarEntry, host: string): string {
  const calendar = ical({
    prodId: { company: 'Neuvo', product: 'Neuvo', language: 'EN' },
    method: entry.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${entry.appointmentId}@${host}`,
    sequence: entry.sequence,
    start: new Date(entry.startsAt),
    end: new Date(entry.endsAt),
    stamp: new Date(entry.createdAt),
    summary: entry.summary,
    description: entry.description,
    status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...(entry.url === undefined ? {} : { url: entry.url }),
  });
  return calendar.toString();
}
