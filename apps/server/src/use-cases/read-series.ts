import { isGranted, isPreVisit, localDateOf } from '#domain';
import {
  accounts,
  appointments,
  calendar,
  conveners,
  meetings,
  participants,
  seriesOfVisits,
  services,
  visitForms,
  type Meeting,
  type Series,
  type Tx,
} from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { pageOf, saysAll } from './page-of.ts';
import { renewalDate } from './renew-series.ts';
import { awayFrom, needingConvener, peopleIds, turnsOf } from './series-conveners.ts';
import { viewGuests } from './series-guests.ts';
import { viewSeats } from './series-people.ts';
import { mayTakeBack } from './take-meeting-back.ts';
import { mayManageSeries, roleInSeries, viewPhases, viewRule } from './view-series.ts';
import { mayChange } from './may-change.ts';

/** More than a large region has; beyond it the ones whose next meeting is farthest are not listed. */
const listedSeries = 2000;

/**
 * The viewer's series that fit, a page of them: those that go on first, by their next meeting, or by name. Their names can tell of
 * clients, so it is logged (R6).
 */
export function listSeries(
  deps: Deps,
  viewer: UserViewer,
  { q = '', state = 'all', sort = 'next', page = '1' }: Query<'listSeries'>,
): Reply<'listSeries'> {
  const now = deps.now();
  const { language } = viewer.account;
  return deps.store.write((tx) => {
    const all = seriesOfVisits.list(tx, viewer, now, listedSeries);
    if (all.length > 0) logEvent(tx, viewer, now, { action: 'list', entity: 'series', entityId: 'mine' });
    const fitting = all.filter(
      ({ series, serviceName, practitionerName, left }) =>
        (state === 'all' || left > 0 === (state === 'going')) &&
        saysAll([series.name, serviceName[language] || serviceName.fi, practitionerName], q),
    );
    if (sort === 'name') fitting.sort((a, b) => a.series.name.localeCompare(b.series.name, language));
    const { rows, ...place } = pageOf(fitting, page);
    return {
      series: rows.map(({ series, serviceName, practitionerName, left, next }) => {
        const { id, name } = series;
        const list = meetings.of(tx, id);
        const order = conveners.of(tx, id).map((each) => each.id);
        const phases = goingOn(viewPhases(series, list), now);
        const needConvener = needingConvener(tx, order, list, now).size;
        return { id, name, phases, serviceName, practitionerName, left, nextStartsAt: next, needConvener };
      }),
      ...place,
      hasAny: all.length > 0,
      serverNow: now,
    };
  });
}

/** T13: what is over is told on the series' page alone. */
function goingOn(phases: Reply<'readSeries'>['phases'], now: number): Reply<'readSeries'>['phases'] {
  const today = localDateOf(now);
  return phases.filter(({ to }, index) => to >= today || index === phases.length - 1);
}

/** Every meeting of a series with its state and who convenes it (T9), and what was done to it. */
export function readSeries(deps: Deps, viewer: UserViewer, id: string): Reply<'readSeries'> {
  const now = deps.now();
  return deps.store.write((tx) => {
    const found = seriesOfVisits.forReader(tx, viewer, id);
    if (!found) throw new Refusal('not-found');
    const { series, serviceName, practitionerName, creatorName } = found;
    const { organisationId, requesterOrganisationId } = series;
    logEvent(tx, viewer, now, { action: 'read', entity: 'series', entityId: id }, [
      ...[organisationId, requesterOrganisationId],
    ]);
    const list = meetings.of(tx, id);
    const manages = mayManageSeries(series, viewer);
    const order = conveners.of(tx, id);
    const guests = viewGuests(tx, list);
    const people = accounts.all(tx, [...peopleIds(tx, list)]).map(({ id, name }) => ({ id, name }));
    return {
      ...{ id, name: series.name, serviceId: series.serviceId, serviceName, practitionerName, creatorName },
      ...{
        rule: viewRule(series.rule),
        time: series.time,
        lengthMinutes: series.lengthMinutes,
        phases: viewPhases(series, list),
        revision: series.revision,
      },
      meetings: viewMeetingsOf(tx, viewer, series, list, order, now),
      conveners: order,
      people: people.sort((a, b) => a.name.localeCompare(b.name, 'fi')),
      seats: viewSeats(tx, list),
      guests: guests.length,
      guestSeats: manages ? guests : [],
      asksGuests: visitForms.keptKinds(tx, appointmentIdsOf(list)).some(isPreVisit),
      changes: seriesOfVisits.changes(tx, id).map(({ change, actorName }) => {
        const { at, kind, numbers, role, reason, note } = change;
        const people = change.people.flatMap(({ id, need }) => {
          const isGuest = need === 'guest' || need === 'guest-out';
          if (isGuest && !manages) return [];
          const name = isGuest ? participants.byIds(tx, [id])[0]?.name : accounts.nameOf(tx, id);
          return { name: name ?? '', need };
        });
        return { at, kind, actorName, numbers, role, reason, note, people };
      }),
      yourRole: roleInSeries(series, viewer),
      renewFrom: renewalDate(series, list, now),
      youMay: {
        change: manages,
        renew: manages && isGranted(viewer.role, 'appointment:book') && isUsable(tx, series),
      },
      serverNow: now,
    };
  });
}

/** K2, V13: whether more can be booked of its service for who asked for it. */
const isUsable = (tx: Tx, { requesterOrganisationId, serviceId }: Series): boolean =>
  services.requestable(tx, requesterOrganisationId, serviceId) !== undefined;

const appointmentIdsOf = (list: readonly Meeting[]) =>
  list.flatMap(({ appointment }) => appointment?.id ?? []);

function viewMeetingsOf(
  tx: Tx,
  viewer: UserViewer,
  series: Series,
  list: readonly Meeting[],
  order: readonly { id: string; name: string }[],
  now: number,
): Reply<'readSeries'>['meetings'] {
  const manages = mayManageSeries(series, viewer);
  const role = roleInSeries(series, viewer);
  const mayBookMore = isUsable(tx, series);
  const orderIds = order.map(({ id }) => id);
  const turns = turnsOf(tx, orderIds, list);
  const needs = needingConvener(tx, orderIds, list, now);
  const coming = list.filter(({ status, startsAt }) => status === 'planned' && startsAt > now);
  const away = manages ? awayFrom(tx, coming, [...peopleIds(tx, coming)]) : new Map<number, string[]>();
  const names = new Map(order.map(({ id, name }) => [id, name]));
  const ids = list.flatMap(({ appointment }) => appointment?.id ?? []);
  const readable = new Map(
    calendar.readable(tx, viewer, ids, ids.length).map((overview) => [overview.appointment.id, overview]),
  );
  const nameOf = (id: string) => names.get(id) ?? accounts.nameOf(tx, id) ?? '';
  return list.map((meeting) => {
    const { n, startsAt, endsAt, plannedStartsAt, isByHand, appointment, convenerId } = meeting;
    const read = appointment ? readable.get(appointment.id) : undefined;
    const overview = read ?? (appointment ? appointments.byId(tx, appointment.id) : undefined);
    const turn = turns.get(n);
    const convener = convenerId ?? turn?.convenerId ?? null;
    return {
      ...{ n, startsAt, endsAt, plannedStartsAt, isByHand },
      state: appointment?.status ?? 'skipped',
      reason: meeting.status === 'planned' ? '' : meeting.reason,
      appointmentId: read?.appointment.id ?? null,
      practitionerName: overview?.practitioner.name ?? '',
      convener:
        convener === null || meeting.status !== 'planned' ? null : { id: convener, name: nameOf(convener) },
      insteadOf: convenerId === null && turn?.insteadOf ? nameOf(turn.insteadOf) : null,
      isSwapped: convenerId !== null,
      ...{ needsConvener: needs.get(n) ?? null, awayIds: away.get(n) ?? [] },
      mayTakeBack: manages && mayBookMore && mayTakeBack(meeting, now),
      isChangeable: manages && overview !== undefined && startsAt > now && mayChange(overview, role, now).ok,
    };
  });
}

type Part = NonNullable<Reply<'readAppointment'>['appointment']['series']>;

/** Which meetings of which series these visits are, and who convenes each; those that belong to none are left out. */
export function partsOfSeries(tx: Tx, appointmentIds: readonly string[]): Map<string, Part> {
  const parts = new Map<string, Part>();
  const bySeries = Map.groupBy(meetings.ofAppointments(tx, appointmentIds), ({ seriesId }) => seriesId);
  for (const [id, rows] of bySeries) {
    const { name } = seriesOfVisits.byId(tx, id)!;
    const list = meetings.of(tx, id);
    const order = conveners.of(tx, id).map((each) => each.id);
    const turns = turnsOf(tx, order, list);
    for (const { n, appointmentId } of rows) {
      const convenerId = list.find((each) => each.n === n)?.convenerId ?? turns.get(n)?.convenerId;
      const convenerName = convenerId ? (accounts.nameOf(tx, convenerId) ?? null) : null;
      parts.set(appointmentId, { id, name, n, of: list.length, convenerName });
    }
  }
  return parts;
}

export const partOfSeries = (tx: Tx, appointmentId: string): Part | null =>
  partsOfSeries(tx, [appointmentId]).get(appointmentId) ?? null;
