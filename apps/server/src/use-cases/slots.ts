import {
  addDays,
  ageGroupsOf,
  claimedPeriod,
  freeBetween,
  freeCounts,
  hourMs,
  instantOf,
  isLive,
  isSlotOffered,
  localDateOf,
  mergedByPerson,
  minuteMs,
  narrow,
  noticeWindow,
  offeredBetween,
  overlaps,
  serviceMatches,
  slotState,
  timetablesOf,
  type Claim,
  type Instant,
  type LocalDate,
  type ServiceFacts,
  type ServiceTimes,
  type Slot,
  type SlotFilter,
  type SlotSearch,
  type SlotState,
} from '#domain';
import { busyTimes, claims, schedules, services, type Service, type Tx } from '#db';

/** How far ahead a free time is looked for. Farther costs time on every catalogue; schedules rarely reach farther. */
export const horizonWeeks = 12;
/** The most days whose claims are loaded at once while the next free times are looked for; of full weeks, few are. */
const longestStepDays = 14;

export type SlotOfBoard = Slot & { state: SlotState };

/** What of a service decides when it can be had (S8, S11). */
export function timesOf(service: Service): ServiceTimes {
  const { id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, noticeHours, horizonDays } = service;
  return {
    ...{ id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes },
    earliestNoticeMinutes: noticeHours * 60,
    latestNoticeDays: horizonDays,
  };
}

/** The timetables of those who offer a service, or of one of them, as far as these days need them. */
export function searchOf(
  tx: Tx,
  service: Service,
  fromDate: LocalDate,
  toDate: LocalDate,
  practitionerId?: string,
  filter?: SlotFilter,
): SlotSearch {
  const found = schedules.ofService(tx, service.id, fromDate, toDate, practitionerId);
  const timetables = timetablesOf(found.schedules, found.exceptions);
  const search = { service: timesOf(service), timetables, needs: service.needs };
  return filter ? narrowed(tx, service, search, filter) : search;
}

/** S13: what of it fits what somebody looks for; nothing when the service itself does not. */
function narrowed(tx: Tx, service: Service, search: SlotSearch, filter: SlotFilter): SlotSearch {
  if (!serviceMatches(filter, factsOf(tx, service))) return { ...search, timetables: [] };
  const ids = search.timetables.map(({ practitionerId }) => practitionerId);
  const languages = filter.language ? services.languagesOf(tx, ids) : new Map<string, never>();
  return narrow(search, filter, languages);
}

/** What of a service people look for. */
export const factsOf = (tx: Tx, service: Service): ServiceFacts => ({
  ageGroups: ageGroupsOf(service),
  modality: service.modality,
  municipalities: services.municipalities(tx, service.id).map(({ id }) => id),
});

/** Whose time decides: the people's, and that of what the service needs. */
const idsOf = ({ timetables, needs = [] }: SlotSearch): string[] => [
  ...timetables.map(({ practitionerId }) => practitionerId),
  ...needs.flat(),
];

/** What is claimed of these people, rooms and devices around visits that begin in [from, to). */
function claimsFor(tx: Tx, search: SlotSearch, viewerId: string, from: Instant, to: Instant): Claim[] {
  const { service } = search;
  const last = { startsAt: to, endsAt: to + service.lengthMinutes * minuteMs };
  const noRest = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  const seeking = { viewerId, buffers: noRest };
  const { startsAt } = claimedPeriod({ startsAt: from, endsAt: from }, service);
  return claims.around(tx, idsOf(search), startsAt, claimedPeriod(last, service).endsAt, seeking);
}

/** When those who are searched for can't, around visits that begin in [from, to). */
function busyFor(tx: Tx, search: SlotSearch, from: Instant, to: Instant, now: Instant) {
  const { service } = search;
  const first = claimedPeriod({ startsAt: from, endsAt: from }, service);
  const last = { startsAt: to, endsAt: to + service.lengthMinutes * minuteMs };
  return mergedByPerson(
    busyTimes(tx, idsOf(search), first.startsAt, claimedPeriod(last, service).endsAt, now),
  );
}

/**
 * How many free times begin on each day, both included: what a month looks like. Days without any are there with 0.
 * */
export function countFree(
  tx: Tx,
  service: Service,
  now: Instant,
  fromDate: LocalDate,
  toDate: LocalDate,
  filter?: SlotFilter,
): { date: LocalDate; count: number }[] {
  const search = searchOf(tx, service, fromDate, toDate, undefined, filter);
  const from = instantOf(fromDate, '00:00');
  const busy = busyFor(tx, search, from, instantOf(toDate, '24:00'), now);
  return freeCounts(search, { now, fromDate, toDate, busy });
}

/**
 * The slots that a service offers on these days, as far as its notice goes (S11), and how each stands for the viewer; but
 * for a visit that would move (H11).
 */
export function loadSlots(
  tx: Tx,
  service: Service,
  viewerId: string,
  now: Instant,
  fromDate: LocalDate,
  toDate: LocalDate,
  exceptId?: string,
  filter?: SlotFilter,
): SlotOfBoard[] {
  const search = searchOf(tx, service, fromDate, toDate, undefined, filter);
  const notice = noticeWindow(search.service, now);
  const from = Math.max(instantOf(fromDate, '00:00'), notice.from);
  const to = Math.min(instantOf(toDate, '24:00'), notice.to + 1);
  if (from >= to || search.timetables.length === 0) return [];
  const byPerson = new Map<string, Claim[]>();
  for (const claim of claimsFor(tx, search, viewerId, from, to)) {
    if (claim.kind === 'booking' && claim.appointmentId === exceptId) continue;
    const own = byPerson.get(claim.practitionerId);
    if (own) own.push(claim);
    else byPerson.set(claim.practitionerId, [claim]);
  }
  return Array.from(offeredBetween(search, from, to), (slot) => {
    const around = claimedPeriod(slot, search.service);
    const state = slotState(slot, byPerson.get(slot.practitionerId) ?? [], viewerId, now, around);
    const isClearOf = (id: string) =>
      !byPerson.get(id)?.some((claim) => isInTheWay(claim, viewerId, now) && overlaps(claim, around));
    // D4: without a room the practitioner's time is of no use.
    const lacks = state === 'free' && !service.needs.every((choices) => choices.some(isClearOf));
    return { ...slot, state: lacks ? 'taken' : state };
  });
}

const isInTheWay = (claim: Claim, viewerId: string, now: Instant): boolean =>
  isLive(claim, now) && !(claim.kind === 'hold' && claim.heldBy === viewerId);

/**
 * The first free slots from `from` on, soonest first. Claims are loaded for a day, then for two, and so on: where there
 * are free times few are looked at, and a full service costs a handful of queries.
 */
export function nextFreeSlots(
  tx: Tx,
  service: Service,
  now: Instant,
  limit: number,
  from = now,
  filter?: SlotFilter,
): Slot[] {
  const lastDate = addDays(localDateOf(from), horizonWeeks * 7);
  const search = searchOf(tx, service, localDateOf(from), lastDate, undefined, filter);
  const notice = noticeWindow(search.service, now);
  const end = Math.min(instantOf(lastDate, '24:00'), notice.to + 1);
  const free: Slot[] = [];
  if (search.timetables.length === 0) return free;
  let start = Math.max(from, notice.from);
  for (let days = 1; start < end; days = Math.min(days * 2, longestStepDays)) {
    const stop = Math.min(instantOf(addDays(localDateOf(start), days), '00:00'), end);
    const busy = busyFor(tx, search, start, stop, now);
    for (const slot of freeBetween(search, { now, from: start, to: stop, busy })) {
      free.push(slot);
      if (free.length === limit) return free;
    }
    start = stop;
  }
  return free;
}

/** How many other times are told with a time that is gone. */
const alternatives = 3;

/**
 * How far around a lost time is looked: among hundreds of people there is one free within hours, and a day more of theirs
 * costs as much as all the rest. What is found within so many hours is nearer than anything that isn't.
 */
const nearHours = 3;

/** The free slots nearest to a time that was just lost, before or after it; soonest first. */
export function nearestFreeSlots(tx: Tx, service: Service, now: Instant, wanted: Instant): Slot[] {
  const date = localDateOf(wanted);
  const midnight = (days: number) => instantOf(addDays(date, days), '00:00');
  const spans: [from: Instant, to: Instant][] = [
    [wanted - nearHours * hourMs, wanted + nearHours * hourMs + 1],
    [midnight(-1), midnight(2)],
    [midnight(-3), midnight(12)],
  ];
  let found: Slot[] = [];
  for (const [from, to] of spans) {
    found = freeSlots(tx, service, now, from, to)
      .sort((a, b) => Math.abs(a.startsAt - wanted) - Math.abs(b.startsAt - wanted))
      .slice(0, alternatives)
      .sort((a, b) => a.startsAt - b.startsAt);
    if (found.length === alternatives) break;
  }
  return found;
}

/** All free slots that start in [from, to), in time order. */
function freeSlots(tx: Tx, service: Service, now: Instant, from: Instant, to: Instant): Slot[] {
  const search = searchOf(tx, service, localDateOf(from), localDateOf(to));
  const busy = busyFor(tx, search, from, to, now);
  return [...freeBetween(search, { now, from, to, busy })];
}

/** Whether somebody's hours still offer a time of this service, whatever is in its way and however soon it is. */
export function isInHours(tx: Tx, service: Service, slot: Slot): boolean {
  const date = localDateOf(slot.startsAt);
  return isSlotOffered(searchOf(tx, service, date, date, slot.practitionerId), slot);
}

/** S5: the slot as offered, and whether it really is; the service's length decides when it ends. */
export function offer(
  tx: Tx,
  service: Service,
  { practitionerId, startsAt }: Pick<Slot, 'practitionerId' | 'startsAt'>,
  now: Instant,
): { slot: Slot; offered: boolean } {
  const slot = { practitionerId, startsAt, endsAt: startsAt + service.lengthMinutes * minuteMs };
  const date = localDateOf(startsAt);
  const search = searchOf(tx, service, date, date, practitionerId);
  const notice = noticeWindow(search.service, now);
  const isInNotice = startsAt >= notice.from && startsAt <= notice.to;
  return { slot, offered: isInNotice && isSlotOffered(search, slot) };
}
