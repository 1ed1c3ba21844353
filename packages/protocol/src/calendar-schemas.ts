import { Type, type Static } from 'typebox';
import { externalProblems, modalities } from '#domain';
import {
  At,
  Day,
  Holidays,
  Id,
  LocalText,
  ShortText,
  Thing,
  appointmentStatuses,
  nullable,
  oneOf,
  strict,
} from './schemas.ts';
import { PartOfSeries } from './series-schemas.ts';

/** Whose calendar: one's own, a service's people's, those of the own organisation, that of one of its rooms or devices. */
export const calendarScopes = ['mine', 'service', 'team', 'resource'] as const;

export const CalendarQuery = strict({
  scope: oneOf(calendarScopes),
  service: Type.Optional(Id),
  resource: Type.Optional(Id),
  from: Day,
  /** The last day, included. */
  to: Day,
  page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
});

/** Z6: RFC 8030's subscription; the keys in base64url. */
export const PushSubscription = strict({
  endpoint: Type.String({ minLength: 12, maxLength: 2000 }),
  p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{80,100}$' }),
  auth: Type.String({ pattern: '^[A-Za-z0-9_-]{20,30}$' }),
});
export type PushSubscription = Static<typeof PushSubscription>;

export const CalendarVisit = strict({
  id: Id,
  /** Those of the calendar's people who take part. */
  personIds: Type.Array(Id),
  startsAt: At,
  endsAt: At,
  status: oneOf(appointmentStatuses),
  serviceName: LocalText,
  practitionerName: ShortText,
  requesterName: ShortText,
  requesterOrganisation: ShortText,
  /** Initials and birth year, or null when anonymous. */
  subject: nullable(ShortText),
  modality: oneOf(modalities),
  address: ShortText,
  youAreHost: Type.Boolean(),
  series: nullable(PartOfSeries),
  /** X6: the own calendar elsewhere has something at the same time. */
  conflicts: Type.Boolean(),
});

export const CalendarPeriod = strict({ personId: Id, startsAt: At, endsAt: At });

/** X8: how far the own calendar elsewhere can be relied on. */
export const ExternalCalendarState = strict({
  state: oneOf(['none', 'waiting', 'fresh', 'stale', 'failing', 'untrusted']),
  fetchedAt: nullable(At),
  problem: nullable(oneOf(externalProblems)),
});

export const CalendarReply = strict({
  people: Type.Array(strict({ id: Id, name: ShortText, title: ShortText })),
  total: Type.Integer(),
  page: Type.Integer(),
  pages: Type.Integer(),
  visits: Type.Array(CalendarVisit),
  /** Taken, and nothing more is told (N2); `own-calendar` and `being-booked` only of oneself. */
  busy: Type.Array(
    strict({ ...CalendarPeriod.properties, kind: oneOf(['busy', 'own-calendar', 'being-booked']) }),
  ),
  /** When people are open; empty as long as nothing is known of it. */
  open: Type.Array(CalendarPeriod),
  holidays: Holidays,
  /** Which services' calendars can be looked at. */
  services: Type.Array(strict({ id: Id, name: LocalText, providerName: ShortText })),
  /** Open rooms and devices of the own organisation. */
  resources: Type.Array(Thing),
  organisationName: ShortText,
  external: ExternalCalendarState,
  serverNow: At,
});

/** A page of settings: the host only, never the address (X3). */
export const ExternalCalendarReply = strict({
  ...ExternalCalendarState.properties,
  host: nullable(ShortText),
  connectedAt: nullable(At),
  nextFetchAt: nullable(At),
  /** How many times are busy from now on. */
  coming: Type.Integer(),
  serverNow: At,
});

/** X11: since when there is an address, and when it was last read, to the hour. */
export const CalendarFeedReply = strict({ createdAt: nullable(At), readAt: nullable(At) });
