import { and, desc, eq, gt, gte, inArray, lt, notInArray, or, sql } from 'drizzle-orm';
import { eventsOfTopic, type AuditEntity, type AuditTopic, type Instant } from '#domain';
import type { Tx } from '../open.ts';
import { insertInto, written } from '../prepared.ts';
import { auditEvent, auditReader, participant, userAccount } from '../schema.ts';

export type AuditEntry = Omit<typeof auditEvent.$inferInsert, 'id'>;

/** R8: what a reader narrows the log to. `actorIds`: accounts; none in the list finds nothing. */
export type AuditFilter = {
  actorIds?: readonly string[];
  topic?: AuditTopic;
  /** From this moment. */
  since?: Instant;
  /** Until before this moment. */
  until?: Instant;
};

const insertEvent = insertInto(auditEvent);
const insertReader = insertInto(auditReader);
const lastRow = written<{ id: number }>('SELECT last_insert_rowid() AS id');

/** Who did what to which thing, when. Append-only; ids only. */
export const audit = {
  /** `concerned`: whose appointment it is about; it stands in their logs as well as in the actor's organisation's. */
  write: (tx: Tx, entry: AuditEntry, concerned: readonly string[] = []): void => {
    insertEvent(tx, entry);
    const [last] = lastRow(tx, {});
    for (const organisationId of new Set([entry.organisationId, ...concerned]))
      insertReader(tx, { organisationId, eventId: last!.id });
  },
  /** Whether this person has done this to this thing since then. */
  has: (tx: Tx, entry: Pick<AuditEntry, 'actorId' | 'action' | 'entityId'>, since: Instant): boolean =>
    tx
      .select({ id: auditEvent.id })
      .from(auditEvent)
      .where(
        and(
          eq(auditEvent.entityId, entry.entityId),
          eq(auditEvent.actorId, entry.actorId),
          eq(auditEvent.action, entry.action),
          gt(auditEvent.at, since),
        ),
      )
      .limit(1)
      .get() !== undefined,
  /** What people with an account did to a thing: these deeds, the latest first. */
  doneTo: (tx: Tx, entity: AuditEntity, entityId: string, actions: string[], limit: number) =>
    tx
      .select({ action: auditEvent.action, at: auditEvent.at, by: userAccount.name })
      .from(auditEvent)
      .innerJoin(userAccount, eq(userAccount.id, auditEvent.actorId))
      .where(
        and(
          eq(auditEvent.entityId, entityId),
          eq(auditEvent.entity, entity),
          inArray(auditEvent.action, actions),
        ),
      )
      .orderBy(desc(auditEvent.id))
      .limit(limit)
      .all(),
  /** What people with an account did to any of these things, the oldest first. */
  doneToAny: (tx: Tx, entity: AuditEntity, entityIds: string[], actions: string[]) =>
    tx
      .select({
        entityId: auditEvent.entityId,
        action: auditEvent.action,
        at: auditEvent.at,
        by: userAccount.name,
      })
      .from(auditEvent)
      .innerJoin(userAccount, eq(userAccount.id, auditEvent.actorId))
      .where(
        and(
          inArray(auditEvent.entityId, entityIds),
          eq(auditEvent.entity, entity),
          inArray(auditEvent.action, actions),
        ),
      )
      .orderBy(auditEvent.id)
      .all(),
  /** A page of an organisation's log, the newest first. In a visit the actor is a participant: one with an account is named by it. */
  list: (tx: Tx, organisationId: string, filter: AuditFilter, before: number, limit: number) =>
    tx
      .select({ event: auditEvent, userName: userAccount.name })
      .from(auditReader)
      .innerJoin(auditEvent, eq(auditEvent.id, auditReader.eventId))
      .leftJoin(
        participant,
        and(eq(auditEvent.actorKind, 'participant'), eq(participant.id, auditEvent.actorId)),
      )
      .leftJoin(userAccount, eq(userAccount.id, sql`coalesce(${participant.userId}, ${auditEvent.actorId})`))
      .where(
        and(
          eq(auditReader.organisationId, organisationId),
          lt(auditReader.eventId, before),
          filter.actorIds && byPeople(filter.actorIds),
          filter.topic && ofTopic(filter.topic),
          filter.since === undefined ? undefined : gte(auditEvent.at, filter.since),
          filter.until === undefined ? undefined : lt(auditEvent.at, filter.until),
        ),
      )
      .orderBy(desc(auditReader.eventId))
      .limit(limit)
      .all(),
};

const byPeople = (ids: readonly string[]) =>
  or(
    and(eq(auditEvent.actorKind, 'user'), inArray(auditEvent.actorId, [...ids])),
    and(eq(auditEvent.actorKind, 'participant'), inArray(participant.userId, [...ids])),
  );

function ofTopic(topic: AuditTopic) {
  const { actions, entities, otherActions } = eventsOfTopic(topic);
  return or(
    inArray(auditEvent.action, actions),
    and(inArray(auditEvent.entity, entities), notInArray(auditEvent.action, otherActions)),
  );
}
