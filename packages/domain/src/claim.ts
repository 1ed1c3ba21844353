import {
  bookAll,
  holdAll,
  isLivePart,
  type HoldPart,
  type PartClaim,
  type PastHoldPart,
  type SetCommand,
} from './claim-set.ts';
import { err, ok, type Result } from './result.ts';
import type { Period } from './schedule.ts';
import { overlaps, type Slot } from './slots.ts';
import type { Instant } from './time.ts';

/* A visit with one practitioner is the set of one resource; the rules are those of claim-set.ts. */

/** A practitioner's time that somebody has taken: for ten minutes, or for an appointment. */
export type Claim = HoldClaim | BookingClaim;
export type HoldClaim = Slot & {
  kind: 'hold';
  id: string;
  serviceId: string;
  heldBy: string;
  expiresAt: Instant;
};
export type BookingClaim = Slot & { kind: 'booking'; id: string; appointmentId: string };

/** That a person began to hold a time: remembered after it was given back or ran out (H8). */
export type PastHold = Slot & { beganAt: Instant };

export type SlotRefusal = { code: 'slot-in-past' | 'slot-not-offered' | 'slot-taken' };
/** H8: when this person can hold the time again. It can be confirmed all along (H6). */
export type HoldRefusal = SlotRefusal | { code: 'held-before'; againAt: Instant };

/** H1: a hold counts until the instant at which it expires, a booking until it is cancelled. */
export function isLive(claim: Claim, now: Instant): boolean {
  return isLivePart(claim, now);
}

export type SlotState = 'free' | 'held-by-you' | 'taken' | 'past';

/** H7: what one viewer is told about a slot; never who has it. `around` is what the visit would claim (S8). */
export function slotState(
  slot: Slot,
  claims: readonly Claim[],
  viewerId: string,
  now: Instant,
  around: Period = slot,
): SlotState {
  if (slot.startsAt <= now) return 'past';
  const inTheWay = claims.filter((claim) => isInTheWay(claim, { ...slot, ...around }, now));
  if (inTheWay.length === 0) return 'free';
  return inTheWay.every((claim) => claim.kind === 'hold' && claim.heldBy === viewerId)
    ? 'held-by-you'
    : 'taken';
}

const isInTheWay = (claim: Claim, slot: Slot, now: Instant) =>
  claim.practitionerId === slot.practitionerId && isLive(claim, now) && overlaps(claim, slot);

export type HoldCommand = {
  id: string;
  serviceId: string;
  slot: Slot;
  by: string;
  /** Whether the schedules offer exactly this slot (S5). */
  offered: boolean;
};

export type HoldDecision = {
  hold: HoldClaim;
  /** When this person began to hold this time, to be remembered (H8). */
  beganAt: Instant;
  /** Claims that make way: lapsed ones on this time, and what this person held of the same service (H4). */
  removeIds: string[];
};

/**
 * H2–H5, H8: taking a time for ten minutes. `claims` are the practitioner's around the slot and all holds of this person;
 * `past` is what this person has held. Choosing again what one holds already gives the same hold with the same end, so a
 * double click costs nobody a minute.
 */
export function placeHold(
  command: HoldCommand,
  claims: readonly Claim[],
  now: Instant,
  past: readonly PastHold[] = [],
): Result<HoldDecision, HoldRefusal> {
  const decision = holdAll(
    setOf(command),
    claims.map(partOf),
    now,
    past.map(ofResource<PastHold, PastHoldPart>),
  );
  if (!decision.ok)
    return err(decision.error.code === 'held-before' ? decision.error : { code: decision.error.code });
  const { claims: holds, beganAt, removeIds } = decision.value;
  return ok({ hold: ofPractitioner<HoldPart, HoldClaim>(holds[0]!), beganAt, removeIds });
}

export type BookDecision = { claim: BookingClaim; removeIds: string[] };

/**
 * H6: a time can be confirmed by whoever holds it, and also by anybody while nobody else has it: an expired hold costs
 * its writer nothing as long as the time is still free.
 */
export function bookSlot(
  command: HoldCommand & { appointmentId: string },
  claims: readonly Claim[],
  now: Instant,
): Result<BookDecision, SlotRefusal> {
  const { appointmentId } = command;
  const decision = bookAll({ ...setOf(command), appointmentId }, claims.map(partOf), now);
  if (!decision.ok) {
    const { code } = decision.error;
    if (code === 'override-forbidden' || code === 'reason-needed')
      throw new Error('nothing is overridden here');
    return err({ code });
  }
  const { id } = command;
  return ok({
    claim: { kind: 'booking', id, appointmentId, ...command.slot },
    removeIds: decision.value.removeIds,
  });
}

function setOf({ id, serviceId, slot, by, offered }: HoldCommand): SetCommand {
  const { practitionerId, startsAt, endsAt } = slot;
  return { serviceId, by, offered, startsAt, parts: [{ id, resourceId: practitionerId, startsAt, endsAt }] };
}

const partOf = (claim: Claim): PartClaim => ofResource<Claim, PartClaim>(claim);

/** A practitioner is a resource under the same id. */
function ofResource<From extends { practitionerId: string }, To>({ practitionerId, ...rest }: From): To {
  return { ...rest, resourceId: practitionerId } as To;
}
function ofPractitioner<From extends { resourceId: string }, To>({ resourceId, ...rest }: From): To {
  return { ...rest, practitionerId: resourceId } as To;
}
