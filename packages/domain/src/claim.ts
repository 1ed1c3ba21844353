import type { Period } from './schedule.ts';
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

/**
 * H7: what one viewer is told about a slot; never who has it. `around` is what the visit would claim (S8). What the viewer
 * holds is as long as its visit: a time beside it would take its place (H4).
 */
export function slotState(
  slot: Slot,
  claims: readonly Claim[],
  viewerId: string,
  now: Instant,
  around: Period = slot,
): SlotState {
  if (slot.startsAt <= now) return 'past';
  const isOwn = (claim: Claim) => claim.kind === 'hold' && claim.heldBy === viewerId;
  const living = claims.filter((claim) => claim.practitionerId === slot.practitionerId && isLive(claim, now));
  if (living.some((claim) => !isOwn(claim) && overlaps(claim, around))) return 'taken';
  return living.some((claim) => isOwn(claim) && overlaps(claim, slot)) ? 'held-by-you' : 'free';
}
