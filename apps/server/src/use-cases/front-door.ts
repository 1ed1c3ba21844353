import { isSelfBookable, localDateOf, mondayOf, addDays, isLocalDate, type Slot } from '#domain';
import { frontDoor, organisationsUnder, services, type Service, type ShownService, type Tx } from '#db';
import type { DoorService, DoorText, LocalText, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import { weekOfTimes } from './free-week.ts';
import { loadSlots, nextFreeSlots } from './slots.ts';

/** G1–G3: the tray of an organisation, as anybody sees it. */
export function readTray(deps: Deps, slug: string): Reply<'readTray'> {
  const now = deps.now();
  return deps.store.read((tx) => {
    const organisation = trayOf(tx, slug);
    const served = placesOf(tx);
    const under = new Set(organisationsUnder(tx, organisation.id));
    const shown = frontDoor
      .shown(tx)
      .map((row) => ({ row, places: served(row) }))
      .filter(({ row, places }) => isIn(under, row, places));
    const places = new Set(shown.flatMap((each) => each.places));
    return {
      organisation: { name: organisation.name, phone: organisation.phone },
      municipalities: frontDoor.municipalities(tx, organisation.id).filter(({ id }) => places.has(id)),
      services: shown
        .map((each) => viewOf(tx, each.row, each.places, now))
        .sort((a, b) => a.title.fi.localeCompare(b.title.fi, 'fi')),
    };
  });
}

export function listTrays(deps: Deps): Reply<'listTrays'> {
  const rows = deps.store.read((tx) => frontDoor.withSlugs(tx));
  return { trays: rows.map(({ slug, name }) => ({ slug: slug!, name })) };
}

export function readDoor(deps: Deps, slug: string, id: string): Reply<'readDoor'> {
  return deps.store.read((tx) => {
    const { organisation, row, places } = shownIn(tx, slug, id);
    const phone = row.door.phone || row.providerPhone || organisation.phone;
    return { organisation: { name: organisation.name, phone }, service: viewOf(tx, row, places, deps.now()) };
  });
}

/** The times that a family can take: one week of them, the first that has any when none is named. */
export function doorTimes(
  deps: Deps,
  slug: string,
  id: string,
  week: string | undefined,
): Reply<'doorTimes'> {
  return deps.store.read((tx) => {
    const service = bookableIn(tx, slug, id).service;
    const now = deps.now();
    if (week !== undefined && !isLocalDate(week))
      throw new Refusal('bad-request', { fields: { week: 'date' } });
    const freeFrom = (monday: string) =>
      onceEach(
        loadSlots(tx, service, '', now, monday, addDays(monday, 6)).filter(({ state }) => state === 'free'),
      );
    const first = weekOfTimes(tx, freeFrom, now, mondayOf(week ?? localDateOf(now)));
    const isEmpty = first.days.every(({ times }) => times.length === 0);
    if (week !== undefined || !isEmpty || first.nextFreeWeek === null) return first;
    return weekOfTimes(tx, freeFrom, now, first.nextFreeWeek);
  });
}

/** Whoever is free then: a stranger learns no professional's working hours (G6). */
const anyone = 'anyone';
function onceEach(slots: readonly Slot[]): Slot[] {
  const byStart = new Map(slots.map(({ startsAt, endsAt }) => [startsAt, endsAt]));
  return [...byStart]
    .map(([startsAt, endsAt]) => ({ practitionerId: anyone, startsAt, endsAt }))
    .sort((a, b) => a.startsAt - b.startsAt);
}

function trayOf(tx: Tx, slug: string) {
  const organisation = frontDoor.organisation(tx, slug);
  if (!organisation) throw new Refusal('not-found');
  return organisation;
}

/** G1: which municipalities a service is for: those that are named, else all at and below its provider. */
function placesOf(tx: Tx): (row: ShownService) => string[] {
  const byProvider = new Map<string, string[]>();
  return ({ door }) => {
    if (door.municipalityIds.length > 0) return door.municipalityIds;
    const known = byProvider.get(door.organisationId);
    if (known) return known;
    const ids = frontDoor.municipalities(tx, door.organisationId).map(({ id }) => id);
    byProvider.set(door.organisationId, ids);
    return ids;
  };
}

/** G1: a tray shows what its organisation or one below it provides, and what serves a municipality of it. */
const isIn = (under: ReadonlySet<string>, { door }: ShownService, places: readonly string[]): boolean =>
  under.has(door.organisationId) || places.some((id) => under.has(id));

function shownIn(tx: Tx, slug: string, id: string) {
  const organisation = trayOf(tx, slug);
  const row = frontDoor.shownService(tx, id);
  if (!row) throw new Refusal('not-found');
  const places = placesOf(tx)(row);
  const under = new Set(organisationsUnder(tx, organisation.id));
  if (!isIn(under, row, places)) throw new Refusal('not-found');
  return { organisation, row, places };
}

/** G5: a service that families book themselves, with what it says about it; refused alike where there is none. */
export function bookableIn(tx: Tx, slug: string, id: string): { service: Service; row: ShownService } {
  const { row } = shownIn(tx, slug, id);
  const service = services.ofVisit(tx, row.door.organisationId, id);
  if (!service || row.door.booking === 'nobody' || !isSelfBookable(service)) throw new Refusal('not-found');
  return { service, row };
}

/** The trays that show a service: whose, and its slug. */
export function traysOf(tx: Tx, id: string): { name: string; slug: string }[] {
  const row = frontDoor.shownService(tx, id);
  if (!row) return [];
  const places = placesOf(tx)(row);
  return frontDoor
    .withSlugs(tx)
    .filter((each) => isIn(new Set(organisationsUnder(tx, each.id)), row, places))
    .map(({ name, slug }) => ({ name, slug: slug! }));
}

/**
 * The same for a booking that has begun, which knows its service.
 *
 * @param asHeld The service as it was when its time began to be held (H12).
 */
export function stillBookable(
  tx: Tx,
  id: string,
  asHeld = (service: Service) => service,
): { service: Service; row: ShownService } | undefined {
  const row = frontDoor.shownService(tx, id);
  const service = row && services.ofVisit(tx, row.door.organisationId, id);
  if (!service || row.door.booking === 'nobody' || !isSelfBookable(asHeld(service))) return undefined;
  return { service, row };
}

const orName = (title: DoorText, name: LocalText): DoorText => ({
  fi: title.fi || name.fi,
  sv: title.sv || (title.fi ? '' : name.sv),
  en: title.en || (title.fi ? '' : name.en),
  se: title.se,
});

/** V1: a service's name as families read it outside the trays: a service has none in Northern Sámi but at the front door. */
export const nameForFamilies = (tx: Tx, id: string, name: LocalText): DoorText => ({
  ...name,
  se: frontDoor.shownService(tx, id)?.door.title.se ?? '',
});

/** Where families book a service themselves, in the first tray that shows it; null where they don't. */
export function doorAddress(tx: Tx, id: string): string | null {
  const [tray] = stillBookable(tx, id) ? traysOf(tx, id) : [];
  return tray ? `/t/${tray.slug}/${id}` : null;
}

function viewOf(
  tx: Tx,
  { door, service, providerName }: ShownService,
  places: string[],
  now: number,
): DoorService {
  const { title, text, topics, booking, aloneFromAge, phone, email, address, hasNumber } = door;
  const { id, ageMin, ageMax, modality, lengthMinutes } = service;
  const link = hasNumber ? frontDoor.queueLink(tx, id) : undefined;
  const bookable = stillBookable(tx, id)?.service;
  const book =
    booking !== 'nobody' && bookable
      ? { by: booking, aloneFromAge, nextFreeAt: nextFreeSlots(tx, bookable, now, 1)[0]?.startsAt ?? null }
      : null;
  return {
    ...{ id, text, providerName, ageMin, ageMax, topics, modality, lengthMinutes },
    title: orName(title, service.name),
    municipalityIds: places,
    ways: {
      book,
      phone: phone || null,
      email: email || null,
      number: link === undefined ? null : `/queue#${link}`,
      address: address || null,
    },
  };
}
