import { claimedPeriod, holdsExactly, type Slot } from '#domain';
import { claims, newId, type Service, type Tx } from '#db';
import { Refusal } from '../refusal.ts';
import { busyElsewhere, isPanelOffered } from './panel.ts';
import { offer } from './slots.ts';

export type WantedTime = Pick<Slot, 'practitionerId' | 'startsAt'> & {
  /** Whose time it takes besides the practitioner's: a panel (H10). */
  alsoIds?: readonly string[];
};

/**
 * What a decision about a time needs, loaded in the transaction that decides: the set that the visit claims (H10), what is
 * around it, and whether it is offered now (S5, N1) or was when this person began to hold it (H12).
 *
 * @param by Whose holds are not in the way.
 * @param appointmentId The visit that moves, whose own claims count as well.
 */
export function loadWantedTime(
  tx: Tx,
  service: Service,
  wanted: WantedTime,
  by: string,
  now: number,
  appointmentId?: string,
) {
  const { slot, offered } = offer(tx, service, wanted, now);
  const alsoIds = (wanted.alsoIds ?? []).filter((id) => id !== slot.practitionerId);
  const period = claimedPeriod(slot, service);
  const parts = [slot.practitionerId, ...alsoIds].map((resourceId) => ({
    id: newId(),
    resourceId,
    ...period,
  }));
  const ids = { hostId: slot.practitionerId, requiredIds: alsoIds };
  const isPanel = alsoIds.length > 0;
  if (isPanel && busyElsewhere(tx, alsoIds, period.startsAt, period.endsAt, appointmentId).length > 0)
    throw new Refusal('slot-taken', { details: { alternatives: [] } });
  const isOffered = isPanel ? isPanelOffered(tx, service, ids, slot.startsAt, now) : offered;
  const command = { serviceId: service.id, by, startsAt: slot.startsAt, parts, offered: isOffered };
  const around = claims.forDecision(tx, parts, by, appointmentId);
  return { slot, around, command: { ...command, offered: isOffered || holdsExactly(command, around, now) } };
}
