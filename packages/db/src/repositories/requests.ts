import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Instant, RequestContent } from '#domain';
import type { Tx } from '../open.ts';
import { equalsWritten, given, insertInto, prepared } from '../prepared.ts';
import { appointment, childCase, serviceRequest } from '../schema.ts';
import { mayRead, type Reader } from './appointments.ts';

export const requests = {
  draft: (tx: Tx, requesterId: string, serviceId: string) => draftOf(tx).get({ requesterId, serviceId }),

  /** Whether an id is anybody's already. */
  isTaken: (tx: Tx, id: string): boolean => anybodys(tx).get({ id }) !== undefined,

  /** A draft that is confirmed under another of its pages' ids takes that id, so that a repetition finds it. */
  rename: (tx: Tx, id: string, to: string) =>
    tx.update(serviceRequest).set({ id: to }).where(eq(serviceRequest.id, id)).run(),

  byId: (tx: Tx, requesterId: string, serviceId: string, id: string) =>
    own(tx).get({ id, requesterId, serviceId }),

  insert: insertInto(serviceRequest),

  /** Y1: what was sent without a time is a draft no more. */
  dropDraft: (tx: Tx, id: string) =>
    tx
      .delete(serviceRequest)
      .where(and(eq(serviceRequest.id, id), eq(serviceRequest.status, 'draft')))
      .run(),

  save: (tx: Tx, id: string, content: RequestContent, savedAt: Instant) =>
    tx
      .update(serviceRequest)
      .set({ content, savedAt })
      .where(and(eq(serviceRequest.id, id), eq(serviceRequest.status, 'draft')))
      .run().changes > 0,

  /** What a visit's request says of its people, as they come and go. */
  keepContent: (tx: Tx, id: string, content: RequestContent) =>
    tx.update(serviceRequest).set({ content }).where(eq(serviceRequest.id, id)).run(),

  /** Draft → accepted: a directly booked request needs nobody else's word. */
  accept: (tx: Tx, id: string, content: RequestContent, caseId: string | null, now: Instant) =>
    tx
      .update(serviceRequest)
      .set({ status: 'accepted', content, caseId, savedAt: now, submittedAt: now })
      .where(and(eq(serviceRequest.id, id), eq(serviceRequest.status, 'draft')))
      .run(),

  settle: (tx: Tx, id: string, status: 'completed' | 'revoked') =>
    tx.update(serviceRequest).set({ status }).where(eq(serviceRequest.id, id)).run(),
};

const anybodys = prepared((tx) =>
  tx
    .select({ id: serviceRequest.id })
    .from(serviceRequest)
    .where(eq(serviceRequest.id, given('id')))
    .prepare(),
);

const isOf = () =>
  and(eq(serviceRequest.requesterId, given('requesterId')), eq(serviceRequest.serviceId, given('serviceId')));
const draftOf = prepared((tx) =>
  tx
    .select()
    .from(serviceRequest)
    .where(and(isOf(), equalsWritten(serviceRequest.status, 'draft')))
    .prepare(),
);
const own = prepared((tx) =>
  tx
    .select()
    .from(serviceRequest)
    .where(and(eq(serviceRequest.id, given('id')), isOf()))
    .prepare(),
);

export const cases = {
  /** One worker's own cases, or with `responsibleWorkerId` undefined all of the organisation. */
  list: (tx: Tx, organisationId: string, responsibleWorkerId: string | undefined) =>
    tx
      .select()
      .from(childCase)
      .where(
        and(
          eq(childCase.organisationId, organisationId),
          responsibleWorkerId === undefined
            ? undefined
            : eq(childCase.responsibleWorkerId, responsibleWorkerId),
        ),
      )
      .orderBy(desc(childCase.createdAt))
      .limit(200)
      .all(),
  byId: (tx: Tx, organisationId: string, id: string) =>
    tx
      .select()
      .from(childCase)
      .where(and(eq(childCase.id, id), eq(childCase.organisationId, organisationId)))
      .get(),
  insert: insertInto(childCase),

  /** Those that somebody may read a visit about (R2). */
  readBy: (tx: Tx, reader: Reader, ids: readonly string[]): Set<string> =>
    new Set(
      tx
        .selectDistinct({ id: serviceRequest.caseId })
        .from(appointment)
        .innerJoin(serviceRequest, eq(serviceRequest.id, appointment.requestId))
        .where(and(inArray(serviceRequest.caseId, [...ids]), mayRead(tx, reader)))
        .all()
        .flatMap(({ id }) => id ?? []),
    ),
};
