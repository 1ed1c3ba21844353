import { chooseResources, claimedPeriod, holdsExactly, minuteMs, type Period, type Slot } from '#domain';
import { accounts, claims, newId, type Service, type Tx } from '#db';
import { Refusal } from '../refusal.ts';
import { busyElsewhere } from './busy-elsewhere.ts';
import { isPanelOffered } from './panel.ts';
import { offer } from './slots.ts';

export type WantedTime = Pick<Slot, 'practitionerId' | 'startsAt'> & {
  /** Whose time it takes besides the practitioner's: a panel (H10). */
  alsoIds?: readonly string[];
};

/**
 * What a decision about a time needs, loaded in the transaction that decides: the set that the visit claims (H10), rooms and
 * devices among it (D3), what is around it, and whether it is offered now (S5, N1) or was when this person began to hold it (H12).
 *
 * @param by Whose holds are not in the way.
 * @param appointmentId The visit that moves, whose own claims count as well. `isLook`: nothing is decided, and nothing refused.
 */
export function loadWantedTime(
  tx: Tx,
  service: Service,
  wanted: WantedTime,
  by: string,
  now: number,
  { appointmentId, isLook = false }: { appointmentId?: string; isLook?: boolean } = {},
) {
  const { slot, offered } = offer(tx, service, wanted, now);
  const alsoIds = (wanted.alsoIds ?? []).filter((id) => id !== slot.practitionerId);
  const period = claimedPeriod(slot, service);
  const people = [slot.practitionerId, ...alsoIds];
  const { around, parts, hasAll } = partsOf(tx, service, people, period, { by, appointmentId }, now);
  const ids = { hostId: slot.practitionerId, requiredIds: alsoIds };
  const isPanel = alsoIds.length > 0;
  if (
    isPanel &&
    !isLook &&
    busyElsewhere(tx, alsoIds, period.startsAt, period.endsAt, appointmentId).length > 0
  )
    throw new Refusal('slot-taken', { details: { alternatives: [] } });
  const isOffered = (isPanel ? isPanelOffered(tx, service, ids, slot.startsAt, now) : offered) && hasAll;
  const command = { serviceId: service.id, by, startsAt: slot.startsAt, parts, offered: isOffered };
  // V12: of somebody who works elsewhere by now, or whose account was closed, nobody has a time.
  const worksThere = () =>
    accounts.all(tx, [slot.practitionerId])[0]?.organisationId === service.organisationId;
  const wasOffered = () => holdsExactly(command, around, now) && worksThere();
  return { slot, around, command: { ...command, offered: isOffered || wasOffered() } };
}

/**
 * The set that a visit of these people claims (H10), with rooms and devices that its service needs (D3), and all that is
 * around it. `hasAll` is false when there is nothing to choose for a need.
 */
export function partsOf(
  tx: Tx,
  service: Service,
  peopleIds: readonly string[],
  period: Period,
  { by, appointmentId }: { by: string; appointmentId?: string | undefined },
  now: number,
) {
  const ofAll = (resourceIds: readonly string[]) =>
    resourceIds.map((resourceId) => ({ resourceId, ...period }));
  const around = claims.forDecision(tx, ofAll([...peopleIds, ...service.needs.flat()]), by, appointmentId);
  // D3: decided on what stands now; what is chosen is then in the way or not like anybody's time.
  const things = chooseResources(service.needs, { period, by, appointmentId }, around, now);
  // Somebody who sends a room's id in a person's place is told that it is not offered: it keeps no hours.
  const parts = ofAll([...new Set([...peopleIds, ...things])]).map((part) => ({ id: newId(), ...part }));
  return { around, parts, hasAll: things.length === service.needs.length };
}

/**
 * H12: the service with the length and the rests that it had when this person began to hold that very time: so it is booked,
 * whatever the service says since. It could be booked directly then, so it still can where requests are assessed first now.
 */
export function serviceAsHeld(
  tx: Tx,
  service: Service,
  wanted: WantedTime,
  by: string,
  now: number,
): Service {
  const held = claims
    .holdOf(tx, by, service.id, now)
    .find(
      ({ practitionerId, startsAt }) =>
        practitionerId === wanted.practitionerId && startsAt === wanted.startsAt,
    );
  if (!held) return service;
  const { startsAt, endsAt, bufferBeforeMinutes, bufferAfterMinutes } = held;
  const lengthMinutes = (endsAt - startsAt) / minuteMs;
  const route = service.route === 'triage' ? 'direct' : service.route;
  return { ...service, route, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes };
}
