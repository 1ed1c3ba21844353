import type { Instant } from './time.ts';
import { isLivePart } from './claim-set.ts';
import { overlaps, type Slot } from './slots.ts';

/** A practitioner's time that somebody has taken, as a viewer of slots meets it: for ten minutes, or for an appointment. */
export type Claim = HoldClaim | BookingClaim;
export type HoldClaim = Slot & {
  kind: 'hold';
  id: string;
  serviceId: string;
  heldBy: string;
  expiresAt: Instant;
};
export type BookingClaim = Slot & { kind: 'booking'; id: string; appointmentId: string };

/** H1: a hold counts until the instant at which it expires, a booking until it is cancelled. */
export function isLive(claim: Claim, now: Instant): boolean {
  return isLivePart(claim, now);
}

export type SlotState = 'free' | 'held-by-you' | 'taken' | 'past';

/** H7: what one viewer is told about a slot; never who has it. */
export function slotState(slot: Slot, claims: readonly Claim[], viewerId: string, now: Instant): SlotState {
  if (slot.startsAt <= now) return 'past';
  const inTheWay = claims.filter((claim) => isInTheWay(claim, slot, now));
  if (inTheWay.length === 0) return 'free';
  return inTheWay.every((claim) => claim.kind === 'hold' && claim.heldBy === viewerId)
    ? 'held-by-you'
    : 'taken';
}

const isInTheWay = (claim: Claim, slot: Slot, now: Instant) =>
  claim.practitionerId === slot.practitionerId && isLive(claim, now) && overlaps(claim, slot);
