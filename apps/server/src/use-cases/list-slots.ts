import { addDays, instantOf, isLocalDate, localDateOf, mondayOf } from '#domain';
import { services, type Service, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { countFree, loadSlots, nextFreeSlots } from './slots.ts';

/** What the viewer's organisation may request, or provides, each with its next free time. */
export function listServices(deps: Deps, viewer: UserViewer): Reply<'listServices'> {
  return deps.store.read((tx) => ({
    services: services
      .list(tx, viewer.organisationId)
      .map((service) => summary(tx, service, viewer, deps.now())),
  }));
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
      .sort((a, b) => a.name.localeCompare(b.name, viewer.account.language));
    return { practitioners };
  });
}

function summary(tx: Tx, service: Service, viewer: UserViewer, now: number) {
  const [next] = nextFreeSlots(tx, service, now, 1);
  const mayRequest = services.requestable(tx, viewer.organisationId, service.id) !== undefined;
  return { ...viewService(service), mayRequest, nextFreeAt: next?.startsAt ?? null };
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
  week: string | undefined,
): Reply<'listSlots'> {
  if (week !== undefined && !isLocalDate(week))
    throw new Refusal('bad-request', { fields: { week: 'date' } });
  return deps.store.read((tx) => {
    const now = deps.now();
    const service = services.byId(tx, viewer.organisationId, id);
    if (!service) throw new Refusal('not-found');
    const [next] = nextFreeSlots(tx, service, now, 1);
    const monday = mondayOf(week ?? localDateOf(next?.startsAt ?? now));
    const slots = loadSlots(tx, service, viewer.userId, now, monday, addDays(monday, 6));
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
    const later = nextFreeWeek(tx, service, viewer, now, addDays(monday, 7));
    return { monday, days, nextFreeAt: next?.startsAt ?? null, nextFreeWeek: later, serverNow: now };
  });
}

/** A month of a service as a heat-map: how many free times begin on each of its days. */
export function countSlots(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  wanted: string | undefined,
): Reply<'countSlots'> {
  return deps.store.read((tx) => {
    const now = deps.now();
    const service = services.byId(tx, viewer.organisationId, id);
    if (!service) throw new Refusal('not-found');
    const month = wanted ?? localDateOf(now).slice(0, 7);
    const first = `${month}-01`;
    const last = addDays(`${addDays(first, 31).slice(0, 7)}-01`, -1);
    const days = countFree(tx, service, now, first, last);
    return { month, days: days.map(({ date, count }) => ({ date, free: count })), serverNow: now };
  });
}

/** The Monday of the first week from `date` on that has a free time. */
function nextFreeWeek(
  tx: Tx,
  service: Service,
  viewer: UserViewer,
  now: number,
  date: string,
): string | null {
  const from = Math.max(now, instantOf(date, '00:00'));
  const [next] = nextFreeSlots(tx, service, now, 1, from);
  return next ? mondayOf(localDateOf(next.startsAt)) : null;
}
