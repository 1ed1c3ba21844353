import {
  addDays,
  busyToOthers,
  calendarPeople,
  calendarSpan,
  externalState,
  holidaysAmong,
  instantOf,
  isLive,
  maxCalendarVisits,
  overlaps,
  type Claim,
  type Instant,
  type Period,
} from '#domain';
import {
  calendar,
  claims,
  externalBusy,
  externalCalendars,
  mergedBusy,
  resources,
  services,
  type CalendarPerson,
  type Overview,
  type Part,
  type Tx,
} from '#db';
import type { Query, Reply, RequestData } from '#protocol';
import type { Deps } from '../deps.ts';
import { nameIn } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { openPeriodsOf } from './open-periods.ts';
import { partsOfSeries } from './read-series.ts';
import { summaryOf } from './view-appointment.ts';

type Busy = Reply<'readCalendar'>['busy'][number];
type Choice = Pick<Query<'readCalendar'>, 'scope' | 'service' | 'resource'>;

/** X1, X2: visits to whoever may read them, everybody else's time as taken. Reading it is written down (R6). */
export function readCalendar(
  deps: Deps,
  viewer: UserViewer,
  query: Query<'readCalendar'>,
): Reply<'readCalendar'> {
  const checked = calendarSpan(query.from, query.to);
  if (!checked.ok) throw new Refusal('bad-request', { fields: checked.error });
  const span = { startsAt: instantOf(query.from, '00:00'), endsAt: instantOf(query.to, '24:00') };
  return deps.store.write((tx) => {
    const now = deps.now();
    const found = peopleOf(tx, viewer, query, Number(query.page ?? 1), calendarPeople(checked.value.days));
    const ids = found.people.map(({ id }) => id);
    const parts =
      query.scope === 'resource'
        ? calendar.partsOfResource(tx, ids[0]!, span.startsAt, span.endsAt)
        : calendar.parts(tx, ids, span.startsAt, span.endsAt);
    const shown = visitsOf(tx, viewer, query, parts);
    if (shown.length > 0) {
      const entityId = (query.scope === 'resource' ? query.resource : query.service) ?? query.scope;
      logEvent(tx, viewer, now, { action: 'list', entity: 'calendar', entityId });
    }
    const external = mergedBusy(
      externalBusy.around(tx, [viewer.userId], span.startsAt, span.endsAt),
      viewer.userId,
    );
    return {
      ...found,
      visits: viewVisits(tx, viewer, shown, parts, external),
      busy: busyOf(tx, viewer, ids, span, { parts, shown, external, now }),
      open: openPeriodsOf(tx, ids, span.startsAt, span.endsAt),
      holidays: holidaysAmong(
        Array.from({ length: checked.value.days }, (_, index) => addDays(query.from, index)),
      ),
      services: services
        .list(tx, viewer.organisationId)
        .map(({ id, name, providerName }) => ({ id, name, providerName })),
      resources: resources
        .open(tx, [viewer.organisationId])
        .map(({ id, kind, name, address }) => ({ id, kind, name, address })),
      organisationName: viewer.account.organisationName,
      external: viewExternal(tx, viewer.userId, now),
      serverNow: now,
    };
  });
}

/** Whose time a calendar is about, and on how many pages. */
function peopleOf(
  tx: Tx,
  viewer: UserViewer,
  { scope, service, resource }: Choice,
  page: number,
  limit: number,
) {
  const { account } = viewer;
  if (scope === 'mine') {
    const self: CalendarPerson = { id: viewer.userId, name: account.name, title: account.title };
    return { people: [self], total: 1, page: 1, pages: 1 };
  }
  if (scope === 'resource') {
    // Also one that was closed: what was booked in it takes place.
    const row = resource === undefined ? undefined : resources.byId(tx, [viewer.organisationId], resource);
    if (!row) throw new Refusal('not-found');
    const thing: CalendarPerson = { id: row.id, name: nameIn(row, account.language), title: row.address };
    return { people: [thing], total: 1, page: 1, pages: 1 };
  }
  const offset = (page - 1) * limit;
  const { people, total } =
    scope === 'team'
      ? calendar.team(tx, viewer.organisationId, offset, limit)
      : calendar.ofService(tx, serviceOf(tx, viewer, service), offset, limit);
  return { people, total, page, pages: Math.max(1, Math.ceil(total / limit)) };
}

function serviceOf(tx: Tx, viewer: UserViewer, id: string | undefined): string {
  const service = id === undefined ? undefined : services.byId(tx, viewer.organisationId, id);
  if (!service) throw new Refusal('not-found');
  return service.id;
}

/** Whose changes a page that shows this calendar is told of. */
export function watchedPeople(
  deps: Deps,
  viewer: UserViewer,
  { days, page, ...choice }: RequestData<'calendar:watch'>,
): string[] {
  return deps.store.read((tx) =>
    peopleOf(tx, viewer, choice, page, calendarPeople(days)).people.map(({ id }) => id),
  );
}

function visitsOf(tx: Tx, viewer: UserViewer, { scope, service }: Choice, parts: Part[]): Overview[] {
  const wanted = scope === 'service' ? parts.filter(({ serviceId }) => serviceId === service) : parts;
  const inOrder = [...wanted].sort((a, b) => a.startsAt - b.startsAt);
  const ids = [...new Set(inOrder.map(({ appointmentId }) => appointmentId))];
  return calendar.readable(tx, viewer, ids, maxCalendarVisits);
}

function viewVisits(tx: Tx, viewer: UserViewer, shown: Overview[], parts: Part[], external: Period[]) {
  const series = partsOfSeries(
    tx,
    shown.map(({ appointment }) => appointment.id),
  );
  return shown.map((overview) => ({
    ...viewVisit(overview, viewer, parts, external),
    series: series.get(overview.appointment.id) ?? null,
  }));
}

function viewVisit(overview: Overview, viewer: UserViewer, parts: Part[], external: Period[]) {
  const { id, status, startsAt, endsAt, serviceName, practitionerName, requesterName, ...rest } = summaryOf(
    overview,
    viewer,
    true,
  );
  const { requesterOrganisation, subject, modality, address, youAreHost } = rest;
  const personIds = [
    ...new Set(parts.filter(({ appointmentId }) => appointmentId === id).map(({ personId }) => personId)),
  ];
  const conflicts =
    youAreHost && external.some((busy) => overlaps(busy, { startsAt, endsAt })) && status !== 'noshow';
  return {
    ...{ id, personIds, startsAt, endsAt, status, serviceName, practitionerName, requesterName },
    ...{ requesterOrganisation, subject, modality, address, youAreHost, conflicts },
  };
}

type Known = { parts: Part[]; shown: Overview[]; external: Period[]; now: Instant };

/** N2: of others one merged time; of oneself also whether it is the own calendar or somebody who is booking. */
function busyOf(tx: Tx, viewer: UserViewer, ids: string[], span: Period, known: Known): Busy[] {
  const { parts, shown, external, now } = known;
  const shownIds = new Set(shown.map(({ appointment }) => appointment.id));
  const isTold = (claim: Claim) => claim.kind === 'booking' && shownIds.has(claim.appointmentId);
  const taken = claims
    .around(tx, ids, span.startsAt, span.endsAt)
    .filter((claim) => isLive(claim, now) && !isTold(claim));
  return ids.flatMap((personId): Busy[] => {
    const own = taken.filter(({ practitionerId }) => practitionerId === personId);
    const hidden = parts.filter((part) => part.personId === personId && !shownIds.has(part.appointmentId));
    if (personId !== viewer.userId)
      return busyToOthers([...own, ...hidden], span).map((period) => ({ personId, ...period, kind: 'busy' }));
    const tell = (periods: readonly Period[], kind: Busy['kind']) =>
      busyToOthers(periods, span).map((period) => ({ personId, ...period, kind }));
    return [
      ...tell(hidden, 'busy'),
      ...tell(external, 'own-calendar'),
      ...tell(
        own.filter(({ kind }) => kind === 'hold'),
        'being-booked',
      ),
    ];
  });
}

/** X8: the state of the viewer's own calendar elsewhere. */
export function viewExternal(tx: Tx, userId: string, now: Instant) {
  const found = externalCalendars.of(tx, userId);
  if (!found) return { state: 'none' as const, fetchedAt: null, problem: null };
  const { fetchedAt, problem } = found;
  return { state: externalState(found, now).state, fetchedAt, problem };
}
