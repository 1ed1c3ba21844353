import {
  addDays,
  bookAll,
  isLocalDate,
  localDateOf,
  mondayOf,
  triage,
  type BookingPart,
  type LocalDate,
  type RequestContent,
  type SetDecision,
  type Slot,
} from '#domain';
import { accounts, claims, newId, requests, type Service, type TriageOverview, type Tx } from '#db';
import type { Body, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { OfferViewer, UserViewer } from '../viewer.ts';
import { alternativesTo } from './alternatives.ts';
import { isThere, mustBeThere } from './book-for.ts';
import { endOpenOffer } from './close-offer.ts';
import { createVisit } from './create-visit.ts';
import { weekOfTimes } from './free-week.ts';
import { withRequester } from './panel.ts';
import { loadSlots, nextFreeSlots } from './slots.ts';
import {
  decided,
  findHandled,
  saveDecision,
  serviceInUse,
  serviceOf,
  stateOf,
  tellOfRequest,
} from './triage-common.ts';
import { areThings, handlerNames, withNamed } from './visit-resources.ts';
import { loadWantedTime } from './wanted-time.ts';

/** Y10: the free times of the service, a week at a time, to choose one of for the requester. */
export function listTimesForRequest(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { week }: Query<'listTimesForRequest'>,
): Reply<'listTimesForRequest'> {
  if (week !== undefined && !isLocalDate(week))
    throw new Refusal('bad-request', { fields: { week: 'date' } });
  const now = deps.now();
  return deps.store.read((tx) => {
    const service = serviceOf(tx, findHandled(tx, viewer, id));
    // V13: one that is out of use has no times.
    const freeFrom = (monday: LocalDate): Slot[] =>
      service.active
        ? loadSlots(tx, service, viewer.userId, now, monday, addDays(monday, 6)).filter(
            ({ state }) => state === 'free',
          )
        : [];
    const first = () => (service.active ? nextFreeSlots(tx, service, now, 1)[0]?.startsAt : undefined) ?? now;
    return weekOfTimes(tx, freeFrom, now, mondayOf(week ?? localDateOf(first())));
  });
}

/**
 * Y10: gives a request its time: the visit, its claims, its people and their messages, and the request's new state are
 * decided and written in one transaction. With `requiredIds` it is a team's time (N1, H10).
 */
export function acceptRequest(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  body: Body<'acceptRequest'>,
): Reply<'acceptRequest'> {
  const now = deps.now();
  const appointmentId = newId();
  const booked = deps.store.write((tx) => {
    const found = findHandled(tx, viewer, id);
    const { row } = found;
    // Y20: what was offered meanwhile is in nobody's way, and least of all when it is that very time.
    const freedIds = endOpenOffer(tx, row.id, viewer.userId, now);
    // Before anything is booked: whoever has not got it changes nothing.
    const state = decided(tx, triage.accept(stateOf(found), viewer.userId, appointmentId, now));
    mustBeThere(tx, row.requesterId);
    const named = body.resourceIds ?? row.content.resourceIds;
    const service = withNamed(tx, handlerNames(viewer, row), serviceInUse(tx, found), named);
    const team = [...body.requiredIds, ...body.optionalIds].filter((each) => each !== viewer.userId);
    if (!accounts.areColleagues(tx, viewer.userId, team))
      throw new Refusal('incomplete', { fields: { requiredIds: 'unknown-colleague' } });
    const isTeam = body.requiredIds.length > 0;
    const alsoIds = isTeam ? withRequester(row.requesterId, body.requiredIds) : [];
    const wanted = { practitionerId: body.practitionerId, startsAt: body.startsAt, alsoIds };
    const { slot, around, command } = loadWantedTime(tx, service, wanted, viewer.userId, now);
    const booking = bookAll({ ...command, appointmentId }, around, now);
    if (!booking.ok) {
      const { error } = booking;
      const isRoom = error.code === 'slot-taken' && areThings(tx, error.resourceIds);
      throw new Refusal(isRoom ? 'room-taken' : error.code, {
        details: { alternatives: alternativesTo(tx, deps, service, slot.startsAt) },
      });
    }
    const colleagueIds = [
      ...new Set([...row.content.colleagueIds, ...body.requiredIds, ...body.optionalIds]),
    ];
    const required = [...new Set(body.requiredIds)].filter((each) => each !== slot.practitionerId);
    const content = {
      ...row.content,
      colleagueIds: colleagueIds.filter((each) => each !== row.requesterId),
      ...(isTeam && { requiredIds: required }),
      // D6: a visit that moves keeps what was named for it.
      ...(body.resourceIds !== undefined && { resourceIds: body.resourceIds }),
    };
    const { tellUserIds } = bookForRequest(tx, deps, viewer, found, {
      ...{ appointmentId, service, slot, booking: booking.value, content },
    });
    saveDecision(tx, viewer, found, state, { kind: 'accept' }, now);
    return { found, tellUserIds, freedIds: [...freedIds, slot.practitionerId] };
  });
  for (const userId of booked.tellUserIds) deps.live.emit('my-day-changed', userId);
  deps.live.emit('visit-booked', appointmentId);
  tellOfRequest(deps, booked.found, { freedIds: booked.freedIds });
  return { appointmentId };
}

type Booked = {
  appointmentId: string;
  service: Service;
  slot: Slot;
  booking: SetDecision<BookingPart>;
  content: RequestContent;
};

/**
 * Writes what a decided time of a request comes to: its claims, the request and the visit in the requester's name, with its
 * people and their messages. For within the transaction that decided.
 */
export function bookForRequest(
  tx: Tx,
  deps: Deps,
  actor: UserViewer | OfferViewer,
  { row }: TriageOverview,
  { appointmentId, service, slot, booking, content: asked }: Booked,
): { tellUserIds: string[] } {
  claims.remove(tx, booking.removeIds);
  // U4: a request waits for weeks; whoever takes part in no visit any more is invited to nothing.
  const colleagueIds = asked.colleagueIds.filter((id) => isThere(tx, id));
  const content = { ...asked, colleagueIds };
  requests.insert(tx, {
    ...{ id: row.id, organisationId: row.requesterOrganisationId, serviceId: row.serviceId },
    ...{ requesterId: row.requesterId, caseId: row.caseId, content, status: 'accepted' },
    ...{ savedAt: deps.now(), submittedAt: row.submittedAt },
  });
  return createVisit(tx, deps, actor, {
    ...{ id: appointmentId, service, slot, claims: booking.claims, requestId: row.id, content },
    fills: row.fills,
    requester: { userId: row.requesterId, organisationId: row.requesterOrganisationId },
  });
}
