import type { PartClaim, BookingPart, SetDecision } from './claim-set.ts';
import { isLivePart, wholeHolds } from './claim-set.ts';
import type { Encounter } from './encounter.ts';
import type { AppointmentStatus } from './appointment.ts';
import { err, ok, type Result } from './result.ts';
import type { SeatStatus } from './seat.ts';
import { overlaps } from './slots.ts';
import { hourMs, minuteMs, type Instant } from './time.ts';

/** L1: how long before its end those who host a visit are told. Shorter is too late to round off what is being said. */
export const endWarningMs = 5 * minuteMs;
export type EndPhase = 'running' | 'ending' | 'over';

/** L1: whether a visit that goes on is to be rounded off, or its time is up. */
export function endPhase(endsAt: Instant, now: Instant): EndPhase {
  if (now >= endsAt) return 'over';
  return now >= endsAt - endWarningMs ? 'ending' : 'running';
}

/** L2: by how many minutes a visit can be made longer at a time. */
export const extensionChoices = [5, 10, 15] as const;
export type ExtensionMinutes = (typeof extensionChoices)[number];
/** L2: no visit is longer, however often it is extended: the database looks no further back for overlaps. */
export const longestVisitMs = 8 * hourMs;

export type ExtendRefusal =
  | { code: 'not-in-progress' }
  | { code: 'extension-too-long' }
  /** Whose time is taken: what follows does not allow it. */
  | { code: 'slot-taken'; resourceIds: string[] };

export type RunningVisit = {
  appointmentId: string;
  startsAt: Instant;
  endsAt: Instant;
  encounter: Encounter;
  /** Q12: whose visit it is, and the id of a claim of theirs where it has none: they took it over once its time was up. */
  host?: { resourceId: string; claimId: string };
};

/** L2: the end that so many minutes bring; from now where the planned end is past, in whole minutes. */
export function extendedEnd(endsAt: Instant, minutes: ExtensionMinutes, now: Instant): Instant {
  const from = Math.max(endsAt, Math.ceil(now / minuteMs) * minuteMs);
  return from + minutes * minuteMs;
}

/**
 * L2: a visit that goes on is made longer for all its people and rooms, or for none: each claim, with its rests, must stay
 * clear of every other. `claims` are its own and all that touch the longer time.
 */
export function extend(
  visit: RunningVisit,
  minutes: ExtensionMinutes,
  claims: readonly PartClaim[],
  now: Instant,
): Result<SetDecision<BookingPart> & { endsAt: Instant }, ExtendRefusal> {
  if (visit.encounter.status !== 'in-progress') return err({ code: 'not-in-progress' });
  const endsAt = extendedEnd(visit.endsAt, minutes, now);
  if (endsAt - visit.startsAt > longestVisitMs) return err({ code: 'extension-too-long' });
  const own = ownClaims(visit.appointmentId, claims);
  const longer = [
    ...own.map((part) => ({ ...part, endsAt: part.endsAt + endsAt - visit.endsAt })),
    ...claimOfHost(visit, own, endsAt, now),
  ];
  const others = claims.filter(({ id }) => !own.some((part) => part.id === id));
  const met = others.filter((other) =>
    longer.some((part) => part.resourceId === other.resourceId && overlaps(part, other)),
  );
  const taken = met.filter((other) => isLivePart(other, now));
  if (taken.length > 0)
    return err({ code: 'slot-taken', resourceIds: [...new Set(taken.map(({ resourceId }) => resourceId))] });
  const removeIds = [...own.map(({ id }) => id), ...wholeHolds(claims, met)];
  return ok({ endsAt, claims: longer, removeIds, events: [] });
}

/** Q12: what it is longer by is the time of whoever has it, also where they took nothing of it before. */
function claimOfHost(
  { appointmentId, endsAt: before, host }: RunningVisit,
  own: readonly BookingPart[],
  endsAt: Instant,
  now: Instant,
): BookingPart[] {
  if (!host || own.some(({ resourceId }) => resourceId === host.resourceId)) return [];
  const { claimId: id, resourceId } = host;
  const startsAt = Math.max(before, Math.min(now, endsAt - minuteMs));
  return [{ kind: 'booking', id, appointmentId, resourceId, startsAt, endsAt }];
}

/** L3: what can be done about a visit that runs over, given which extensions are possible and whether somebody comes next. */
export type OverrunChoice = 'extend' | 'inform' | 'hand-over' | 'end';
export function overrunChoices(follows: { canExtend: boolean; hasNext: boolean }): OverrunChoice[] {
  return [
    ...(follows.canExtend ? (['extend'] as const) : []),
    ...(follows.hasNext ? (['inform', 'hand-over'] as const) : []),
    'end',
  ];
}

/** L4: the limits, in minutes, of how long after the start a service waits before somebody counts as late. */
export const graceLimits = [0, 60] as const;
export const defaultGraceMinutes = 10;
/** L6: within which time a no-show can be taken back. */
export const noShowUndoMs = 10 * minuteMs;
/** L7: a family that waits is told by itself that the specialist is late when nobody has come so long after the start. */
export const hostLateMs = 5 * minuteMs;

export type ArrivalFacts = {
  status: AppointmentStatus;
  encounterStatus: Encounter['status'];
  startsAt: Instant;
  endsAt: Instant;
  graceMinutes: number;
  hostIsHere: boolean;
  /** Of those who are not the host. */
  seats: readonly SeatStatus[];
};
export type ArrivalStage = 'waiting' | 'going-on' | 'late' | 'due' | 'coming' | 'missed' | 'over';

/** L4: where a visit of the day stands for the team that looks at it. */
export function arrivalStage(facts: ArrivalFacts, now: Instant): ArrivalStage {
  const { status, encounterStatus, seats } = facts;
  if (status === 'noshow') return 'missed';
  if (status === 'cancelled' || encounterStatus === 'finished') return 'over';
  if (seats.includes('waiting')) return 'waiting';
  if (seats.includes('admitted')) return 'going-on';
  if (status === 'fulfilled') return now >= facts.endsAt ? 'over' : 'going-on';
  if (now < facts.startsAt) return 'coming';
  return now < graceEndsAt(facts) ? 'due' : 'late';
}

/** L4: until when somebody who has not come is waited for without a word. */
export const graceEndsAt = (visit: { startsAt: Instant; graceMinutes: number }): Instant =>
  visit.startsAt + visit.graceMinutes * minuteMs;

/** L7: whether a family that waits is told that the specialist is late. Who has been there is away, not late. */
export const isHostLate = (
  visit: Pick<ArrivalFacts, 'startsAt' | 'encounterStatus' | 'hostIsHere'>,
  now: Instant,
): boolean => !visit.hostIsHere && visit.encounterStatus === 'planned' && now >= visit.startsAt + hostLateMs;

export type QueuedVisit = {
  id: string;
  startsAt: Instant;
  endsAt: Instant;
  status: AppointmentStatus;
  encounterStatus: Encounter['status'];
  seats: readonly SeatStatus[];
};

/**
 * Q10: how many visits of the same specialist come before this one: those that somebody is in or waits for for certain,
 * those that nobody has come to yet perhaps. Never a time.
 */
export function visitsBefore(
  own: { id: string; startsAt: Instant; isBegun: boolean },
  others: readonly QueuedVisit[],
  now: Instant,
): { min: number; max: number } {
  if (own.isBegun) return { min: 0, max: 0 };
  const alive = others.filter(
    (visit) =>
      visit.id !== own.id &&
      ['booked', 'arrived', 'fulfilled'].includes(visit.status) &&
      visit.encounterStatus !== 'finished',
  );
  const isEarlier = (visit: QueuedVisit) =>
    visit.startsAt < own.startsAt || (visit.startsAt === own.startsAt && visit.id < own.id);
  const isIn = (visit: QueuedVisit) => visit.seats.includes('admitted');
  const certain = alive.filter(
    (visit) => isIn(visit) || (isEarlier(visit) && visit.seats.includes('waiting')),
  );
  const possible = alive.filter(
    (visit) =>
      !certain.includes(visit) && isEarlier(visit) && visit.status !== 'fulfilled' && now < visit.endsAt,
  );
  return { min: certain.length, max: certain.length + possible.length };
}

/** Q11: what can be said to those who wait with one press, and a text of one's own. */
export const noteKinds = ['late-10', 'late-20', 'soon', 'not-forgotten', 'own'] as const;
export type NoteKind = (typeof noteKinds)[number];
export const noteMaxLength = 300;

/** Q11: with "own" a text that is not too long; the fixed phrases carry none. */
export function checkNote(kind: NoteKind, text: string): Result<string, { code: 'required' | 'too-long' }> {
  if (kind !== 'own') return ok('');
  const trimmed = text.trim();
  if (trimmed === '') return err({ code: 'required' });
  return trimmed.length > noteMaxLength ? err({ code: 'too-long' }) : ok(trimmed);
}

/** Q11: a message is for who waits for the first time, or who was put back before it was written. */
export const isNoteFor = (note: { at: Instant }, fulfilledAt: Instant | null): boolean =>
  fulfilledAt === null || note.at >= fulfilledAt;

export type TakeOverRefusal =
  | { code: 'taken-over-already'; by: string }
  | { code: 'visit-begun' }
  | { code: 'appointment-over' }
  | { code: 'not-free' };

export type TakeOver = {
  appointmentId: string;
  /** Whose visit it was on the screen of who asks, whose it is, and whose it becomes. */
  expected: string;
  from: string;
  to: string;
  /** The id of the new claim. */
  claimId: string;
  status: AppointmentStatus;
  encounter: Encounter;
  /** Who does it: what they hold themselves is not in the way (V10). */
  by: string;
  /** Whoever takes it themselves can do so against their own calendar elsewhere (X6), which is theirs to know. */
  isOwnWill: boolean;
};

/**
 * Q12: a visit of a colleague is taken over as it is: whoever waits keeps the place, the time stays, and of the claims one
 * changes hands. Only before it has begun, by one whose time is free from now on, and once: the second one is refused.
 */
export function takeOver(
  command: TakeOver,
  claims: readonly PartClaim[],
  now: Instant,
): Result<SetDecision<BookingPart>, TakeOverRefusal> {
  const { appointmentId, expected, from, to, status, encounter } = command;
  if (from !== expected || from === to) return err({ code: 'taken-over-already', by: from });
  if (status === 'cancelled' || status === 'noshow' || encounter.status === 'finished')
    return err({ code: 'appointment-over' });
  if (status === 'fulfilled' || encounter.status === 'in-progress') return err({ code: 'visit-begun' });
  const own = ownClaims(appointmentId, claims);
  const old = own.find(({ resourceId }) => resourceId === from);
  const hasOwn = own.some(({ resourceId }) => resourceId === to);
  if (!old || hasOwn || now >= old.endsAt)
    return ok({ claims: [], removeIds: old ? [old.id] : [], events: [] });
  const part: BookingPart = {
    ...{ kind: 'booking', id: command.claimId, appointmentId, resourceId: to },
    // What has passed of it needs nobody's time any more.
    ...{ startsAt: Math.max(old.startsAt, Math.min(now, old.endsAt - minuteMs)), endsAt: old.endsAt },
  };
  const met = claims.filter(
    (claim) => claim.resourceId === to && claim.id !== old.id && overlaps(claim, part),
  );
  const taken = met.filter(
    (claim) =>
      isLivePart(claim, now) &&
      !(claim.kind === 'hold' && claim.heldBy === command.by) &&
      !(command.isOwnWill && claim.kind === 'booking' && claim.isElsewhere === true),
  );
  if (taken.length > 0) return err({ code: 'not-free' });
  const held = wholeHolds(claims, met);
  return ok({ claims: [part], removeIds: [old.id, ...held], events: [] });
}

const ownClaims = (appointmentId: string, claims: readonly PartClaim[]): BookingPart[] =>
  claims.filter(
    (claim): claim is BookingPart =>
      claim.kind === 'booking' && claim.isElsewhere !== true && claim.appointmentId === appointmentId,
  );
