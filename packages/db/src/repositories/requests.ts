import { and, desc, eq } from 'drizzle-orm';
import type { Instant, RequestContent } from '#domain';
import type { Tx } from '../open.ts';
import { childCase, serviceRequest } from '../schema.ts';

export const requests = {
  draft: (tx: Tx, requesterId: string, serviceId: string) =>
    tx
      .select()
      .from(serviceRequest)
      .where(
        and(
          eq(serviceRequest.requesterId, requesterId),
          eq(serviceRequest.serviceId, serviceId),
          eq(serviceRequest.status, 'draft'),
        ),
      )
      .get(),

  /** Whether an id is anybody's already. */
  isTaken: (tx: Tx, id: string): boolean =>
    tx.select({ id: serviceRequest.id }).from(serviceRequest).where(eq(serviceRequest.id, id)).get() !==
    undefined,

  /** A draft that is confirmed under another of its pages' ids takes that id, so that a repetition finds it. */
  rename: (tx: Tx, id: string, to: string) =>
    tx.update(serviceRequest).set({ id: to }).where(eq(serviceRequest.id, id)).run(),

  byId: (tx: Tx, requesterId: string, serviceId: string, id: string) =>
    tx
      .select()
      .from(serviceRequest)
      .where(
        and(
          eq(serviceRequest.id, id),
          eq(serviceRequest.requesterId, requesterId),
          eq(serviceRequest.serviceId, serviceId),
        ),
      )
      .get(),

  insert: (tx: Tx, row: typeof serviceRequest.$inferInsert) => tx.insert(serviceRequest).values(row).run(),

  save: (tx: Tx, id: string, content: RequestContent, savedAt: Instant) =>
    tx
      .update(serviceRequest)
      .set({ content, savedAt })
      .where(and(eq(serviceRequest.id, id), eq(serviceRequest.status, 'draft')))
      .run().changes > 0,

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
  insert: (tx: Tx, row: typeof childCase.$inferInsert) => tx.insert(childCase).values(row).run(),
};
