import { and, asc, eq, lte } from 'drizzle-orm';
import {
  dayMs,
  mergePeriods,
  minuteMs,
  type Buffers,
  type Claim,
  type Instant,
  type PartClaim,
  type Period,
  type ResourceTime,
} from '#domain';
import type { Tx } from '../open.ts';
import { written } from '../prepared.ts';
import { externalBusy as busy, externalCalendar, userAccount } from '../schema.ts';

export type ExternalCalendar = typeof externalCalendar.$inferSelect;
export type BusyOf = Period & { practitionerId: string };

const noRest: Buffers = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
/** Rows in one INSERT; SQLite takes some thirty thousand values in a statement. */
const rowsAtOnce = 2000;

/** X3: where practitioners' own calendars are. The address leaves this table for fetching only. */
export const externalCalendars = {
  of: (tx: Tx, practitionerId: string): ExternalCalendar | undefined =>
    tx.select().from(externalCalendar).where(eq(externalCalendar.practitionerId, practitionerId)).get(),

  connect: (
    tx: Tx,
    row: Pick<ExternalCalendar, 'practitionerId' | 'organisationId' | 'address' | 'connectedAt'>,
  ): void => {
    externalCalendars.disconnect(tx, row.practitionerId);
    tx.insert(externalCalendar)
      .values({ ...row, nextFetchAt: row.connectedAt })
      .run();
  },

  /** X10: the address and the times that came from it go together. */
  disconnect: (tx: Tx, practitionerId: string): void => {
    tx.delete(busy).where(eq(busy.practitionerId, practitionerId)).run();
    tx.delete(externalCalendar).where(eq(externalCalendar.practitionerId, practitionerId)).run();
  },

  update: (tx: Tx, practitionerId: string, set: Partial<ExternalCalendar>): void => {
    tx.update(externalCalendar).set(set).where(eq(externalCalendar.practitionerId, practitionerId)).run();
  },

  /** What is due, the longest overdue first, of people who still work here. */
  due: (tx: Tx, now: Instant, limit: number): ExternalCalendar[] =>
    tx
      .select({ calendar: externalCalendar })
      .from(externalCalendar)
      .innerJoin(userAccount, eq(userAccount.id, externalCalendar.practitionerId))
      .where(and(lte(externalCalendar.nextFetchAt, now), eq(userAccount.active, true)))
      .orderBy(asc(externalCalendar.nextFetchAt))
      .limit(limit)
      .all()
      .map(({ calendar }) => calendar),
};

const busyOf = written<BusyOf>(`
  SELECT practitioner_id AS practitionerId, starts_at AS startsAt, ends_at AS endsAt FROM external_busy
  WHERE practitioner_id IN (SELECT value FROM json_each(:ids))
    AND starts_at > :since AND starts_at < :to AND ends_at > :from`);

/** Of one, without a list that is taken apart: asked at every hold and every booking. */
const busyOfOne = written<Period>(`
  SELECT starts_at AS startsAt, ends_at AS endsAt FROM external_busy
  WHERE practitioner_id = :practitionerId AND starts_at > :since AND starts_at < :to AND ends_at > :from`);

export const externalBusy = {
  /** Whatever touches [from, to) of these practitioners, as it lies in the table: a long time comes in pieces. */
  around: (tx: Tx, practitionerIds: string[], from: Instant, to: Instant): BusyOf[] =>
    practitionerIds.length === 0
      ? []
      : busyOf(tx, { ids: JSON.stringify(practitionerIds), since: from - dayMs, from, to }),

  /** X6: the same as claims that are nobody's, with the rest that a service needs around them (S8). */
  asClaims: (
    tx: Tx,
    practitionerIds: string[],
    from: Instant,
    to: Instant,
    buffers: Buffers = noRest,
    restMs = 0,
  ): Claim[] =>
    externalBusy
      .around(tx, practitionerIds, from - restMs, to + restMs)
      .map(({ practitionerId, startsAt, endsAt }) =>
        Object.assign(partOf({ practitionerId, startsAt, endsAt }), {
          practitionerId,
          startsAt: startsAt - buffers.bufferAfterMinutes * minuteMs,
          endsAt: endsAt + buffers.bufferBeforeMinutes * minuteMs,
        }),
      )
      .filter((claimed) => claimed.startsAt < to && claimed.endsAt > from),

  /** X6: the same for a decision about a set. */
  asParts: (tx: Tx, times: readonly ResourceTime[]): PartClaim[] =>
    times.flatMap(({ resourceId, startsAt, endsAt }) =>
      busyOfOne(tx, { practitionerId: resourceId, since: startsAt - dayMs, from: startsAt, to: endsAt }).map(
        (period) => ({
          ...partOf({ practitionerId: resourceId, ...period }),
          ...{ resourceId, isElsewhere: true as const },
        }),
      ),
    ),

  /** Puts `periods` (sorted and merged) in the place of what was known; answers whether anything is different. */
  replace: (
    tx: Tx,
    owner: { practitionerId: string; organisationId: string },
    periods: Period[],
  ): boolean => {
    const { practitionerId, organisationId } = owner;
    const pieces = periods.flatMap(inPieces);
    const before = tx
      .select({ startsAt: busy.startsAt, endsAt: busy.endsAt })
      .from(busy)
      .where(eq(busy.practitionerId, practitionerId))
      .orderBy(asc(busy.startsAt))
      .all();
    const same =
      before.length === pieces.length &&
      before.every((row, at) => row.startsAt === pieces[at]!.startsAt && row.endsAt === pieces[at]!.endsAt);
    if (same) return false;
    tx.delete(busy).where(eq(busy.practitionerId, practitionerId)).run();
    for (let at = 0; at < pieces.length; at += rowsAtOnce)
      tx.insert(busy)
        .values(
          pieces.slice(at, at + rowsAtOnce).map((piece) => ({ ...piece, practitionerId, organisationId })),
        )
        .run();
    return true;
  },
};

/** X6: what stands in a visit's place where somebody's own calendar says that they are busy. */
export const elsewhereId = 'external';

const partOf = ({ practitionerId, startsAt, endsAt }: BusyOf) => ({
  kind: 'booking' as const,
  id: `external-${practitionerId}-${startsAt}`,
  appointmentId: elsewhereId,
  startsAt,
  endsAt,
});

function inPieces({ startsAt, endsAt }: Period): Period[] {
  const pieces: Period[] = [];
  for (let at = startsAt; at < endsAt; at += dayMs)
    pieces.push({ startsAt: at, endsAt: Math.min(endsAt, at + dayMs) });
  return pieces;
}

/** One person's busy times with their pieces put together again. */
export const mergedBusy = (rows: readonly BusyOf[], practitionerId: string): Period[] =>
  mergePeriods(rows.filter((row) => row.practitionerId === practitionerId));
