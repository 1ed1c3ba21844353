import type { Appointment } from './appointment.ts';
import type { Encounter } from './encounter.ts';
import type { Modality } from './service.ts';
import { dayMs, hourMs, minuteMs, type Instant } from './time.ts';

/** Earlier lets people settle in; too early fills the waiting room before the specialist's previous visit ends. */
export const guestEarlyMs = 15 * minuteMs;
/** The host prepares before the first guest can knock. */
const hostAheadMs = 15 * minuteMs;
/** A visit that runs over is not cut; one that everybody forgot ends by itself. */
export const overrunMs = 2 * hourMs;
/** J3, P5: for how long after its planned end a visit can still go on; by phone and on site it is held by then. */
export const goesOnMs = (modality: Modality): number => (modality === 'video' ? overrunMs : 0);
/** J4: a link works until a day after the visit, so that a late look says "it is over" instead of "wrong link". */
export const linkAfterMs = dayMs;

export type JoinPhase =
  | { phase: 'early'; opensAt: Instant }
  | { phase: 'open' }
  | { phase: 'over' }
  | { phase: 'cancelled' }
  | { phase: 'missed' };

/** J1: when the door opens; `earlyMs` is how long before the start it does for guests. */
export const doorOpensAt = (
  startsAt: Instant,
  who: 'host' | 'participant',
  earlyMs = guestEarlyMs,
): Instant => startsAt - earlyMs - (who === 'host' ? hostAheadMs : 0);

/**
 * J1–J3: whether somebody may come in now, from the appointment, its encounter and its join window alone.
 *
 * @param afterMs How long it can go on after its planned end (`goesOnMs`).
 */
export function joinPhase(
  appointment: Appointment,
  encounter: Encounter,
  who: 'host' | 'participant',
  now: Instant,
  earlyMs = guestEarlyMs,
  afterMs = overrunMs,
): JoinPhase {
  if (appointment.status === 'cancelled') return { phase: 'cancelled' };
  if (appointment.status === 'noshow') return { phase: 'missed' };
  if (encounter.status === 'finished') return { phase: 'over' };
  if (now >= appointment.endsAt + afterMs) return { phase: 'over' };
  const opensAt = doorOpensAt(appointment.startsAt, who, earlyMs);
  return now < opensAt ? { phase: 'early', opensAt } : { phase: 'open' };
}

export type LinkValidity = 'valid' | 'expired' | 'revoked';

/** J4, J5: a guest's link lives from the invitation to a day after the visit unless it is revoked. */
export function linkValidity(
  link: { validUntil: Instant; revokedAt: Instant | null },
  now: Instant,
): LinkValidity {
  if (link.revokedAt !== null) return 'revoked';
  return now < link.validUntil ? 'valid' : 'expired';
}
