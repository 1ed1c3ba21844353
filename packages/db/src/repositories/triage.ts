import { and, asc, desc, eq, gt, inArray, isNotNull, lte, ne, or, sql } from 'drizzle-orm';
import { triage, type Instant } from '#domain';
import type { Tx } from '../open.ts';
import { given, prepared } from '../prepared.ts';
import { healthcareService, organisation, triageRequest, triageStep, userAccount } from '../schema.ts';

export type TriageRow = typeof triageRequest.$inferSelect;
export type TriageOverview = {
  row: TriageRow;
  service: typeof healthcareService.$inferSelect;
  requester: typeof userAccount.$inferSelect;
  requesterOrganisation: typeof organisation.$inferSelect;
};

/** The request as the rules take it. */
export function triageStateOf(row: TriageRow): triage.Request {
  const { id, serviceId, status, takenBy, takenUntil, promisedAt, escalated, escalateAt } = row;
  const take = takenBy !== null && takenUntil !== null ? { by: takenBy, until: takenUntil } : null;
  switch (status) {
    case 'submitted':
    case 'needs-info':
      return { id, serviceId, take, status, promisedAt, escalated, escalateAt };
    case 'waitlisted':
      return { id, serviceId, take, status, wishes: row.wishes!, since: row.statusAt };
    case 'accepted':
      return { id, serviceId, status, at: row.statusAt, appointmentId: row.appointmentId! };
    case 'declined':
      return { id, serviceId, status, at: row.statusAt, reason: row.reason!, note: row.note };
    case 'revoked':
      return { id, serviceId, status, at: row.statusAt };
  }
}

function columnsOf(state: triage.Request) {
  const isOpen = triage.isOpen(state);
  const hasClock = state.status === 'submitted' || state.status === 'needs-info';
  return {
    status: state.status,
    serviceId: state.serviceId,
    takenBy: isOpen ? (state.take?.by ?? null) : null,
    takenUntil: isOpen ? (state.take?.until ?? null) : null,
    ...(hasClock
      ? { promisedAt: state.promisedAt, escalated: state.escalated, escalateAt: state.escalateAt }
      : { escalateAt: null }),
    wishes: state.status === 'waitlisted' ? state.wishes : null,
    appointmentId: state.status === 'accepted' ? state.appointmentId : null,
    reason: state.status === 'declined' ? state.reason : null,
    note: state.status === 'declined' ? state.note : '',
  };
}

const overview = (tx: Tx) =>
  tx
    .select({
      row: triageRequest,
      service: healthcareService,
      requester: userAccount,
      requesterOrganisation: organisation,
    })
    .from(triageRequest)
    .innerJoin(healthcareService, eq(healthcareService.id, triageRequest.serviceId))
    .innerJoin(userAccount, eq(userAccount.id, triageRequest.requesterId))
    .innerJoin(organisation, eq(organisation.id, triageRequest.requesterOrganisationId));

/**
 * Y12: whose own it is: the requester's, wherever they work now, as a visit is; who sent it for them while they work for the same
 * organisation (as R2); and with `oversees` all of the organisation.
 */
const isOf = ({ userId, organisationId, oversees }: TriageReader) =>
  or(
    eq(triageRequest.requesterId, userId),
    and(
      eq(triageRequest.requesterOrganisationId, organisationId),
      oversees ? undefined : eq(triageRequest.sentBy, userId),
    ),
  );
export type TriageReader = { userId: string; organisationId: string; oversees: boolean };

const anybodys = prepared((tx) =>
  tx
    .select({ id: triageRequest.id })
    .from(triageRequest)
    .where(eq(triageRequest.id, given('id')))
    .prepare(),
);

/** Requests without a time (Y). */
export const triageRequests = {
  insert: (tx: Tx, row: typeof triageRequest.$inferInsert) => tx.insert(triageRequest).values(row).run(),

  isTaken: (tx: Tx, id: string): boolean => anybodys(tx).get({ id }) !== undefined,

  /** Of one of these services, as somebody handles it. */
  forHandler: (tx: Tx, serviceIds: string[], id: string): TriageOverview | undefined =>
    overview(tx)
      .where(and(eq(triageRequest.id, id), inArray(triageRequest.serviceId, serviceIds)))
      .get(),

  /** The request that a time is offered to, whichever service it stands with by now. */
  ofOffer: (tx: Tx, offer: { requestId: string }): TriageOverview | undefined =>
    overview(tx).where(eq(triageRequest.id, offer.requestId)).get(),

  /** As it is read by those who asked. */
  forRequester: (tx: Tx, reader: TriageReader, id: string): TriageOverview | undefined =>
    overview(tx)
      .where(and(eq(triageRequest.id, id), isOf(reader)))
      .get(),

  /** What somebody has sent: all that is open, and what was settled since then; the newest first. */
  sent: (tx: Tx, reader: TriageReader, settledSince: Instant): TriageOverview[] =>
    overview(tx)
      .where(
        and(
          isOf(reader),
          or(
            inArray(triageRequest.status, [...triage.openStatuses]),
            gt(triageRequest.statusAt, settledSince),
          ),
        ),
      )
      .orderBy(desc(triageRequest.submittedAt))
      .limit(200)
      .all(),

  /** Writes what was decided. `at`: since when it is in this state; left out where the state is the same. */
  save: (tx: Tx, before: TriageRow, state: triage.Request, at: Instant): void => {
    const isSame = state.status === before.status && state.serviceId === before.serviceId;
    tx.update(triageRequest)
      .set({ ...columnsOf(state), ...(!isSame && { statusAt: at }) })
      .where(eq(triageRequest.id, before.id))
      .run();
  },

  /** Y7: whose it is after it was redirected; who had it passes it over no more (Y20). */
  moveTo: (tx: Tx, id: string, organisationId: string) =>
    tx
      .update(triageRequest)
      .set({ organisationId, offersPaused: false })
      .where(eq(triageRequest.id, id))
      .run(),

  /** Y24: what somebody has taken of these services is free for the others. */
  letGo: (tx: Tx, userId: string, serviceIds: readonly string[]) =>
    tx
      .update(triageRequest)
      .set({ takenBy: null, takenUntil: null })
      .where(and(eq(triageRequest.takenBy, userId), inArray(triageRequest.serviceId, [...serviceIds])))
      .run(),

  /** Whose service it is asked of now. */
  providerOf: (tx: Tx, id: string): string | undefined =>
    tx.select({ id: triageRequest.organisationId }).from(triageRequest).where(eq(triageRequest.id, id)).get()
      ?.id,

  /** Y8: what was not answered by its promise. */
  overdue: (tx: Tx, now: Instant, limit: number): TriageOverview[] =>
    overview(tx)
      .where(and(eq(triageRequest.status, 'submitted'), lte(triageRequest.escalateAt, now)))
      .limit(limit)
      .all(),

  /** Y13: other requests to the same provider that are likely to be about the same child. */
  sameChild: (tx: Tx, row: Pick<TriageRow, 'id' | 'organisationId' | 'childKey'>, since: Instant) =>
    row.childKey === null
      ? []
      : tx
          .select({
            id: triageRequest.id,
            status: triageRequest.status,
            serviceId: triageRequest.serviceId,
            serviceName: healthcareService.name,
            submittedAt: triageRequest.submittedAt,
            requesterName: userAccount.name,
            requesterOrganisation: organisation.name,
          })
          .from(triageRequest)
          .innerJoin(healthcareService, eq(healthcareService.id, triageRequest.serviceId))
          .innerJoin(userAccount, eq(userAccount.id, triageRequest.requesterId))
          .innerJoin(organisation, eq(organisation.id, triageRequest.requesterOrganisationId))
          .where(
            and(
              eq(triageRequest.organisationId, row.organisationId),
              eq(triageRequest.childKey, row.childKey),
              isNotNull(triageRequest.childKey),
              ne(triageRequest.id, row.id),
              ne(triageRequest.status, 'revoked'),
              gt(triageRequest.submittedAt, since),
            ),
          )
          .orderBy(desc(triageRequest.submittedAt))
          .limit(20)
          .all(),

  addStep: (tx: Tx, step: typeof triageStep.$inferInsert) => tx.insert(triageStep).values(step).run(),

  steps: (tx: Tx, requestId: string) =>
    tx
      .select({ step: triageStep, actorName: userAccount.name, toService: healthcareService.name })
      .from(triageStep)
      .leftJoin(userAccount, eq(userAccount.id, triageStep.actorId))
      .leftJoin(healthcareService, eq(healthcareService.id, triageStep.toServiceId))
      .where(eq(triageStep.requestId, requestId))
      .orderBy(asc(triageStep.at), sql`triage_step.rowid`)
      .all(),
};
