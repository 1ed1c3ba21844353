import { err, ok, type Result } from './result.ts';
import { overlaps, type Slot } from './slots.ts';
import { minuteMs, type Instant } from './time.ts';

/** How long a chosen time is kept while the request is written. Longer blocks others; shorter hurries the writer. */
export const holdMs = 10 * minuteMs;
/** H8: how long one person can keep a time by holding it again and again. A long request takes about twenty minutes. */
export const holdAtMostMs = 30 * minuteMs;
/** H8: how long others then go first. Shorter, and one person keeps a time nearly all day. */
export const holdPauseMs = 15 * minuteMs;

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
  return claim.kind === 'booking' || claim.expiresAt > now;
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
  const refusal = refuseSlot(command, claims, now);
  if (refusal) return err(refusal);
  const beganAt = heldSince(command.slot, past, now) ?? now;
  if (now >= beganAt + holdAtMostMs)
    return err({ code: 'held-before', againAt: beganAt + holdAtMostMs + holdPauseMs });
  const own = ownHolds(command, claims);
  const same = own.find(
    (hold) =>
      isLive(hold, now) &&
      hold.startsAt === command.slot.startsAt &&
      hold.practitionerId === command.slot.practitionerId,
  );
  const hold: HoldClaim = same ?? {
    kind: 'hold',
    id: command.id,
    serviceId: command.serviceId,
    heldBy: command.by,
    expiresAt: Math.min(now + holdMs, beganAt + holdAtMostMs),
    ...command.slot,
  };
  return ok({ hold, beganAt, removeIds: makeWay(command, claims).filter((id) => id !== hold.id) });
}

/** Since when this person holds the time, or one that overlaps it, again and again; undefined when that is long ago. */
function heldSince(slot: Slot, past: readonly PastHold[], now: Instant): Instant | undefined {
  const began = past
    .filter((hold) => hold.practitionerId === slot.practitionerId && overlaps(hold, slot))
    .map((hold) => hold.beganAt)
    .filter((at) => now < at + holdAtMostMs + holdPauseMs);
  return began.length === 0 ? undefined : Math.min(...began);
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
  const refusal = refuseSlot(command, claims, now);
  if (refusal) return err(refusal);
  return ok({
    claim: { kind: 'booking', id: command.id, appointmentId: command.appointmentId, ...command.slot },
    removeIds: makeWay(command, claims),
  });
}

function refuseSlot(command: HoldCommand, claims: readonly Claim[], now: Instant): SlotRefusal | undefined {
  if (command.slot.startsAt <= now) return { code: 'slot-in-past' };
  if (!command.offered) return { code: 'slot-not-offered' };
  const taken = claims.some(
    (claim) =>
      isInTheWay(claim, command.slot, now) && !(claim.kind === 'hold' && claim.heldBy === command.by),
  );
  return taken ? { code: 'slot-taken' } : undefined;
}

function ownHolds(command: HoldCommand, claims: readonly Claim[]): HoldClaim[] {
  return claims.filter(
    (claim): claim is HoldClaim =>
      claim.kind === 'hold' && claim.heldBy === command.by && claim.serviceId === command.serviceId,
  );
}

/** Whatever is not in the way but would collide with the database's guard: lapsed holds, and one's own (any service). */
function makeWay(command: HoldCommand, claims: readonly Claim[]): string[] {
  const own = ownHolds(command, claims).map((hold) => hold.id);
  const onThisTime = claims
    .filter(
      (c) =>
        c.kind === 'hold' && c.practitionerId === command.slot.practitionerId && overlaps(c, command.slot),
    )
    .map((claim) => claim.id);
  return [...new Set([...own, ...onThisTime])];
}
