import {
  addDays,
  instantOf,
  isLocalDate,
  localDateOf,
  mondayOf,
  narrowNeeds,
  serviceMatches,
  spokenLanguages,
  withoutEach,
  type SlotFilter,
  type SpokenLanguage,
} from '#domain';
import { dutyQueues, resources, services, type Service, type Tx } from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { countFree, factsOf, loadSlots, nextFreeSlots } from './slots.ts';

/** What the viewer's organisation may request, or provides, each with its next free time. */
export function listServices(
  deps: Deps,
  viewer: UserViewer,
  query: Query<'listServices'>,
): Reply<'listServices'> {
  return deps.store.read((tx) => {
    const filter = filterOf(query);
    const all = services.list(tx, viewer.organisationId);
    const speakers = new Map(all.map(({ id }) => [id, languagesIn(tx, id)]));
    return {
      services: all
        .filter((service) => serviceMatches(filter, factsOf(tx, service)))
        .filter(({ id }) => filter.language === undefined || speakers.get(id)!.includes(filter.language))
        .map((service) => summary(tx, service, viewer, deps.now(), filter)),
      languages: spokenLanguages.filter((each) => [...speakers.values()].flat().includes(each)),
      municipalities: municipalitiesOf(tx, all),
    };
  });
}

/** What the times of a service can be narrowed by (S13). */
export function listSlotFilters(deps: Deps, viewer: UserViewer, id: string): Reply<'listSlotFilters'> {
  return deps.store.read((tx) => {
    const service = services.byId(tx, viewer.organisationId, id);
    if (!service) throw new Refusal('not-found');
    const spoken = languagesIn(tx, id);
    return {
      practitioners: services
        .offering(tx, id)
        .sort((a, b) => a.name.localeCompare(b.name, viewer.account.language)),
      languages: spokenLanguages.filter((each) => spoken.includes(each)),
      municipalities: municipalitiesOf(tx, services.list(tx, viewer.organisationId)),
      resources: service.needs
        .filter((choices) => choices.length > 1)
        .flatMap((ids) => resources.named(tx, ids)),
    };
  });
}

const languagesIn = (tx: Tx, serviceId: string): SpokenLanguage[] =>
  services.offering(tx, serviceId).flatMap(({ languages }) => languages);

function municipalitiesOf(tx: Tx, all: readonly Service[]): { id: string; name: string }[] {
  const found = all
    .flatMap(({ id }) => services.municipalities(tx, id))
    .map(({ id, name }) => [id, name] as const);
  return [...new Map(found)]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'fi'));
}

/** What the address asks for, as the rules take it (S13). */
function filterOf({ practitioner, language, ages, modality, municipality }: Query<'countSlots'>): SlotFilter {
  return {
    ...(practitioner !== undefined && { practitionerIds: [practitioner] }),
    ...(language !== undefined && { language }),
    ...(ages !== undefined && { ageGroup: ages }),
    ...(modality !== undefined && { modality }),
    ...(municipality !== undefined && { municipality }),
  };
}

/** D6: with a room that somebody has set their mind on, the service needs that one. One it does not need is as if not there. */
function withRoom(service: Service, room: string | undefined): Service {
  const isNeeded = room !== undefined && service.needs.some((choices) => choices.includes(room));
  return isNeeded ? { ...service, needs: narrowNeeds(service.needs, [room]) } : service;
}

/** S13: what of the filter could be let go so that there is a free time again; all that suffice by themselves. */
function looser(tx: Tx, service: Service, room: string | undefined, filter: SlotFilter, now: number) {
  const narrowedTo = withRoom(service, room);
  const hasAny = (of: Service, by: SlotFilter) => nextFreeSlots(tx, of, now, 1, now, by).length > 0;
  const keys = withoutEach(filter)
    .filter((each) => hasAny(narrowedTo, each.filter))
    .map(({ without }) => without);
  return [...keys, ...(narrowedTo !== service && hasAny(service, filter) ? (['resource'] as const) : [])];
}

export function readService(deps: Deps, viewer: UserViewer, id: string): Reply<'readService'> {
  return deps.store.read((tx) => {
    const service = services.byId(tx, viewer.organisationId, id);
    if (!service) throw new Refusal('not-found');
    return { service: summary(tx, service, viewer, deps.now()) };
  });
}

/** Who can be asked for a time of a service, by name. */
export function listServicePractitioners(
  deps: Deps,
  viewer: UserViewer,
  id: string,
): Reply<'listServicePractitioners'> {
  return deps.store.read((tx) => {
    const service = services.byId(tx, viewer.organisationId, id);
    if (!service) throw new Refusal('not-found');
    const practitioners = services
      .offering(tx, service.id)
      .map(({ id, name, title }) => ({ id, name, title }))
      .sort((a, b) => a.name.localeCompare(b.name, viewer.account.language));
    return { practitioners };
  });
}

function summary(tx: Tx, service: Service, viewer: UserViewer, now: number, filter?: SlotFilter) {
  const [next] = nextFreeSlots(tx, service, now, 1, now, filter);
  const mayRequest = services.requestable(tx, viewer.organisationId, service.id) !== undefined;
  const hasQueue = dutyQueues.of(tx, service.id)?.active === true;
  return { ...viewService(service), mayRequest, nextFreeAt: next?.startsAt ?? null, hasQueue };
}

/** What staff are told about a service. */
function viewService(service: Service) {
  const { id, name, purpose, description, audience, providerName, ageMin, ageMax, tier, lengthMinutes } =
    service;
  const { anonymousOnly, modality, address, route, noticeHours, cancelHours, monthlyQuota } = service;
  return {
    ...{ id, name, purpose, description, audience, providerName, ageMin, ageMax, tier, lengthMinutes },
    ...{ anonymousOnly, modality, address, route, noticeHours, cancelHours, monthlyQuota },
  };
}

/** One week of a service's slots, Monday to Sunday. Without a week, the one that the next free slot is in. */
export function listSlots(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { week, ...query }: Query<'listSlots'>,
): Reply<'listSlots'> {
  if (week !== undefined && !isLocalDate(week))
    throw new Refusal('bad-request', { fields: { week: 'date' } });
  return deps.store.read((tx) => {
    const now = deps.now();
    const found = services.byId(tx, viewer.organisationId, id);
    if (!found) throw new Refusal('not-found');
    const service = withRoom(found, query.resource);
    const filter = filterOf(query);
    const [next] = nextFreeSlots(tx, service, now, 1, now, filter);
    const monday = mondayOf(week ?? localDateOf(next?.startsAt ?? now));
    const slots = loadSlots(tx, service, viewer.userId, now, monday, addDays(monday, 6), undefined, filter);
    const people = new Map(
      services.practitioners(tx, [...new Set(slots.map((s) => s.practitionerId))]).map((p) => [p.id, p]),
    );
    const days = Array.from({ length: 7 }, (_, day) => addDays(monday, day)).map((date) => ({
      date,
      slots: slots
        .filter((slot) => localDateOf(slot.startsAt) === date)
        .map((slot) => ({
          ...slot,
          practitionerName: people.get(slot.practitionerId)?.name ?? '',
          practitionerTitle: people.get(slot.practitionerId)?.title ?? '',
        })),
    }));
    const later = nextFreeWeek(tx, service, now, addDays(monday, 7), filter);
    const loosen = next ? [] : looser(tx, found, query.resource, filter, now);
    const { revision } = found;
    const nextFreeAt = next?.startsAt ?? null;
    return { monday, days, nextFreeAt, nextFreeWeek: later, loosen, revision, serverNow: now };
  });
}

/** A month of a service as a heat-map: how many free times begin on each of its days. */
export function countSlots(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { month: wanted, ...query }: Query<'countSlots'>,
): Reply<'countSlots'> {
  return deps.store.read((tx) => {
    const now = deps.now();
    const found = services.byId(tx, viewer.organisationId, id);
    if (!found) throw new Refusal('not-found');
    const service = withRoom(found, query.resource);
    const month = wanted ?? localDateOf(now).slice(0, 7);
    const first = `${month}-01`;
    const last = addDays(`${addDays(first, 31).slice(0, 7)}-01`, -1);
    const days = countFree(tx, service, now, first, last, filterOf(query));
    return { month, days: days.map(({ date, count }) => ({ date, free: count })), serverNow: now };
  });
}

/** The Monday of the first week from `date` on that has a free time. */
function nextFreeWeek(
  tx: Tx,
  service: Service,
  now: number,
  date: string,
  filter: SlotFilter,
): string | null {
  const from = Math.max(now, instantOf(date, '00:00'));
  const [next] = nextFreeSlots(tx, service, now, 1, from, filter);
  return next ? mondayOf(localDateOf(next.startsAt)) : null;
}
