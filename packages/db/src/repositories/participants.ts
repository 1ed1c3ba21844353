import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, sql, type SQL } from 'drizzle-orm';
import type { Instant, Seat } from '#domain';
import type { Tx } from '../open.ts';
import { insertInto } from '../prepared.ts';
import { appointment, encounter, guestLink, participant, userAccount } from '../schema.ts';

type Row = typeof participant.$inferSelect;
export type Participant = Row & { title: string; state: Seat };

export function seatOf(row: Row): Seat {
  switch (row.seat) {
    case 'invited':
      return { status: 'invited' };
    case 'waiting':
      return { status: 'waiting', since: row.seatAt! };
    case 'admitted':
      return { status: 'admitted', admittedAt: row.seatAt!, waitedMs: row.waitedMs ?? 0 };
    case 'left':
      return { status: 'left', leftAt: row.seatAt! };
    case 'removed':
      return { status: 'removed', removedAt: row.seatAt! };
  }
}

function seatAt(seat: Seat): number | null {
  switch (seat.status) {
    case 'invited':
      return null;
    case 'waiting':
      return seat.since;
    case 'admitted':
      return seat.admittedAt;
    case 'left':
      return seat.leftAt;
    case 'removed':
      return seat.removedAt;
  }
}

/**
 * T11, Q12: whoever was taken out of a visit; the row stays, since letters hang on it, and nothing is theirs to see any more.
 * Whom the host removes from the waiting room or the call is still one of its people.
 */
export const isTakenOut = (row: Row): boolean => row.takenOutAt !== null;

/** The same for a query. */
export const isStillIn = (): SQL => isNull(participant.takenOutAt);

export const participants = {
  insert: insertInto(participant),

  /** T11, Q12: out of the visit, with the seat. */
  takeOut: (tx: Tx, id: string, now: Instant) =>
    tx
      .update(participant)
      .set({ seat: 'removed', seatAt: now, takenOutAt: now })
      .where(eq(participant.id, id))
      .run(),

  /** T11: who was taken out is in again, in the seat that they had. */
  seatAgain: (tx: Tx, id: string) =>
    tx
      .update(participant)
      .set({ seat: 'invited', seatAt: null, waitedMs: null, takenOutAt: null })
      .where(eq(participant.id, id))
      .run(),

  ofAppointment: (tx: Tx, appointmentId: string): Participant[] =>
    tx
      .select({ row: participant, title: userAccount.title })
      .from(participant)
      .leftJoin(userAccount, eq(userAccount.id, participant.userId))
      .where(eq(participant.appointmentId, appointmentId))
      .orderBy(asc(participant.id))
      .all()
      .map(({ row, title }) => ({ ...row, title: title ?? '', state: seatOf(row) })),

  /** A person with an account in a visit; undefined when they take no part in it. */
  ofUser: (tx: Tx, appointmentId: string, userId: string): Row | undefined =>
    tx
      .select()
      .from(participant)
      .where(and(eq(participant.appointmentId, appointmentId), eq(participant.userId, userId)))
      .get(),

  /** Those of a visit who have accounts. */
  userIds: (tx: Tx, appointmentId: string): string[] =>
    participants.accountsOf(tx, [appointmentId]).map(({ userId }) => userId),

  /** Those of several visits who have accounts, visit by visit. */
  accountsOf: (tx: Tx, appointmentIds: readonly string[]) =>
    tx
      .select({
        appointmentId: participant.appointmentId,
        userId: participant.userId,
        kind: participant.kind,
        name: participant.name,
      })
      .from(participant)
      .where(and(inArray(participant.appointmentId, [...appointmentIds]), isStillIn()))
      .all()
      .flatMap(({ userId, ...row }) => (userId === null ? [] : { ...row, userId })),

  /** Those of several visits who have no account, in the order in which they were invited. */
  guestsOf: (tx: Tx, appointmentIds: readonly string[]): Row[] =>
    tx
      .select()
      .from(participant)
      .where(
        and(
          inArray(participant.appointmentId, [...appointmentIds]),
          eq(participant.kind, 'guest'),
          isStillIn(),
        ),
      )
      .orderBy(asc(participant.id))
      .all(),

  byIds: (tx: Tx, ids: readonly string[]): Row[] =>
    tx
      .select()
      .from(participant)
      .where(inArray(participant.id, [...ids]))
      .all(),

  saveSeat: (tx: Tx, id: string, seat: Seat) =>
    tx
      .update(participant)
      .set({
        seat: seat.status,
        seatAt: seatAt(seat),
        waitedMs: seat.status === 'admitted' ? seat.waitedMs : null,
      })
      .where(eq(participant.id, id))
      .run(),

  /**
   * A visit that is handed over keeps its host's seat; somebody else sits in it. Who takes over may have been invited as a
   * colleague: then they change to the host's seat, and the former host is out. Who was out is in again by it, and who
   * waited waits no more (Q2).
   */
  replaceHost: (
    tx: Tx,
    appointmentId: string,
    { id: userId, name, language }: { id: string; name: string; language: 'fi' | 'sv' | 'en' },
    now: number,
  ) => {
    const isHost = and(eq(participant.appointmentId, appointmentId), eq(participant.kind, 'host'));
    const own = participants.ofUser(tx, appointmentId, userId);
    if (!own) return tx.update(participant).set({ userId, name, language }).where(isHost).run();
    tx.update(participant)
      .set({ kind: 'colleague', seat: 'removed', seatAt: now, takenOutAt: now })
      .where(isHost)
      .run();
    participants.seatAgain(tx, own.id);
    return tx.update(participant).set({ kind: 'host' }).where(eq(participant.id, own.id)).run();
  },

  /** Q12: whoever had a visit that they asked for is in it as its requester, once it is somebody else's. */
  seatRequester: (tx: Tx, id: string) => {
    participants.seatAgain(tx, id);
    tx.update(participant).set({ kind: 'requester' }).where(eq(participant.id, id)).run();
  },

  /** J6: guests with an address whose visits end after `now` and have not been given up, the soonest first. */
  withAddress: (
    tx: Tx,
    { channel, address }: { channel: 'email' | 'sms'; address: string },
    now: Instant,
    limit: number,
  ): Row[] =>
    tx
      .select({ participant })
      .from(participant)
      .innerJoin(appointment, eq(appointment.id, participant.appointmentId))
      .where(
        and(
          eq(participant.kind, 'guest'),
          sql`${participant.address} = ${address} COLLATE NOCASE`,
          eq(participant.channel, channel),
          ne(participant.seat, 'removed'),
          inArray(appointment.status, ['booked', 'arrived', 'fulfilled']),
          gt(appointment.endsAt, now),
        ),
      )
      .orderBy(asc(appointment.startsAt), asc(participant.id))
      .limit(limit)
      .all()
      .map((row) => row.participant),

  /** Where a guest is reached from now on (Z7). */
  setAddress: (tx: Tx, id: string, to: { channel: 'email' | 'sms'; address: string }) =>
    tx.update(participant).set(to).where(eq(participant.id, id)).run(),

  /** M18; null for no interpreter. */
  setInterprets: (tx: Tx, id: string, interprets: Row['interprets']) =>
    tx.update(participant).set({ interprets }).where(eq(participant.id, id)).run(),

  interpretersOf: (tx: Tx, appointmentIds: readonly string[]): Row[] =>
    tx
      .select()
      .from(participant)
      .where(and(inArray(participant.appointmentId, [...appointmentIds]), isNotNull(participant.interprets)))
      .all(),

  setLanguage: (tx: Tx, id: string, language: Row['language']) =>
    tx.update(participant).set({ language }).where(eq(participant.id, id)).run(),

  /** Visits that have begun and whose host is in the call, for the server to know after a restart. */
  visitsWithHost: (tx: Tx): string[] =>
    tx
      .select({ id: participant.appointmentId })
      .from(participant)
      .innerJoin(encounter, eq(encounter.appointmentId, participant.appointmentId))
      .where(
        and(
          eq(participant.kind, 'host'),
          eq(participant.seat, 'admitted'),
          eq(encounter.status, 'in-progress'),
        ),
      )
      .all()
      .map(({ id }) => id),

  /** Everybody who waits anywhere, for the server to watch over after a restart. */
  waitingAnywhere: (tx: Tx): { id: string; appointmentId: string; organisationId: string }[] =>
    tx
      .select({
        id: participant.id,
        appointmentId: participant.appointmentId,
        organisationId: participant.organisationId,
      })
      .from(participant)
      .where(eq(participant.seat, 'waiting'))
      .all(),
};

export const guestLinks = {
  insert: insertInto(guestLink),

  byHash: (tx: Tx, tokenHash: string) =>
    tx
      .select({ link: guestLink, participant, appointment })
      .from(guestLink)
      .innerJoin(participant, eq(participant.id, guestLink.participantId))
      .innerJoin(appointment, eq(appointment.id, participant.appointmentId))
      .where(eq(guestLink.tokenHash, tokenHash))
      .get(),

  /** J4: a visit that moves takes its links along. */
  extend: (tx: Tx, appointmentId: string, validUntil: number) =>
    tx
      .update(guestLink)
      .set({ validUntil })
      .where(
        and(
          isNull(guestLink.revokedAt),
          inArray(
            guestLink.participantId,
            tx
              .select({ id: participant.id })
              .from(participant)
              .where(eq(participant.appointmentId, appointmentId)),
          ),
        ),
      )
      .run(),

  revokeOf: (tx: Tx, participantId: string, now: number) =>
    tx.update(guestLink).set({ revokedAt: now }).where(eq(guestLink.participantId, participantId)).run(),
};
