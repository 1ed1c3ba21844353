import { and, count, eq, gt, inArray, lt, or, sql } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { appointment, organisation, passwordLink, pushDevice, userAccount, userSession } from '../schema.ts';

/** Accounts as those who manage them see them; signing in reads them through `accounts`. */
export const people = {
  ofOrganisations: (tx: Tx, organisationIds: string[]) =>
    tx
      .select({ user: userAccount, organisationName: organisation.name, linkUntil: passwordLink.validUntil })
      .from(userAccount)
      .innerJoin(organisation, eq(organisation.id, userAccount.organisationId))
      .leftJoin(passwordLink, eq(passwordLink.userId, userAccount.id))
      .where(inArray(userAccount.organisationId, organisationIds))
      .all(),
  /** Visits to come that each is responsible for, and when the first begins; who has none is not in it. */
  comingVisits: (tx: Tx, ids: string[], now: Instant) =>
    new Map(
      tx
        .select({
          id: appointment.practitionerId,
          visits: count(),
          firstAt: sql<Instant>`min(${appointment.startsAt})`,
        })
        .from(appointment)
        .where(
          and(
            inArray(appointment.practitionerId, ids),
            eq(appointment.status, 'booked'),
            gt(appointment.startsAt, now),
          ),
        )
        .groupBy(appointment.practitionerId)
        .all()
        .map(({ id, ...coming }) => [id, coming]),
    ),
  byId: (tx: Tx, organisationIds: string[], id: string) =>
    tx
      .select()
      .from(userAccount)
      .where(and(eq(userAccount.id, id), inArray(userAccount.organisationId, organisationIds)))
      .get(),
  /** Whose an address is, in use or not: it signs in one account. */
  idOfEmail: (tx: Tx, email: string): string | undefined =>
    tx
      .select({ id: userAccount.id })
      .from(userAccount)
      .where(eq(userAccount.email, sql`${email} COLLATE NOCASE`))
      .get()?.id,
  insert: (tx: Tx, row: typeof userAccount.$inferInsert) => tx.insert(userAccount).values(row).run(),
  update: (tx: Tx, id: string, set: Partial<typeof userAccount.$inferInsert>) =>
    tx.update(userAccount).set(set).where(eq(userAccount.id, id)).run(),

  /** Ends every session of a person, and their notifications; answers which they were, so that their pages and sockets end too. */
  endSessions: (tx: Tx, userId: string): string[] => {
    tx.delete(pushDevice).where(eq(pushDevice.userId, userId)).run();
    return tx
      .delete(userSession)
      .where(eq(userSession.userId, userId))
      .returning({ hash: userSession.tokenHash })
      .all()
      .map(({ hash }) => hash);
  },

  /** U3: one living link a person. Those of others that have run out go with it. */
  openPasswordLink: (tx: Tx, row: typeof passwordLink.$inferInsert) => {
    tx.delete(passwordLink)
      .where(or(eq(passwordLink.userId, row.userId), lt(passwordLink.validUntil, row.createdAt)))
      .run();
    tx.insert(passwordLink).values(row).run();
  },
  /** When the newest link was sent. */
  passwordLinkAt: (tx: Tx, userId: string): Instant | undefined =>
    tx.select({ at: passwordLink.createdAt }).from(passwordLink).where(eq(passwordLink.userId, userId)).get()
      ?.at,
  byPasswordLink: (tx: Tx, tokenHash: string, now: Instant) =>
    tx
      .select({ user: userAccount })
      .from(passwordLink)
      .innerJoin(userAccount, eq(userAccount.id, passwordLink.userId))
      .where(
        and(
          eq(passwordLink.tokenHash, tokenHash),
          gt(passwordLink.validUntil, now),
          eq(userAccount.active, true),
        ),
      )
      .get()?.user,
  dropPasswordLink: (tx: Tx, userId: string) =>
    tx.delete(passwordLink).where(eq(passwordLink.userId, userId)).run(),
};
