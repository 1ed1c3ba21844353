// Longer than others: who of a panel can when is read, offered and looked at again before booking by the same few steps.
import { m } from '#messages';
import {
  addDays,
  dayMs,
  instantOf,
  isLive,
  isLocalDate,
  localDateOf,
  mergePeriods,
  noticeWindow,
  officeHoursOf,
  openHours,
  overlaps,
  panelStepMinutes,
  panelTimes,
  minuteMs,
  type Claim,
  type Instant,
  type Language,
  type PanelNeed,
  type PanelPerson,
  type Period,
} from '#domain';
import { accounts, appointments, claims, resources, services, type Service, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { nameIn } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { requesterOf } from './book-for.ts';
import { keptHours } from './open-periods.ts';
import { searchOf, timesOf } from './slots.ts';
import { findHandled, serviceInUse } from './triage-common.ts';
import { handlerNames, withNamed } from './visit-resources.ts';

/** How far ahead times are looked for at once: two months; farther, and nobody's hours are certain. */
export const panelDays = 60;
/** More than these nobody reads. */
const shownTimes = 40;
/** Every quarter of the span, as far as it goes. */
const allTimes = panelDays * 24 * 4;
/** A panel claims the time before and after it, which can reach into the next day. */
const reachDays = 1;

/** Who has to be there besides the host, and who may. */
export type PanelIds = { hostId: string; requiredIds: readonly string[]; optionalIds?: readonly string[] };

/**
 * N1–N5: when all who are required can, those who ask among them; or, when there is no such time, who blocks most. Of everybody
 * only free or busy is told (N2).
 */
export function findPanelTimes(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  body: Body<'findPanelTimes'>,
): Reply<'findPanelTimes'> {
  return deps.store.read((tx) => {
    const found = services.requestable(tx, viewer.organisationId, serviceId);
    if (!found) throw new Refusal('service-gone');
    if (found.route === 'triage') throw new Refusal('triage-only');
    const service = withNamed(tx, viewer, found, body.resourceIds);
    const requester = requesterOf(tx, viewer, body.requesterId);
    return timesOfPanel(tx, deps, viewer, service, requester.userId, body);
  });
}

/** The same for a request without a time (Y10): whoever sent it takes part, and who handles it need not. */
export function findTeamTimes(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  body: Body<'findTeamTimes'>,
): Reply<'findTeamTimes'> {
  return deps.store.read((tx) => {
    const found = findHandled(tx, viewer, id);
    const named = body.resourceIds ?? found.row.content.resourceIds;
    const service = withNamed(tx, handlerNames(viewer, found.row), serviceInUse(tx, found), named);
    return timesOfPanel(tx, deps, viewer, service, found.row.requesterId, body);
  });
}

function timesOfPanel(
  tx: Tx,
  { now: clock }: Pick<Deps, 'now'>,
  viewer: UserViewer,
  service: Service,
  requesterId: string,
  body: Body<'findTeamTimes'> & { apart?: boolean },
): Reply<'findPanelTimes'> {
  const { fromDate } = body;
  if (!isLocalDate(fromDate)) throw new Refusal('bad-request', { fields: { fromDate: 'date' } });
  const now = clock();
  const requiredIds = withRequester(requesterId, body.requiredIds);
  const optionalIds = body.optionalIds.filter((id) => !requiredIds.includes(id));
  mustBeKnown(tx, viewer, [...requiredIds, ...optionalIds]);
  if (!services.isOfferedBy(tx, service.id, body.practitionerId))
    throw new Refusal('incomplete', { fields: { practitionerId: 'required' } });
  const ids = { hostId: body.practitionerId, requiredIds, optionalIds };
  const toDate = addDays(fromDate, Math.min(body.days, panelDays));
  const from = Math.max(instantOf(fromDate, '00:00'), now);
  // S11: what is beyond the latest notice is told of once, not as in everybody's way.
  const notice = noticeWindow(timesOf(service), now);
  const end = instantOf(toDate, '00:00');
  const to = Math.min(end, notice.to + 1);
  const lastDate = to < end ? localDateOf(notice.to) : null;
  if (from >= to) return { times: [], hasMore: false, blockers: [], lastDate };
  const limit = body.apart ? allTimes : shownTimes + 1;
  const answer = timesFor(tx, service, ids, viewer.userId, now, from, to, { limit });
  const names = new Map(
    accounts.all(tx, [ids.hostId, ...requiredIds, ...optionalIds]).map(({ id, name }) => [id, name] as const),
  );
  for (const choices of service.needs)
    names.set(idOfNeed(choices), namesOf(tx, choices, viewer.account.language));
  const nameOf = (id: string) => names.get(id) ?? '';
  if (answer.kind === 'found') {
    const found = body.apart ? apartFrom(answer.times) : answer.times;
    return {
      times: found
        .slice(0, shownTimes)
        .map(({ startsAt, endsAt, busyIds }) => ({ startsAt, endsAt, missing: busyIds.map(nameOf) })),
      hasMore: found.length > shownTimes,
      blockers: [],
      lastDate,
    };
  }
  return {
    times: [],
    hasMore: false,
    lastDate,
    blockers: answer.blockers.map(({ personId, alone, total, by }) => ({
      ...{ personId, name: nameOf(personId), alone, total, busy: by.busy },
      ...{ noHours: by['no-hours'], notice: by.notice },
    })),
  };
}

/** Of times that overlap the best one, by day rather than by quarter; one more than is shown tells that there are more. */
function apartFrom<T extends Period>(times: readonly T[]): T[] {
  const kept: T[] = [];
  for (const time of times)
    if (kept.length <= shownTimes && !kept.some((each) => overlaps(each, time))) kept.push(time);
  return kept;
}

/** Whoever calls a meeting is in it. */
export const withRequester = (requesterId: string, requiredIds: readonly string[]): string[] => [
  ...new Set([...requiredIds, requesterId]),
];

/** N1: people whom the viewer may call to a meeting; of nobody and nothing else is the time taken, or told. */
export function mustBeKnown(tx: Tx, viewer: UserViewer, ids: readonly string[]): void {
  const others = ids.filter((id) => id !== viewer.userId);
  if (!accounts.areColleagues(tx, viewer.userId, others))
    throw new Refusal('incomplete', { fields: { requiredIds: 'unknown-colleague' } });
}

/** Times that begin in [from, to). `by` is whose holds are not in the way, `exceptId` a visit that would move. */
export function timesFor(
  tx: Tx,
  service: Service,
  ids: PanelIds,
  by: string,
  now: Instant,
  from: Instant,
  to: Instant,
  { exceptId, limit = shownTimes }: { exceptId?: string; limit?: number } = {},
) {
  const exceptIds = exceptId === undefined ? [] : [exceptId];
  const people = withinNotice(panelPeople(tx, service, ids, by, now, from, to, exceptIds), service, now);
  const { lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes } = service;
  const rests = { bufferBeforeMinutes, bufferAfterMinutes };
  // All that are found are looked at in order of time where it matters: a week or two months have some thousands at most.
  const needs = needsFor(tx, service, by, now, from, to, exceptIds);
  return panelTimes({ people, needs, lengthMinutes, ...rests, from, to, limit });
}

/** A need is told of by its first choice; without any, it has no id of its own. */
const idOfNeed = (choices: readonly string[]): string => choices[0] ?? 'none';

const namesOf = (tx: Tx, choices: readonly string[], language: Language): string =>
  resources
    .named(tx, choices)
    .map((thing) => nameIn(thing, language))
    .join(' / ') || m.resources_title({}, { locale: language });

/** D4: when what the service needs is taken; one's own hold, and the visit that moves, are not in the way. */
export function needsFor(
  tx: Tx,
  { needs }: Service,
  by: string,
  now: Instant,
  from: Instant,
  to: Instant,
  exceptIds: readonly string[] = [],
): PanelNeed[] {
  const span = [from - reachDays * dayMs, to + reachDays * dayMs] as const;
  const taken = claims
    .around(tx, needs.flat(), ...span)
    .filter((claim) => isLive(claim, now) && !isOwnOrMoving(claim, by, exceptIds));
  return needs.map((choices) => ({
    id: idOfNeed(choices),
    choices: choices.map((id) => mergePeriods(taken.filter(({ practitionerId }) => practitionerId === id))),
  }));
}

/** @param by One person, or `anybody`. */
const isOwnOrMoving = (claim: Claim, by: string, exceptIds: readonly string[]): boolean =>
  claim.kind === 'hold' ? by === 'anybody' || claim.heldBy === by : exceptIds.includes(claim.appointmentId);

/** Whether a panel is offered at exactly this time, as far as everybody's hours and the notice go (N1, N5). */
export function isPanelOffered(
  tx: Tx,
  service: Service,
  ids: PanelIds,
  startsAt: Instant,
  now: Instant,
): boolean {
  if (startsAt % (panelStepMinutes * minuteMs) !== 0) return false;
  if (startsAt > noticeWindow(timesOf(service), now).to) return false;
  const people = panelPeople(tx, service, ids, '', now, startsAt, startsAt + 1).map((person) => ({
    ...person,
    busy: [],
  }));
  const { lengthMinutes } = service;
  const rests = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  return (
    panelTimes({ people, lengthMinutes, ...rests, from: startsAt, to: startsAt + 1, limit: 1 }).kind ===
    'found'
  );
}

/** S11: nobody of a panel is asked for what begins later than the service is booked; a series may reach farther (T3). */
const withinNotice = (people: readonly PanelPerson[], service: Service, now: Instant): PanelPerson[] => {
  const { to: noticeTo } = noticeWindow(timesOf(service), now);
  return people.map((person) => ({ ...person, noticeTo }));
};

/**
 * N6: at which of these times, by their starts, a visit of their length can still be booked: what somebody only holds may be
 * free again, and is not in the way. Each is looked at by itself, so that it costs the same however far apart they are.
 */
export function stillFree(
  tx: Tx,
  service: Service,
  ids: PanelIds,
  times: readonly Period[],
  now: Instant,
): Set<Instant> {
  const notice = noticeWindow(timesOf(service), now);
  const { bufferBeforeMinutes, bufferAfterMinutes } = service;
  const isFree = ({ startsAt, endsAt }: Period): boolean => {
    const lengthMinutes = (endsAt - startsAt) / minuteMs;
    const span = [startsAt, startsAt + 1] as const;
    const people = panelPeople(tx, service, ids, 'anybody', now, ...span);
    const needs = needsFor(tx, service, 'anybody', now, ...span);
    const query = { people, needs, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes };
    const answer = panelTimes({ ...query, from: startsAt, to: startsAt + 1, limit: 1 });
    return answer.kind === 'found' && answer.times[0]?.startsAt === startsAt;
  };
  const isOpen = (time: Period) => time.startsAt > now && time.startsAt <= notice.to && isFree(time);
  return new Set(times.filter(isOpen).map(({ startsAt }) => startsAt));
}

/**
 * N1, N2, N5: everybody with their hours and what takes their time, around times that begin in [from, to).
 *
 * @param by Whose holds are not in the way: one person's, or anybody's. @param exceptIds Visits that would move, whose claims are not either.
 */
export function panelPeople(
  tx: Tx,
  service: Service,
  { hostId, requiredIds, optionalIds = [] }: PanelIds,
  by: string,
  now: Instant,
  from: Instant,
  to: Instant,
  exceptIds: readonly string[] = [],
): PanelPerson[] {
  const fromDate = addDays(localDateOf(from), -reachDays);
  const toDate = addDays(localDateOf(to), reachDays);
  const all = [...new Set([hostId, ...requiredIds, ...optionalIds])];
  const span = [instantOf(fromDate, '00:00'), instantOf(addDays(toDate, 1), '00:00')] as const;
  const busy = new Map<string, Period[]>(all.map((id) => [id, []]));
  for (const claim of claims.around(tx, all, ...span)) {
    if (isLive(claim, now) && !isOwnOrMoving(claim, by, exceptIds))
      busy.get(claim.practitionerId)!.push(claim);
  }
  for (const visit of appointments.ofPeople(tx, all, ...span))
    if (!exceptIds.includes(visit.appointmentId)) busy.get(visit.userId)!.push(visit);
  const host = searchOf(tx, service, fromDate, toDate, hostId).timetables[0];
  return all.map((id) => ({
    id,
    required: id === hostId || requiredIds.includes(id),
    hours:
      id === hostId
        ? host
          ? openHours(host, fromDate, toDate, service.id)
          : []
        : // N5: of who keeps no hours, the office's.
          (keptHours(tx, id, fromDate, toDate) ?? officeHoursOf(fromDate, toDate)),
    busy: mergePeriods(busy.get(id)!.map(({ startsAt, endsAt }) => ({ startsAt, endsAt }))),
    noticeFrom: noticeWindow(timesOf(service), now).from,
  }));
}
