import { and, asc, desc, eq, inArray, isNull, lte, notExists, or, sql } from 'drizzle-orm';
import type { Instant, waitlist } from '#domain';
import type { Tx } from '../open.ts';
import { claim, healthcareService, triageRequest, userAccount, waitlistOffer } from '../schema.ts';
import type { TriageRow } from './triage.ts';

export type OfferRow = typeof waitlistOffer.$inferSelect;

/** An offer as the rules take it. */
export function offerStateOf(row: OfferRow): waitlist.Offer {
  const { id, requestId, practitionerId, startsAt, endsAt, heldUntil: until, status, statusAt: at } = row;
  const base = { id, requestId, slot: { practitionerId, startsAt, endsAt }, until };
  if (status === 'open') return { ...base, status };
  if (status === 'taken') return { ...base, status, at, appointmentId: row.appointmentId! };
  return { ...base, status, at };
}

/** Written out, since SQLite uses a partial index only for what it can read in the query. */
const isOpen = sql`${waitlistOffer.status} = 'open'`;
const isWaitlisted = sql`${triageRequest.status} = 'waitlisted'`;

/** Who stands on the waitlist, as the rule of its order takes them (Y15). */
export const waitlistKeyOf = (row: TriageRow): waitlist.WaitlistKey => ({
  ...{ id: row.id, since: row.statusAt, urgency: row.urgency },
  score:
    row.scorePoints === null || row.scoreMost === null
      ? null
      : { points: row.scorePoints, most: row.scoreMost },
});

/** So many of a service's waitlist are looked at in one round; the others come when these have their offers. */
const candidatesAtMost = 200;

/** Times that are offered to those who wait for one (Y14–Y20). */
export const waitlistOffers = {
  insert: (tx: Tx, row: typeof waitlistOffer.$inferInsert) => tx.insert(waitlistOffer).values(row).run(),

  /** Writes what became of an open offer. */
  close: (tx: Tx, id: string, state: Exclude<waitlist.Offer, { status: 'open' }>, endedBy: string | null) =>
    tx
      .update(waitlistOffer)
      .set({
        ...{ status: state.status, statusAt: state.at, endedBy },
        appointmentId: state.status === 'taken' ? state.appointmentId : null,
      })
      .where(and(eq(waitlistOffer.id, id), isOpen))
      .run(),

  byId: (tx: Tx, requestId: string, id: string): OfferRow | undefined =>
    tx
      .select()
      .from(waitlistOffer)
      .where(and(eq(waitlistOffer.id, id), eq(waitlistOffer.requestId, requestId)))
      .get(),

  byHash: (tx: Tx, tokenHash: string): OfferRow | undefined =>
    tx.select().from(waitlistOffer).where(eq(waitlistOffer.tokenHash, tokenHash)).get(),

  /** All that a request was offered, the latest first, each with whose time it is and who did it. */
  ofRequest: (tx: Tx, requestId: string) =>
    tx
      .select({ row: waitlistOffer, practitionerName: userAccount.name })
      .from(waitlistOffer)
      .innerJoin(userAccount, eq(userAccount.id, waitlistOffer.practitionerId))
      .where(eq(waitlistOffer.requestId, requestId))
      .orderBy(desc(waitlistOffer.madeAt), desc(waitlistOffer.id))
      .limit(100)
      .all(),

  openOf: (tx: Tx, requestId: string): OfferRow | undefined =>
    tx
      .select()
      .from(waitlistOffer)
      .where(and(eq(waitlistOffer.requestId, requestId), isOpen))
      .get(),

  /** The open offers of several requests, by request. */
  openOfAll: (tx: Tx, requestIds: string[]): Map<string, { row: OfferRow; practitionerName: string }> =>
    new Map(
      tx
        .select({ row: waitlistOffer, practitionerName: userAccount.name })
        .from(waitlistOffer)
        .innerJoin(userAccount, eq(userAccount.id, waitlistOffer.practitionerId))
        .where(and(inArray(waitlistOffer.requestId, requestIds), isOpen))
        .all()
        .map((each) => [each.row.requestId, each]),
    ),

  openOfPractitioner: (tx: Tx, practitionerId: string): OfferRow[] =>
    tx
      .select()
      .from(waitlistOffer)
      .where(and(eq(waitlistOffer.practitionerId, practitionerId), isOpen))
      .all(),

  /** U4: what is offered to the requests of one person. */
  openOfRequester: (tx: Tx, requesterId: string): OfferRow[] =>
    tx
      .select({ row: waitlistOffer })
      .from(waitlistOffer)
      .innerJoin(triageRequest, eq(triageRequest.id, waitlistOffer.requestId))
      .where(and(isOpen, eq(triageRequest.requesterId, requesterId)))
      .all()
      .map(({ row }) => row),

  /** Y18: nobody has answered in time. */
  lapsed: (tx: Tx, now: Instant, limit: number): OfferRow[] =>
    tx
      .select()
      .from(waitlistOffer)
      .where(and(isOpen, lte(waitlistOffer.heldUntil, now)))
      .limit(limit)
      .all(),

  open: (tx: Tx, limit: number): OfferRow[] =>
    tx.select().from(waitlistOffer).where(isOpen).orderBy(asc(waitlistOffer.heldUntil)).limit(limit).all(),

  /** Y19: the open ones whose hold somebody else has taken, by an override. */
  displaced: (tx: Tx): OfferRow[] =>
    tx
      .select()
      .from(waitlistOffer)
      .where(
        and(
          isOpen,
          notExists(
            tx
              .select({ id: claim.id })
              .from(claim)
              .where(and(eq(claim.heldBy, waitlistOffer.id), sql`${claim.kind} = 'hold'`)),
          ),
        ),
      )
      .all(),

  /** The claims that an offer holds. */
  heldBy: (tx: Tx, offerId: string): { id: string; resourceId: string }[] =>
    tx
      .select({ id: claim.id, resourceId: claim.resourceId })
      .from(claim)
      .where(and(eq(claim.heldBy, offerId), sql`${claim.kind} = 'hold'`))
      .all(),

  /** Y15: the services whose waitlist times are offered to by themselves, and somebody there waits for an offer. */
  servicesWaiting: (tx: Tx, now: Instant): { id: string; organisationId: string }[] =>
    tx
      .selectDistinct({ id: healthcareService.id, organisationId: healthcareService.organisationId })
      .from(triageRequest)
      .innerJoin(healthcareService, eq(healthcareService.id, triageRequest.serviceId))
      .where(
        and(
          eq(healthcareService.offersTimes, true),
          eq(healthcareService.active, true),
          waitsForOffer(tx, now),
        ),
      )
      .all(),

  /** Y15: who of a service can be offered a time now, longest waiting first. */
  candidates: (tx: Tx, serviceId: string, now: Instant): TriageRow[] =>
    tx
      .select()
      .from(triageRequest)
      .where(and(eq(triageRequest.serviceId, serviceId), waitsForOffer(tx, now)))
      .orderBy(...inWaitlistOrder)
      .limit(candidatesAtMost)
      .all(),

  pastOf: (tx: Tx, requestIds: string[]): Map<string, waitlist.Offer[]> => {
    const found = new Map<string, waitlist.Offer[]>();
    if (requestIds.length === 0) return found;
    const rows = tx.select().from(waitlistOffer).where(inArray(waitlistOffer.requestId, requestIds)).all();
    for (const row of rows)
      found.set(row.requestId, [...(found.get(row.requestId) ?? []), offerStateOf(row)]);
    return found;
  },

  setPaused: (tx: Tx, requestId: string, offersPaused: boolean) =>
    tx.update(triageRequest).set({ offersPaused }).where(eq(triageRequest.id, requestId)).run(),
};

/** Y15, Y20: on the waitlist, not passed over, with no open offer, and nobody works on it just now. */
const waitsForOffer = (tx: Tx, now: Instant) =>
  and(
    isWaitlisted,
    eq(triageRequest.offersPaused, false),
    or(isNull(triageRequest.takenUntil), lte(triageRequest.takenUntil, now)),
    notExists(
      tx
        .select({ id: waitlistOffer.id })
        .from(waitlistOffer)
        .where(and(eq(waitlistOffer.requestId, triageRequest.id), isOpen)),
    ),
  );

/**
 * Y15: the order of the waitlist, as `waitlist.countsSince` says it: a test compares the two. A day has 86,400,000 ms, an
 * urgent request counts 28 days sooner, one that is needed soon 14, and all points 7.
 */
export const inWaitlistOrder = [
  sql`${triageRequest.statusAt}
    - CASE ${triageRequest.urgency} WHEN 'urgent' THEN 28 WHEN 'soon' THEN 14 ELSE 0 END * 86400000
    - CAST(round(CASE WHEN ${triageRequest.scoreMost} > 0
        THEN max(0.0, min(1.0, 1.0 * ${triageRequest.scorePoints} / ${triageRequest.scoreMost})) ELSE 0.0 END
        * 7 * 86400000) AS INTEGER)`,
  asc(triageRequest.statusAt),
  asc(triageRequest.id),
];
