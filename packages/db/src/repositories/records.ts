import { and, asc, count, desc, eq, gt, gte, inArray, lt, lte, not, or, sql } from 'drizzle-orm';
import type { Answer, GuestLetter, Instant, OutgoingKind } from '#domain';
import type { Tx } from '../open.ts';
import { insertInto, written } from '../prepared.ts';
import { answer, chatLine, outboxAlso, outboxMessage, participant } from '../schema.ts';

export const answers = {
  of: (tx: Tx, appointmentId: string): { id: string; answer: Answer; savedAt: Instant } | undefined => {
    const row = tx.select().from(answer).where(eq(answer.appointmentId, appointmentId)).get();
    if (!row) return undefined;
    return {
      id: row.id,
      savedAt: row.savedAt,
      answer:
        row.status === 'draft'
          ? { status: 'draft', content: row.content }
          : { status: 'signed', content: row.content, signedAt: row.signedAt!, signedBy: row.signedBy! },
    };
  },
  save: (
    tx: Tx,
    key: { id: string; organisationId: string; appointmentId: string },
    value: Answer,
    now: Instant,
  ) => {
    const signed = value.status === 'signed' ? value : null;
    const row = {
      status: value.status,
      content: value.content,
      savedAt: now,
      signedAt: signed?.signedAt ?? null,
      signedBy: signed?.signedBy ?? null,
    };
    tx.insert(answer)
      .values({ ...key, ...row })
      .onConflictDoUpdate({ target: answer.appointmentId, set: row })
      .run();
  },
};

/** What was written beside the video. It is no record: it goes when the visit ends. */
export const chat = {
  add: (tx: Tx, row: typeof chatLine.$inferInsert) => tx.insert(chatLine).values(row).run(),
  of: (tx: Tx, appointmentId: string) =>
    tx
      .select({ line: chatLine, name: participant.name })
      .from(chatLine)
      .innerJoin(participant, eq(participant.id, chatLine.participantId))
      .where(eq(chatLine.appointmentId, appointmentId))
      .orderBy(desc(chatLine.at))
      .limit(200)
      .all()
      .reverse(),
  forget: (tx: Tx, appointmentId: string) =>
    tx.delete(chatLine).where(eq(chatLine.appointmentId, appointmentId)).run(),
};

export type OutboxMessage = typeof outboxMessage.$inferSelect;

/** Z9: how the reason of one that had left and came back begins; that of one that never left begins with its own code. */
const returnedMark = 'DSN ';
export const isBounced = ({ status, lastError }: Pick<OutboxMessage, 'status' | 'lastError'>): boolean =>
  status === 'failed' && lastError?.startsWith(returnedMark) === true;

/** What needs somebody first: failed, waiting, sent. Written as in the index, so that it serves the list. */
const rank = sql<number>`CASE status WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END`;
const rankOf = { failed: 0, waiting: 1, sent: 2 } as const;

/** Where a list of messages goes on: after this one. */
export type OutboxPlace = Pick<OutboxMessage, 'status' | 'createdAt' | 'id'>;
/** To what a list of messages is narrowed; written since a moment, and before another. */
export type OutboxFilter = {
  status?: OutboxMessage['status'] | 'returned' | undefined;
  channel?: OutboxMessage['channel'] | undefined;
  kind?: OutgoingKind | undefined;
  since?: Instant | undefined;
  until?: Instant | undefined;
};

export const outbox = {
  add: insertInto(outboxMessage),
  due: (tx: Tx, channel: OutboxMessage['channel'], now: Instant, limit: number): OutboxMessage[] =>
    tx
      .select()
      .from(outboxMessage)
      .where(
        and(
          eq(outboxMessage.status, 'waiting'),
          eq(outboxMessage.channel, channel),
          lte(outboxMessage.nextAttemptAt, now),
        ),
      )
      .orderBy(asc(outboxMessage.nextAttemptAt))
      .limit(limit)
      .all(),
  /** Whether somebody of a visit has been reminded of it since a moment. */
  isRemindedSince: (tx: Tx, participantId: string, since: Instant): boolean =>
    tx
      .select({ id: outboxMessage.id })
      .from(outboxMessage)
      .where(
        and(
          eq(outboxMessage.participantId, participantId),
          eq(outboxMessage.kind, 'reminder'),
          gt(outboxMessage.createdAt, since),
        ),
      )
      .limit(1)
      .get() !== undefined,
  /** Of a letter about several visits: whom of the others it tells too. */
  addAlso: insertInto(outboxAlso),
  /** What was written to the guests of these visits about them, by visit and guest, in the order in which it was written. */
  toGuests: (tx: Tx, appointmentIds: readonly string[]): Map<string, Map<string, GuestLetter[]>> => {
    const ofVisits = and(
      eq(participant.kind, 'guest'),
      inArray(participant.appointmentId, [...appointmentIds]),
    );
    const columns = {
      appointmentId: participant.appointmentId,
      participantId: participant.id,
      kind: outboxMessage.kind,
      status: outboxMessage.status,
      createdAt: outboxMessage.createdAt,
      /** Of two in one millisecond the later row was written later. */
      row: sql<number>`outbox_message.rowid`,
    };
    const rows = [
      ...tx
        .select(columns)
        .from(participant)
        .innerJoin(outboxMessage, eq(outboxMessage.participantId, participant.id))
        .where(ofVisits)
        .all(),
      ...tx
        .select(columns)
        .from(participant)
        .innerJoin(outboxAlso, eq(outboxAlso.participantId, participant.id))
        .innerJoin(outboxMessage, eq(outboxMessage.id, outboxAlso.messageId))
        .where(ofVisits)
        .all(),
    ].sort((a, b) => a.createdAt - b.createdAt || a.row - b.row);
    const found = new Map<string, Map<string, GuestLetter[]>>();
    for (const { appointmentId, participantId, kind, status } of rows) {
      const guests = found.get(appointmentId) ?? new Map<string, GuestLetter[]>();
      found.set(appointmentId, guests);
      guests.set(participantId, [
        ...(guests.get(participantId) ?? []),
        { kind: kind as GuestLetter['kind'], status },
      ]);
    }
    return found;
  },
  /** The other visits of a letter about several. */
  alsoVisits: (tx: Tx, messageId: string): string[] =>
    tx
      .selectDistinct({ id: participant.appointmentId })
      .from(outboxAlso)
      .innerJoin(participant, eq(participant.id, outboxAlso.participantId))
      .where(eq(outboxAlso.messageId, messageId))
      .all()
      .map(({ id }) => id),
  /** Z10: whether a later letter to the same person that says how the same visit stands has left. */
  hasLeftSince: (tx: Tx, { id, participantId, recipient }: OutboxMessage): boolean =>
    laterOnes(tx, { id, participantId, recipient }).length > 0,
  /** Z10: what is not to be sent any more. */
  drop: (tx: Tx, id: string) => {
    tx.delete(outboxAlso).where(eq(outboxAlso.messageId, id)).run();
    tx.delete(outboxMessage).where(eq(outboxMessage.id, id)).run();
  },
  update: (tx: Tx, id: string, set: Partial<OutboxMessage>) =>
    tx.update(outboxMessage).set(set).where(eq(outboxMessage.id, id)).run(),
  /** Z9: one that has left and came back; of any organisation, since the mail server knows none. Undefined for every other. */
  markBounced: (tx: Tx, id: string, reason: string): OutboxMessage | undefined =>
    tx
      .update(outboxMessage)
      .set({ status: 'failed', sentAt: null, lastError: `${returnedMark}${reason}` })
      .where(
        and(eq(outboxMessage.id, id), eq(outboxMessage.status, 'sent'), eq(outboxMessage.channel, 'email')),
      )
      .returning()
      .get(),
  /** Served by the partial indexes: what has been sent is never counted. */
  counts: (tx: Tx) => {
    const of = (status: OutboxMessage['status']) =>
      tx.select({ n: count() }).from(outboxMessage).where(eq(outboxMessage.status, status)).get()?.n ?? 0;
    return { waiting: of('waiting'), failed: of('failed') };
  },
  /** Failed ones first, then those that wait, each newest first; from the start, or after a place. */
  list: (
    tx: Tx,
    organisationId: string,
    filter: OutboxFilter,
    after: OutboxPlace | undefined,
    limit: number,
  ): OutboxMessage[] =>
    tx
      .select()
      .from(outboxMessage)
      .where(and(eq(outboxMessage.organisationId, organisationId), fits(filter), after && isAfter(after)))
      .orderBy(asc(rank), desc(outboxMessage.createdAt), desc(outboxMessage.id))
      .limit(limit)
      .all(),
  byId: (tx: Tx, organisationId: string, id: string) =>
    tx
      .select()
      .from(outboxMessage)
      .where(and(eq(outboxMessage.id, id), eq(outboxMessage.organisationId, organisationId)))
      .get(),
  /** Demo mode's mailbox page shows everybody's messages; it does not exist otherwise. */
  mailbox: (tx: Tx, limit: number): OutboxMessage[] =>
    tx.select().from(outboxMessage).orderBy(desc(outboxMessage.createdAt)).limit(limit).all(),
  inMailbox: (tx: Tx, id: string) => tx.select().from(outboxMessage).where(eq(outboxMessage.id, id)).get(),
};

/** By who it is about: after a night without a mail server thousands are asked about, and thousands were written later. */
const laterOnes = written(`
  SELECT 1 FROM outbox_message later
  WHERE later.id IN (
    SELECT id FROM outbox_message WHERE participant_id = :participantId
    UNION SELECT message_id FROM outbox_also WHERE participant_id = :participantId
  )
  AND +later.rowid > (SELECT rowid FROM outbox_message WHERE id = :id)
  AND later.recipient = :recipient AND +later.status = 'sent'
  AND later.kind IN ('invitation', 'new-link', 'moved', 'cancellation')
  LIMIT 1`);

const fits = ({ status, channel, kind, since, until }: OutboxFilter) =>
  and(
    // By its rank: the index of the list then leads to the rows of one state.
    status && eq(rank, rankOf[status === 'returned' ? 'failed' : status]),
    status === 'returned' ? hasReturned : status === 'failed' ? not(hasReturned) : undefined,
    channel && eq(outboxMessage.channel, channel),
    kind && eq(outboxMessage.kind, kind),
    since === undefined ? undefined : gte(outboxMessage.createdAt, since),
    until === undefined ? undefined : lt(outboxMessage.createdAt, until),
  );
/** `isBounced`, of a failed one. */
const hasReturned = sql`coalesce(substr(${outboxMessage.lastError}, 1, ${returnedMark.length}) = ${returnedMark}, 0)`;

const isAfter = ({ status, createdAt, id }: OutboxPlace) =>
  or(
    gt(rank, rankOf[status]),
    and(
      eq(rank, rankOf[status]),
      or(
        lt(outboxMessage.createdAt, createdAt),
        and(eq(outboxMessage.createdAt, createdAt), lt(outboxMessage.id, id)),
      ),
    ),
  );
