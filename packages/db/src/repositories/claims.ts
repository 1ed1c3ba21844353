import { and, eq, gt, inArray, lt, lte } from 'drizzle-orm';
import {
  hourMs,
  widen,
  type Buffers,
  type Claim,
  type HoldClaim,
  type Instant,
  type PastHold,
  type Slot,
} from '#domain';
import type { Tx } from '../open.ts';
import { claim, pastHold } from '../schema.ts';
import { externalBusy } from './external-calendars.ts';

type Row = typeof claim.$inferSelect;

/** No visit is longer (healthcare_service's CHECK), which bounds how far back an overlap can begin. */
const longestMs = 8 * hourMs;
/** Nor is a rest around one. */
const longestRestMs = 2 * hourMs;
const noRest: Buffers = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };

/** For whom a time is sought, and the rest that it needs around it (V10). */
export type Seeking = { viewerId: string; buffers: Buffers };

function claimOf(row: Row): Claim {
  const { id, practitionerId, startsAt, endsAt } = row;
  return row.kind === 'hold'
    ? {
        kind: 'hold',
        id,
        practitionerId,
        startsAt,
        endsAt,
        serviceId: row.serviceId,
        heldBy: row.heldBy!,
        expiresAt: row.expiresAt!,
      }
    : { kind: 'booking', id, practitionerId, startsAt, endsAt, appointmentId: row.appointmentId! };
}

export const claims = {
  /**
   * Whatever touches [from, to) of these practitioners, lapsed holds included, each with the rest around it (V10). A
   * person's own hold is as long as it is: another time that they look at would take its place.
   */
  around: (
    tx: Tx,
    practitionerIds: string[],
    from: Instant,
    to: Instant,
    { viewerId, buffers }: Seeking = { viewerId: '', buffers: noRest },
  ): Claim[] =>
    practitionerIds.length === 0
      ? []
      : tx
          .select()
          .from(claim)
          .where(
            and(
              inArray(claim.practitionerId, practitionerIds),
              lt(claim.startsAt, to + longestRestMs),
              gt(claim.startsAt, from - longestMs - longestRestMs),
              gt(claim.endsAt, from - longestRestMs),
            ),
          )
          .all()
          .map((row) => (row.heldBy === viewerId ? claimOf(row) : widen(claimOf(row), row, buffers)))
          .filter((claimed) => claimed.startsAt < to && claimed.endsAt > from)
          // X6: what somebody's own calendar says is in the way like another's claim.
          .concat(externalBusy.asClaims(tx, practitionerIds, from, to, buffers, longestRestMs)),

  /** What a decision about one slot needs: the practitioner's claims on that time and this person's holds. */
  forDecision: (
    tx: Tx,
    { practitionerId, startsAt, endsAt }: Slot,
    by: string,
    buffers = noRest,
  ): Claim[] => {
    const onTheTime = claims.around(tx, [practitionerId], startsAt, endsAt, { viewerId: by, buffers });
    const own = tx
      .select()
      .from(claim)
      .where(and(eq(claim.heldBy, by), eq(claim.kind, 'hold')))
      .all()
      .map(claimOf);
    return [...onTheTime, ...own.filter(({ id }) => !onTheTime.some((known) => known.id === id))];
  },

  holdById: (tx: Tx, id: string, heldBy: string): HoldClaim | undefined => {
    const row = tx
      .select()
      .from(claim)
      .where(and(eq(claim.id, id), eq(claim.heldBy, heldBy), eq(claim.kind, 'hold')))
      .get();
    return row && (claimOf(row) as HoldClaim);
  },

  holdOf: (tx: Tx, heldBy: string, serviceId: string, now: Instant): HoldClaim | undefined => {
    const row = tx
      .select()
      .from(claim)
      .where(
        and(
          eq(claim.heldBy, heldBy),
          eq(claim.serviceId, serviceId),
          eq(claim.kind, 'hold'),
          gt(claim.expiresAt, now),
        ),
      )
      .get();
    return row && (claimOf(row) as HoldClaim);
  },

  /** Throws when the database's guard sees an overlap: a decision was made on stale data, which is a bug. */
  insert: (tx: Tx, service: Buffers & { id: string; organisationId: string }, value: Claim) => {
    const { id: serviceId, organisationId, bufferBeforeMinutes, bufferAfterMinutes } = service;
    const nobody = { heldBy: null, expiresAt: null, appointmentId: null };
    const rest = { bufferBeforeMinutes, bufferAfterMinutes };
    tx.insert(claim)
      .values({ ...nobody, ...value, organisationId, serviceId, ...rest })
      .run();
  },

  remove: (tx: Tx, ids: string[]) => {
    if (ids.length > 0) tx.delete(claim).where(inArray(claim.id, ids)).run();
  },
  releaseAppointment: (tx: Tx, appointmentId: string) =>
    tx.delete(claim).where(eq(claim.appointmentId, appointmentId)).run(),

  hasLapsed: (tx: Tx, now: Instant): boolean =>
    tx
      .select({ id: claim.id })
      .from(claim)
      .where(and(eq(claim.kind, 'hold'), lte(claim.expiresAt, now)))
      .limit(1)
      .get() !== undefined,

  /** Deletes lapsed holds and says whose time is free again. */
  sweep: (tx: Tx, now: Instant): string[] =>
    tx
      .delete(claim)
      .where(and(eq(claim.kind, 'hold'), lte(claim.expiresAt, now)))
      .returning({ practitionerId: claim.practitionerId })
      .all()
      .map((row) => row.practitionerId),
};

/** What people have held, so that nobody keeps a time by giving it back and taking it again (H8). */
export const pastHolds = {
  of: (tx: Tx, heldBy: string, practitionerId: string): PastHold[] =>
    tx
      .select()
      .from(pastHold)
      .where(and(eq(pastHold.heldBy, heldBy), eq(pastHold.practitionerId, practitionerId)))
      .all(),
  remember: (tx: Tx, organisationId: string, heldBy: string, slot: Slot, beganAt: Instant) => {
    const { practitionerId, startsAt, endsAt } = slot;
    tx.insert(pastHold)
      .values({ organisationId, heldBy, practitionerId, startsAt, endsAt, beganAt })
      .onConflictDoUpdate({
        target: [pastHold.heldBy, pastHold.practitionerId, pastHold.startsAt, pastHold.endsAt],
        set: { beganAt },
      })
      .run();
  },
  forget: (tx: Tx, beganBefore: Instant) =>
    tx.delete(pastHold).where(lt(pastHold.beganAt, beganBefore)).run(),
};
