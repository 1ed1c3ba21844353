import { claimedPeriod, holdsExactly, type Slot } from '#domain';
import { claims, newId, type Service, type Tx } from '#db';
import { offer } from './slots.ts';

export type WantedTime = Pick<Slot, 'practitionerId' | 'startsAt'>;

/**
 * What a decision about a time needs, loaded in the transaction that decides: the set that the visit claims (H10), what is
 * around it, and whether it is offered now (S5) or was when this person began to hold it (H12).
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
  const part = { id: newId(), resourceId: slot.practitionerId, ...claimedPeriod(slot, service) };
  const command = { serviceId: service.id, by, startsAt: slot.startsAt, parts: [part], offered };
  const around = claims.forDecision(tx, command.parts, by, appointmentId);
  return { slot, around, command: { ...command, offered: offered || holdsExactly(command, around, now) } };
}
