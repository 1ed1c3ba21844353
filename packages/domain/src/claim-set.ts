// Longer than others: what may be held, booked, moved and overridden is decided by the same few questions about claims.
import { err, ok, type Result } from './result.ts';
import type { Period } from './schedule.ts';
import { overlaps } from './slots.ts';
import { minuteMs, type Instant } from './time.ts';

/** How long a chosen time is kept while the request is written. Longer blocks others; shorter hurries the writer. */
export const holdMs = 10 * minuteMs;
/** H8: how long one person can keep a time by holding it again and again. A long request takes about twenty minutes. */
export const holdAtMostMs = 30 * minuteMs;
/** H8: how long others then go first. Shorter, and one person keeps a time nearly all day. */
export const holdPauseMs = 15 * minuteMs;

/** H9: what can be taken: any person, a room or a device, each by its own id. The time around a visit is included (S8). */
export type ResourceTime = Period & { resourceId: string };

/** One resource's part of a hold or of a booking. */
export type PartClaim = ResourceTime & { id: string } & (
    | { kind: 'hold'; serviceId: string; heldBy: string; expiresAt: Instant }
    /** `isElsewhere`: what an own calendar elsewhere says (X6), which is no visit of ours. */
    | { kind: 'booking'; appointmentId: string; isElsewhere?: true }
  );
export type HoldPart = Extract<PartClaim, { kind: 'hold' }>;
export type BookingPart = Extract<PartClaim, { kind: 'booking' }>;

/** That a person began to hold a resource's time: remembered after it was given back or ran out (H8). */
export type PastHoldPart = ResourceTime & { beganAt: Instant };

/** What an appointment needs, all or nothing (H10), and who asks for it. */
export type SetCommand = {
  serviceId: string;
  by: string;
  /** When the visit itself starts, without the time kept free before it (H2). */
  startsAt: Instant;
  /** One for each resource, with the id that its claim gets. A resource twice is a bug and throws. */
  parts: readonly (ResourceTime & { id: string })[];
  /** Whether the schedules offer this time (S5). */
  offered: boolean;
};

/** H14: taking a time against the rules, on purpose. */
export type Override = { by: string; reason: string; permitted: boolean };

export type SetRefusal =
  | { code: 'slot-in-past' | 'slot-not-offered' }
  /** Whose time is gone, of those asked for; never who has it (H7). */
  | { code: 'slot-taken'; resourceIds: string[] };
export type HoldSetRefusal = SetRefusal | { code: 'held-before'; againAt: Instant };
export type OverrideRefusal = SetRefusal | { code: 'override-forbidden' } | { code: 'reason-needed' };
export type MoveRefusal = OverrideRefusal | { code: 'not-booked' } | { code: 'visit-begun' };

export type OverriddenRule = 'slot-not-offered' | 'held' | 'own-calendar';
export type ClaimEvent =
  | {
      type: 'rules-overridden';
      by: string;
      reason: string;
      rules: OverriddenRule[];
      displacedHoldIds: string[];
    }
  | { type: 'visit-moved'; appointmentId: string; by: string; from: Instant; to: Instant };

/** What to write, in one transaction: first `removeIds` go, then `claims` come. */
export type SetDecision<T extends PartClaim> = { claims: T[]; removeIds: string[]; events: ClaimEvent[] };

/** H1: a hold counts until the instant at which it expires, a booking until it is cancelled. */
export function isLivePart(
  claim: { kind: 'hold'; expiresAt: Instant } | { kind: 'booking' },
  now: Instant,
): boolean {
  return claim.kind === 'booking' || claim.expiresAt > now;
}

/**
 * H2–H5, H8–H10: holds everything or nothing for ten minutes. `claims` are all that touch the parts, whole
 * sets of them, and all holds of this person; `past` is what this person has held. Choosing again what one holds gives the same hold with the same end.
 */
export function holdAll(
  command: SetCommand,
  claims: readonly PartClaim[],
  now: Instant,
  past: readonly PastHoldPart[] = [],
): Result<SetDecision<HoldPart> & { beganAt: Instant }, HoldSetRefusal> {
  const refusal = refuse(command, claims, now);
  if (refusal) return err(refusal);
  const beganAt = heldSince(command.parts, past, now) ?? now;
  if (now >= beganAt + holdAtMostMs)
    return err({ code: 'held-before', againAt: beganAt + holdAtMostMs + holdPauseMs });
  const { serviceId, by } = command;
  const same = ownHolds(command, claims).filter(
    (hold) => isLivePart(hold, now) && isAmong(hold, command.parts),
  );
  const expiresAt = Math.min(now + holdMs, beganAt + holdAtMostMs);
  const holds =
    same.length === command.parts.length
      ? same
      : command.parts.map((part): HoldPart => ({ kind: 'hold', serviceId, heldBy: by, expiresAt, ...part }));
  const stays = new Set(holds.map(({ id }) => id));
  const removeIds = makeWay(command, claims).filter((id) => !stays.has(id));
  return ok({ claims: holds, beganAt, removeIds, events: [] });
}

/**
 * H10, Y16: holds everything or nothing until an instant, for an offer of the waitlist: `command.by` is the offer's own id,
 * so that it neither gives back what its requester holds nor is given back by it (H4).
 */
export function holdUntil(
  command: SetCommand,
  claims: readonly PartClaim[],
  expiresAt: Instant,
  now: Instant,
): Result<SetDecision<HoldPart>, SetRefusal> {
  const refusal = refuse(command, claims, now);
  if (refusal) return err(refusal);
  const hold = { kind: 'hold' as const, serviceId: command.serviceId, heldBy: command.by, expiresAt };
  const held = command.parts.map((part): HoldPart => ({ ...hold, ...part }));
  return ok({ claims: held, removeIds: makeWay(command, claims), events: [] });
}

/**
 * H6, H10: books everything or nothing: by whoever holds it, and by anybody while nobody else has any of it. With an
 * override (H14) also what is not offered, is held by others or is busy elsewhere only; what is booked or has begun, never.
 */
export function bookAll(
  command: SetCommand & { appointmentId: string; override?: Override },
  claims: readonly PartClaim[],
  now: Instant,
): Result<SetDecision<BookingPart>, OverrideRefusal> {
  const refusal = command.override
    ? refuseOverride(command, command.override, claims, now)
    : refuse(command, claims, now);
  if (refusal) return err(refusal);
  return ok({
    claims: command.parts.map((part): BookingPart => ({
      kind: 'booking',
      appointmentId: command.appointmentId,
      ...part,
    })),
    removeIds: makeWay(command, claims),
    events: command.override ? overridden(command, command.override, claims, now) : [],
  });
}

/**
 * H11: moves a booked visit: the new claims are decided while the old ones still stand, and replace them in one
 * transaction. A visit may move onto its own old time; what anybody else has is in the way, and then the visit stays.
 *
 * @param command.movedFrom When the visit would have started. `claims` includes the visit's own.
 */
export function moveAll(
  command: SetCommand & { appointmentId: string; movedFrom: Instant; override?: Override },
  claims: readonly PartClaim[],
  now: Instant,
): Result<SetDecision<BookingPart>, MoveRefusal> {
  const old = claims.filter(
    (claim) => claim.kind === 'booking' && claim.appointmentId === command.appointmentId,
  );
  if (old.length === 0) return err({ code: 'not-booked' });
  if (command.movedFrom <= now) return err({ code: 'visit-begun' });
  const oldIds = old.map(({ id }) => id);
  const decision = bookAll(
    command,
    claims.filter(({ id }) => !oldIds.includes(id)),
    now,
  );
  if (!decision.ok) return decision;
  const { appointmentId, by, movedFrom, startsAt } = command;
  return ok({
    claims: decision.value.claims,
    removeIds: [...new Set([...oldIds, ...decision.value.removeIds])],
    events: [
      ...decision.value.events,
      { type: 'visit-moved', appointmentId, by, from: movedFrom, to: startsAt },
    ],
  });
}

/** H13: what a cancelled visit frees: its own claims and no others. */
export function releaseAll(appointmentId: string, claims: readonly PartClaim[]): string[] {
  return claims
    .filter((claim) => claim.kind === 'booking' && claim.appointmentId === appointmentId)
    .map(({ id }) => id);
}

/**
 * H12: whether a person holds exactly this set now. The hours may change while somebody writes a request: what was
 * offered when it was held is then passed as offered when it is booked.
 */
export function holdsExactly(
  command: Omit<SetCommand, 'offered'>,
  claims: readonly PartClaim[],
  now: Instant,
): boolean {
  const same = ownHolds(command, claims).filter(
    (hold) => isLivePart(hold, now) && isAmong(hold, command.parts),
  );
  return command.parts.length > 0 && same.length === command.parts.length;
}

const isSame = (a: ResourceTime, b: ResourceTime) =>
  a.resourceId === b.resourceId && a.startsAt === b.startsAt && a.endsAt === b.endsAt;
const isAmong = (time: ResourceTime, parts: readonly ResourceTime[]) =>
  parts.some((part) => isSame(part, time));
const touches = (claim: ResourceTime, parts: readonly ResourceTime[]) =>
  parts.some((part) => part.resourceId === claim.resourceId && overlaps(part, claim));

function inTheWay(command: SetCommand, claims: readonly PartClaim[], now: Instant): PartClaim[] {
  return claims.filter(
    (claim) =>
      isLivePart(claim, now) &&
      !(claim.kind === 'hold' && claim.heldBy === command.by) &&
      touches(claim, command.parts),
  );
}

function refuse(command: SetCommand, claims: readonly PartClaim[], now: Instant): SetRefusal | undefined {
  if (new Set(command.parts.map(({ resourceId }) => resourceId)).size !== command.parts.length)
    throw new Error('a set names each resource once');
  if (command.startsAt <= now) return { code: 'slot-in-past' };
  if (!command.offered) return { code: 'slot-not-offered' };
  const taken = inTheWay(command, claims, now);
  return taken.length > 0 ? { code: 'slot-taken', resourceIds: resourcesOf(taken) } : undefined;
}

function refuseOverride(
  command: SetCommand,
  override: Override,
  claims: readonly PartClaim[],
  now: Instant,
): OverrideRefusal | undefined {
  if (!override.permitted) return { code: 'override-forbidden' };
  if (override.reason.trim() === '') return { code: 'reason-needed' };
  const booked = claims.filter((claim) => claim.kind === 'booking' && !claim.isElsewhere);
  return refuse({ ...command, offered: true }, booked, now);
}

function overridden(
  command: SetCommand,
  { by, reason }: Override,
  claims: readonly PartClaim[],
  now: Instant,
): ClaimEvent[] {
  const against = inTheWay(command, claims, now);
  const displacedHoldIds = against.flatMap(({ kind, id }) => (kind === 'hold' ? [id] : []));
  const rules: OverriddenRule[] = [];
  if (!command.offered) rules.push('slot-not-offered');
  if (displacedHoldIds.length > 0) rules.push('held');
  if (displacedHoldIds.length < against.length) rules.push('own-calendar');
  return rules.length === 0
    ? []
    : [{ type: 'rules-overridden', by, reason: reason.trim(), rules, displacedHoldIds }];
}

const resourcesOf = (claims: readonly PartClaim[]) => [
  ...new Set(claims.map(({ resourceId }) => resourceId)),
];

/** Since when this person holds any of it, or what overlaps it, again and again; undefined when that is long ago. */
function heldSince(
  parts: readonly ResourceTime[],
  past: readonly PastHoldPart[],
  now: Instant,
): Instant | undefined {
  const began = past
    .filter((hold) => touches(hold, parts) && now < hold.beganAt + holdAtMostMs + holdPauseMs)
    .map((hold) => hold.beganAt);
  return began.length === 0 ? undefined : Math.min(...began);
}

function ownHolds(
  { by, serviceId }: Pick<SetCommand, 'by' | 'serviceId'>,
  claims: readonly PartClaim[],
): HoldPart[] {
  return claims.filter(
    (claim): claim is HoldPart =>
      claim.kind === 'hold' && claim.heldBy === by && claim.serviceId === serviceId,
  );
}

/**
 * Whatever is not in the way but would collide with the database's guard: every hold on the time that was not a reason to
 * refuse (lapsed ones, one's own of any service, overridden ones), and what this person held of the same service (H4). Of
 * a hold that loses a part, the other parts go too: half a panel is of no use to its holder (H10).
 */
function makeWay(command: SetCommand, claims: readonly PartClaim[]): string[] {
  const onThisTime = claims.filter(
    (claim): claim is HoldPart => claim.kind === 'hold' && touches(claim, command.parts),
  );
  const ownIds = ownHolds(command, claims).map(({ id }) => id);
  return [...new Set([...ownIds, ...wholeHolds(claims, onThisTime)])];
}

/** H10: of the holds among `some` all parts, whichever of them are there. `claims` has those that are known. */
export const wholeHolds = (claims: readonly PartClaim[], some: readonly PartClaim[]): string[] =>
  claims
    .filter(
      (claim) =>
        claim.kind === 'hold' &&
        some.some(
          (hold) =>
            hold.kind === 'hold' && hold.heldBy === claim.heldBy && hold.serviceId === claim.serviceId,
        ),
    )
    .map(({ id }) => id);
