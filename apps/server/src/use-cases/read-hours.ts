import { addDays, holidaysAmong, instantOf, isLocalDate, localDateOf, mondayOf, openEnded } from '#domain';
import {
  dayExceptions,
  organisationsUnder,
  practitioners,
  schedules,
  type KeptException,
  type KeptSchedule,
} from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { findPractitioner } from './keep-hours.ts';
import { hasWords, sortedPage } from './sorted-page.ts';

const pageLength = 25;

type Row = Reply<'listPractitioners'>['practitioners'][number];
/** By what the list can be sorted. Who has no hours comes first, since they can't be booked; then whose hours end soonest. */
const keys = {
  name: (row: Row) => row.name,
  organisation: (row: Row) => row.organisationName,
  services: (row: Row) => row.services,
  state: (row: Row) => (row.hasHours ? (row.hoursUntil ?? openEnded) : ''),
};

/** W2: whose hours the viewer keeps; those who have none are told apart. */
export function listPractitioners(
  deps: Deps,
  viewer: UserViewer,
  { q = '', hours, sort = 'name', ...asked }: Query<'listPractitioners'>,
): Reply<'listPractitioners'> {
  const found = deps.store.read((tx) => {
    const all = practitioners
      .ofOrganisations(tx, organisationsUnder(tx, viewer.organisationId))
      .filter(({ user, organisationName }) => hasWords(q, user.name, user.title, organisationName));
    const ids = all.map(({ user }) => user.id);
    const until = practitioners.hoursUntil(tx, ids, localDateOf(deps.now()));
    const counts = practitioners.serviceCounts(tx, ids);
    return all.map(({ user: { id, name, title }, organisationName }) => ({
      ...{ id, name, title, organisationName, services: counts.get(id) ?? 0, hasHours: until.has(id) },
      hoursUntil: openEnd(until.get(id) ?? openEnded),
    }));
  });
  const nameOf = (row: Row) => row.name;
  const fits = ({ hasHours }: Row) => hours === undefined || hasHours === (hours === 'some');
  const { rows, ...paging } = sortedPage<Row>(found.filter(fits), asked, {
    by: keys[sort],
    nameOf,
    pageLength,
  });
  return { practitioners: rows, ...paging };
}

export function readHours(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  week: string | undefined,
): Reply<'readHours'> {
  if (week !== undefined && !isLocalDate(week))
    throw new Refusal('bad-request', { fields: { week: 'date' } });
  const now = deps.now();
  return deps.store.read((tx) => {
    const { user, organisationName } = findPractitioner(tx, viewer, id);
    const today = localDateOf(now);
    const monday = mondayOf(week ?? today);
    const from = monday < today ? monday : today;
    const plans = schedules.ofPractitioner(tx, id, from);
    // What began the evening before can last until the morning.
    const exceptions = dayExceptions
      .ofPractitioner(tx, id, addDays(from, -1))
      .filter(({ lastDate, ...times }) => lastDate >= from || times.to <= times.from);
    const begins = instantOf(monday, '00:00');
    const visits = practitioners
      .visits(tx, id, instantOf(addDays(monday, -1), '00:00') - 1, instantOf(addDays(monday, 7), '00:00'))
      .filter(({ endsAt }) => endsAt > begins)
      .map(({ appointmentId, serviceId, startsAt, endsAt }) => ({
        ...{ id: appointmentId, serviceId, startsAt, endsAt },
      }));
    const offered = practitioners.services(tx, id);
    const named = [
      ...plans.flatMap(({ serviceIds }) => serviceIds),
      ...exceptions.flatMap((each) => (each.kind === 'extra' ? each.serviceIds : [])),
      ...visits.map(({ serviceId }) => serviceId),
    ].filter((serviceId) => !offered.some((service) => service.id === serviceId));
    const days = Array.from({ length: 7 }, (_, day) => addDays(monday, day));
    return {
      practitioner: {
        ...{ id, name: user.name, title: user.title, languages: user.languages, organisationName },
        you: id === viewer.userId,
      },
      services: [
        ...offered.map((service) => ({ ...service, offered: true })),
        ...practitioners
          .servicesNamed(tx, [...new Set(named)])
          .map((service) => ({ ...service, offered: false })),
      ],
      schedules: plans.map(viewSchedule),
      exceptions: exceptions.map(viewException),
      week: {
        monday,
        holidays: holidaysAmong(days),
        visits,
      },
      serverNow: now,
    };
  });
}

const openEnd = (day: string): string | null => (day === openEnded ? null : day);

function viewSchedule(plan: KeptSchedule): Reply<'readHours'>['schedules'][number] {
  const { id, revision, serviceIds, validFrom, validTo, cycleWeeks, cycleFrom, restsOnHolidays, hours } =
    plan;
  return {
    ...{ id, revision, validFrom, validTo: openEnd(validTo), cycleWeeks, cycleFrom, restsOnHolidays },
    serviceIds: [...serviceIds],
    hours: hours.map(({ week, weekday, from, to }) => ({ week, weekday, from, to })),
  };
}

function viewException(kept: KeptException): Reply<'readHours'>['exceptions'][number] {
  const { id, date, from, to } = kept;
  const common = { id, date, from, to };
  if (kept.kind === 'off') return { kind: 'off', ...common, lastDate: kept.lastDate };
  if (kept.kind === 'extra') return { kind: 'extra', ...common, serviceIds: [...kept.serviceIds] };
  return { kind: 'moved', ...common, scheduleId: kept.scheduleId, toDate: kept.toDate };
}
