import { and, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm';
import {
  hourMs,
  minuteMs,
  type Buffers,
  type Claim,
  type Instant,
  type PartClaim,
  type ResourceTime,
} from '#domain';
import type { Tx } from '../open.ts';
import { given, insertInto, prepared, written } from '../prepared.ts';
import { claim, resource } from '../schema.ts';
import { externalBusy } from './external-calendars.ts';

type Row = typeof claim.$inferSelect;

/** No visit is longer than eight hours (healthcare_service's CHECK) and no rest than two: how far back an overlap begins. */
const longestMs = 12 * hourMs;
const longestRestMs = 2 * hourMs;
const noRest: Buffers = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
const restIn = ({ bufferBeforeMinutes, bufferAfterMinutes }: Buffers) =>
  bufferBeforeMinutes + bufferAfterMinutes;

/** For whom a time is sought, and the rest that it needs around it (S8). */
export type Seeking = { viewerId: string; buffers: Buffers };

/** What somebody holds: the visit's own time, and beside it the rest that is claimed with it. */
export type HeldTime = Buffers & {
  id: string;
  serviceId: string;
  practitionerId: string;
  startsAt: Instant;
  endsAt: Instant;
  expiresAt: Instant;
};

function partOf(row: Row): PartClaim {
  const { id, resourceId, startsAt, endsAt } = row;
  const time = { id, resourceId, startsAt, endsAt };
  return row.kind === 'hold'
    ? { ...time, kind: 'hold', serviceId: row.serviceId, heldBy: row.heldBy!, expiresAt: row.expiresAt! }
    : { ...time, kind: 'booking', appointmentId: row.appointmentId! };
}

/** The visit itself: a claim without its rests. */
const visitOf = (row: Row) => ({
  startsAt: row.startsAt + row.bufferBeforeMinutes * minuteMs,
  endsAt: row.endsAt - row.bufferAfterMinutes * minuteMs,
});

/** S8: a claim as it is met by a visit that keeps `sought` free around itself. */
const metBy = (row: Row, sought: Buffers) => ({
  startsAt: row.startsAt - sought.bufferAfterMinutes * minuteMs,
  endsAt: row.endsAt + sought.bufferBeforeMinutes * minuteMs,
});

function seen(row: Row, { viewerId, buffers }: Seeking): Claim {
  const { resourceId: practitionerId, ...part } = partOf(row);
  const time = row.heldBy === viewerId ? visitOf(row) : metBy(row, buffers);
  return { ...part, ...time, practitionerId };
}

const touching = prepared((tx) =>
  tx
    .select()
    .from(claim)
    .where(
      and(
        eq(claim.resourceId, given('resourceId')),
        lt(claim.startsAt, given('endsAt')),
        gt(claim.startsAt, given('since')),
        gt(claim.endsAt, given('startsAt')),
      ),
    )
    .prepare(),
);
const holdsOf = prepared((tx) =>
  tx
    .select()
    .from(claim)
    .where(and(isHold, eq(claim.heldBy, given('heldBy'))))
    .prepare(),
);
const insertClaim = insertInto(claim);

type BookedTime = { serviceId: string; practitionerId: string; startsAt: Instant };
const booked = written(`
  SELECT 1 FROM claim
  WHERE resource_id = :practitionerId AND starts_at <= :startsAt AND starts_at >= :since
    AND kind = 'booking' AND service_id = :serviceId
    AND starts_at + buffer_before_minutes * ${minuteMs} = :startsAt`);

/** Written out, since SQLite uses a partial index only for what it can read in the query. */
const isHold = sql`${claim.kind} = 'hold'`;
const isBooking = sql`${claim.kind} = 'booking'`;

export const claims = {
  /**
   * Whatever touches [from, to) of these practitioners, lapsed holds included, as a visit with these rests meets it (S8). A
   * person's own hold is as long as its visit: another time that they look at would take its place.
   */
  around: (
    tx: Tx,
    practitionerIds: string[],
    from: Instant,
    to: Instant,
    seeking: Seeking = { viewerId: '', buffers: noRest },
  ): Claim[] =>
    practitionerIds.length === 0
      ? []
      : tx
          .select()
          .from(claim)
          .where(
            and(
              inArray(claim.resourceId, practitionerIds),
              lt(claim.startsAt, to + longestRestMs),
              gt(claim.startsAt, from - longestMs - longestRestMs),
              gt(claim.endsAt, from - longestRestMs),
            ),
          )
          .all()
          .map((row) => seen(row, seeking))
          .filter((claimed) => claimed.startsAt < to && claimed.endsAt > from)
          // X6: what somebody's own calendar says is in the way like another's claim.
          .concat(externalBusy.asClaims(tx, practitionerIds, from, to, seeking.buffers, longestRestMs)),

  /**
   * What a decision about a set needs: everything on its times, the other parts of the holds that touch them (H10), this
   * person's holds, and a visit's own claims when it is the visit that moves.
   */
  forDecision: (tx: Tx, parts: readonly ResourceTime[], by: string, appointmentId?: string): PartClaim[] => {
    const onTheTimes = parts.flatMap(({ resourceId, startsAt, endsAt }) =>
      touching(tx).all({ resourceId, startsAt, endsAt, since: startsAt - longestMs }),
    );
    const holders = new Set(onTheTimes.flatMap(({ heldBy }) => heldBy ?? []).concat(by));
    const holds = [...holders]
      .flatMap((heldBy) => holdsOf(tx).all({ heldBy }))
      .filter(
        (hold) =>
          hold.heldBy === by ||
          onTheTimes.some(({ heldBy, serviceId }) => heldBy === hold.heldBy && serviceId === hold.serviceId),
      );
    const own =
      appointmentId === undefined
        ? []
        : tx
            .select()
            .from(claim)
            .where(and(isBooking, eq(claim.appointmentId, appointmentId)))
            .all();
    const known = new Map([...onTheTimes, ...holds, ...own].map((row) => [row.id, partOf(row)]));
    // X6: what somebody's own calendar says is in the way like another's booking.
    return [...known.values(), ...externalBusy.asParts(tx, parts)];
  },

  /** Whether a visit of this service with this practitioner begins at this very instant. */
  isBooked: (tx: Tx, { serviceId, practitionerId, startsAt }: BookedTime): boolean =>
    booked(tx, { serviceId, practitionerId, startsAt, since: startsAt - longestRestMs }).length > 0,

  /** All parts of what this person holds of a service, by the id of any of them; empty when they hold no such thing. */
  holdById: (tx: Tx, id: string, heldBy: string): HeldTime[] => {
    const [row] = tx
      .select()
      .from(claim)
      .where(and(eq(claim.id, id), eq(claim.heldBy, heldBy), isHold))
      .all();
    return row ? heldOf(tx, heldBy, row.serviceId) : [];
  },

  /** All parts of what this person holds of a service now, the practitioner's first. */
  holdOf: (tx: Tx, heldBy: string, serviceId: string, now: Instant): HeldTime[] =>
    heldOf(tx, heldBy, serviceId).filter(({ expiresAt }) => expiresAt > now),

  /** All that a booked visit takes. */
  ofVisit: (tx: Tx, appointmentId: string): PartClaim[] =>
    tx
      .select()
      .from(claim)
      .where(and(isBooking, eq(claim.appointmentId, appointmentId)))
      .orderBy(sql`${claim}.rowid`)
      .all()
      .map(partOf),

  /** Whose time a booked visit takes; its rooms and devices are `resources.ofVisit`. */
  peopleOf: (tx: Tx, appointmentId: string): string[] =>
    tx
      .select({ id: claim.resourceId })
      .from(claim)
      .innerJoin(resource, eq(resource.id, claim.resourceId))
      .where(and(isBooking, eq(claim.appointmentId, appointmentId), eq(resource.kind, 'person')))
      .all()
      .map(({ id }) => id),

  /** The rests that a booked visit keeps around itself; whoever took it over late keeps less (Q12). */
  restsOf: (tx: Tx, appointmentId: string): Buffers =>
    [...claims.restsOfParts(tx, appointmentId).values()].sort((a, b) => restIn(b) - restIn(a))[0] ?? noRest,

  /** The same for each of its people and rooms by itself. */
  restsOfParts: (tx: Tx, appointmentId: string): Map<string, Buffers> =>
    new Map(
      tx
        .select()
        .from(claim)
        .where(and(isBooking, eq(claim.appointmentId, appointmentId)))
        .all()
        .map(({ resourceId, bufferBeforeMinutes, bufferAfterMinutes }) => [
          resourceId,
          { bufferBeforeMinutes, bufferAfterMinutes },
        ]),
    ),

  /** Throws when the database's guard sees an overlap: a decision was made on stale data, which is a bug. */
  insert: (
    tx: Tx,
    service: Buffers & { id: string; organisationId: string },
    parts: readonly PartClaim[],
  ) => {
    const { id: serviceId, organisationId, bufferBeforeMinutes, bufferAfterMinutes } = service;
    const nobody = { heldBy: null, expiresAt: null, appointmentId: null };
    const rest = { bufferBeforeMinutes, bufferAfterMinutes };
    for (const part of parts) insertClaim(tx, { ...nobody, ...part, organisationId, serviceId, ...rest });
  },

  remove: (tx: Tx, ids: string[]) => {
    if (ids.length > 0) tx.delete(claim).where(inArray(claim.id, ids)).run();
  },
  /** A booked visit lets go of one room or device. */
  dropPart: (tx: Tx, appointmentId: string, resourceId: string) =>
    tx
      .delete(claim)
      .where(and(isBooking, eq(claim.appointmentId, appointmentId), eq(claim.resourceId, resourceId)))
      .run(),
  releaseAppointment: (tx: Tx, appointmentId: string) =>
    tx
      .delete(claim)
      .where(and(isBooking, eq(claim.appointmentId, appointmentId)))
      .run(),

  /**
   * C8: what is held of somebody's time within [from, to) is held no more, and neither is the rest of what is held with it
   * (H10). Says whose time is free again.
   */
  endHolds: (tx: Tx, resourceId: string, from: Instant, to: Instant): string[] => {
    const held = touching(tx)
      .all({ resourceId, startsAt: from, endsAt: to, since: from - longestMs })
      .filter(({ kind }) => kind === 'hold');
    return held.flatMap(({ heldBy, serviceId }) =>
      tx
        .delete(claim)
        .where(and(isHold, eq(claim.heldBy, heldBy!), eq(claim.serviceId, serviceId)))
        .returning({ resourceId: claim.resourceId })
        .all()
        .map((row) => row.resourceId),
    );
  },

  hasLapsed: (tx: Tx, now: Instant): boolean =>
    tx
      .select({ id: claim.id })
      .from(claim)
      .where(and(isHold, lte(claim.expiresAt, now)))
      .limit(1)
      .get() !== undefined,

  /** Deletes lapsed holds and says whose time is free again. */
  sweep: (tx: Tx, now: Instant): string[] =>
    tx
      .delete(claim)
      .where(and(isHold, lte(claim.expiresAt, now)))
      .returning({ resourceId: claim.resourceId })
      .all()
      .map((row) => row.resourceId),
};

const holdsOfService = prepared((tx) =>
  tx
    .select()
    .from(claim)
    .where(and(isHold, eq(claim.heldBy, given('heldBy')), eq(claim.serviceId, given('serviceId'))))
    // As they were written: the practitioner first.
    .orderBy(sql`${claim}.rowid`)
    .prepare(),
);
const heldOf = (tx: Tx, heldBy: string, serviceId: string): HeldTime[] =>
  holdsOfService(tx)
    .all({ heldBy, serviceId })
    .map((row) => ({
      id: row.id,
      serviceId,
      practitionerId: row.resourceId,
      ...visitOf(row),
      bufferBeforeMinutes: row.bufferBeforeMinutes,
      bufferAfterMinutes: row.bufferAfterMinutes,
      expiresAt: row.expiresAt!,
    }));
