import ical, {
  type ICalCalendar,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
} from 'ical-generator';
import type { Instant } from '#domain';

type Mailbox = { name: string; email: string };

export type CalendarEntry = {
  appointmentId: string;
  sequence: number;
  startsAt: Instant;
  endsAt: Instant;
  /** When this version of it came about. */
  writtenAt: Instant;
  summary: string;
  description: string;
  url: string | undefined;
  /** Where it takes place, when that is somewhere. */
  location?: string;
  cancelled: boolean;
  organizer: Mailbox;
  /** Whom it is sent to; undefined in a file that somebody puts into their own calendar. */
  attendee: Mailbox | undefined;
};

/**
 * One visit as an iCalendar file (RFC 5545) in UTC, so that no reader needs our time zone. The UID stays and SEQUENCE
 * grows when the visit changes, which is what makes a calendar replace its entry instead of adding another. A cancellation
 * is obeyed only when it comes from the same organizer and names the same attendee as the invitation (RFC 5546, 3.2.5).
 */
export const calendarFile = (entry: CalendarEntry, host: string): string =>
  fileOf([entry], methodOf(entry), host);

/**
 * The visits of one letter. One is asked for or cancelled like any other. Several are published, and a cancelled one says so
 * by its status: what one REQUEST or CANCEL is about has one UID (RFC 5546, 3.2.2 and 3.2.5), which here would be the series',
 * with a RECURRENCE-ID in each. That is the start that the meeting had at first, for good (RFC 5545, 3.8.4.4). We keep none: a
 * change of several plans them anew, one that its own page moves is no longer where the rule put it, and one picked by hand
 * follows from no rule. The meeting's UID is also what its letters, its own file and the calendar feed (X11) name it by, and
 * what is in people's calendars; under another one it would stand there twice, and no cancellation reach it. And one letter
 * tells of meetings that are moved and of ones that are off, while a file has one method.
 */
export const seriesFile = (entries: readonly CalendarEntry[], host: string): string =>
  fileOf(entries, entries.length === 1 ? methodOf(entries[0]!) : ICalCalendarMethod.PUBLISH, host);

/** What a calendar elsewhere reads again and again (X11), every quarter of an hour if it heeds what it is told. */
export const feedFile = (entries: readonly CalendarEntry[], host: string): string =>
  fileOf(entries, ICalCalendarMethod.PUBLISH, host, { name: 'Neuvo', ttl: 15 * 60 });

function fileOf(
  entries: readonly CalendarEntry[],
  method: ICalCalendarMethod,
  host: string,
  more: { name?: string; ttl?: number } = {},
): string {
  const calendar = ical({ prodId: { company: 'Neuvo', product: 'Neuvo', language: 'EN' }, method, ...more });
  for (const entry of entries) addEntry(calendar, entry, host);
  return calendar.toString();
}

function addEntry(calendar: ICalCalendar, entry: CalendarEntry, host: string): void {
  calendar.createEvent({
    id: `${entry.appointmentId}@${host}`,
    sequence: entry.sequence,
    start: new Date(entry.startsAt),
    end: new Date(entry.endsAt),
    stamp: new Date(entry.writtenAt),
    summary: entry.summary,
    description: entry.description,
    status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: entry.organizer,
    // Nobody reads replies: whether somebody comes is seen in the waiting room.
    attendees: entry.attendee
      ? [
          {
            ...entry.attendee,
            rsvp: false,
            role: ICalAttendeeRole.REQ,
            status: ICalAttendeeStatus.NEEDSACTION,
          },
        ]
      : [],
    ...(entry.url === undefined ? {} : { url: entry.url }),
    ...(entry.location === undefined ? {} : { location: entry.location }),
  });
}

function methodOf({ cancelled, attendee }: CalendarEntry): ICalCalendarMethod {
  if (cancelled) return ICalCalendarMethod.CANCEL;
  return attendee ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.PUBLISH;
}
