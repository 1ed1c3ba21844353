import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNull,
  lt,
  lte,
  or,
  sql,
  type SQL,
} from 'drizzle-orm';
import {
  childCase,
  healthcareService,
  organisation,
  requestCaseType,
  triageRequest,
  userAccount,
} from '../schema.ts';
import type { Instant, triage } from '#domain';
import type { Tx } from '../open.ts';
import { inLanguage, saysAll } from './said.ts';
import { inWaitlistOrder } from './waitlist.ts';

export type QueueFilter = {
  serviceIds: string[];
  statuses: readonly triage.Status[];
  /** Only what this person works on now. */
  takenBy?: string | undefined;
  /** Only what nobody but this person works on now. */
  openTo?: string | undefined;
  isLate?: boolean | undefined;
  /** Only what was asked under this case type (CT9). */
  caseTypeId?: string | undefined;
  /** Only what says these words in its row. */
  text?: { typed: string; language: 'fi' | 'sv' | 'en' } | undefined;
};

function fits(
  tx: Tx,
  { serviceIds, statuses, takenBy, openTo, isLate = false, caseTypeId, text }: QueueFilter,
  now: Instant,
): SQL | undefined {
  return and(
    inArray(triageRequest.serviceId, serviceIds),
    inArray(triageRequest.status, [...statuses]),
    takenBy === undefined ? undefined : eq(triageRequest.takenBy, takenBy),
    takenBy === undefined ? undefined : gt(triageRequest.takenUntil, now),
    openTo === undefined
      ? undefined
      : or(
          isNull(triageRequest.takenBy),
          eq(triageRequest.takenBy, openTo),
          lte(triageRequest.takenUntil, now),
        ),
    isLate ? lt(triageRequest.promisedAt, now) : undefined,
    caseTypeId === undefined ? undefined : isOfType(tx, caseTypeId),
    text === undefined ? undefined : says(tx, text),
  );
}

function says(tx: Tx, { typed, language }: NonNullable<QueueFilter['text']>): SQL | undefined {
  const said = saysAll(typed, [
    sql`coalesce(${childCase.initials} || ' ' || ${childCase.birthYear}, '')`,
    userAccount.name,
    organisation.name,
    inLanguage(healthcareService.name, language),
  ]);
  return (
    said &&
    exists(
      tx
        .select({ one: sql`1` })
        .from(userAccount)
        .innerJoin(organisation, eq(organisation.id, triageRequest.requesterOrganisationId))
        .innerJoin(healthcareService, eq(healthcareService.id, triageRequest.serviceId))
        .leftJoin(childCase, eq(childCase.id, triageRequest.caseId))
        .where(and(eq(userAccount.id, triageRequest.requesterId), said)),
    )
  );
}

const isOfType = (tx: Tx, caseTypeId: string): SQL =>
  exists(
    tx
      .select({ one: sql`1` })
      .from(requestCaseType)
      .where(
        and(eq(requestCaseType.requestId, triageRequest.id), eq(requestCaseType.caseTypeId, caseTypeId)),
      ),
  );

/** Y3: the queue of one or several services. */
export const triageQueue = {
  count: (tx: Tx, filter: QueueFilter, now: Instant): number =>
    tx
      .select({ n: count() })
      .from(triageRequest)
      .where(fits(tx, filter, now))
      .get()?.n ?? 0,

  /** How many requests of these services stand in each open state. */
  counts: (tx: Tx, serviceIds: string[], statuses: readonly triage.Status[]) =>
    tx
      .select({ status: triageRequest.status, n: count() })
      .from(triageRequest)
      .where(and(inArray(triageRequest.serviceId, serviceIds), inArray(triageRequest.status, [...statuses])))
      .groupBy(triageRequest.status)
      .all(),

  /** Ids first, off the index; the rows of one page are then looked up. Settled ones the latest first. */
  page: (tx: Tx, filter: QueueFilter, now: Instant, from: number, length: number, isSettled: boolean) => {
    // Y15: a waitlist has an order of its own, in which times are offered.
    const isWaitlist = filter.statuses.every((status) => status === 'waitlisted');
    const order = isSettled
      ? [desc(triageRequest.statusAt), asc(triageRequest.id)]
      : isWaitlist
        ? inWaitlistOrder
        : [
            asc(triageRequest.promisedAt),
            desc(triageRequest.weight),
            asc(triageRequest.submittedAt),
            asc(triageRequest.id),
          ];
    const ids = tx
      .select({ id: triageRequest.id })
      .from(triageRequest)
      .where(fits(tx, filter, now))
      .orderBy(...order)
      .limit(length)
      .offset(from)
      .all()
      .map(({ id }) => id);
    if (ids.length === 0) return [];
    const rows = tx
      .select({
        row: triageRequest,
        serviceName: healthcareService.name,
        requesterName: userAccount.name,
        requesterOrganisation: organisation.name,
        initials: childCase.initials,
        birthYear: childCase.birthYear,
      })
      .from(triageRequest)
      .innerJoin(healthcareService, eq(healthcareService.id, triageRequest.serviceId))
      .innerJoin(userAccount, eq(userAccount.id, triageRequest.requesterId))
      .innerJoin(organisation, eq(organisation.id, triageRequest.requesterOrganisationId))
      .leftJoin(childCase, eq(childCase.id, triageRequest.caseId))
      .where(inArray(triageRequest.id, ids))
      .all();
    const byId = new Map(rows.map((each) => [each.row.id, each]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  },

  /** Y13: of these children, how many requests each has with a provider since then. */
  sameChildCounts: (
    tx: Tx,
    organisationIds: readonly string[],
    keys: readonly string[],
    since: Instant,
  ): Map<string, number> =>
    new Map(
      tx
        .select({
          organisationId: triageRequest.organisationId,
          childKey: triageRequest.childKey,
          n: count(),
        })
        .from(triageRequest)
        .where(
          and(
            inArray(triageRequest.organisationId, [...new Set(organisationIds)]),
            inArray(triageRequest.childKey, [...new Set(keys)]),
            inArray(triageRequest.status, [
              'submitted',
              'needs-info',
              'waitlisted',
              'accepted',
              'declined',
            ] satisfies triage.Status[]),
            gt(triageRequest.submittedAt, since),
          ),
        )
        .groupBy(triageRequest.organisationId, triageRequest.childKey)
        .all()
        .map(({ organisationId, childKey, n }) => [`${organisationId} ${childKey}`, n]),
    ),
};
