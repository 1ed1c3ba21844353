import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { given, prepared } from '../prepared.ts';
import { organisation, signInThrottle, userAccount, userSession } from '../schema.ts';

export type Account = typeof userAccount.$inferSelect & { organisationName: string };

const account = (tx: Tx) =>
  tx
    .select({ user: userAccount, organisationName: organisation.name })
    .from(userAccount)
    .innerJoin(organisation, eq(organisation.id, userAccount.organisationId));

const flat = (row: { user: typeof userAccount.$inferSelect; organisationName: string } | undefined) =>
  row && { ...row.user, organisationName: row.organisationName };

const ofSession = prepared((tx) =>
  tx
    .select({
      user: userAccount,
      organisationName: organisation.name,
      expiresAt: userSession.expiresAt,
    })
    .from(userSession)
    .innerJoin(userAccount, eq(userAccount.id, userSession.userId))
    .innerJoin(organisation, eq(organisation.id, userAccount.organisationId))
    .where(and(eq(userSession.tokenHash, given('tokenHash')), eq(userAccount.active, true)))
    .prepare(),
);
const openAccount = prepared((tx) =>
  tx
    .select()
    .from(userAccount)
    .where(and(eq(userAccount.id, given('id')), eq(userAccount.active, true)))
    .prepare(),
);

const mayBeInvited = (exceptUserId: string) =>
  and(eq(userAccount.active, true), ne(userAccount.role, 'admin'), ne(userAccount.id, exceptUserId));

export const accounts = {
  /** Of all organisations, for a search among what the reader is shown anyway (R8). */
  names: (tx: Tx): { id: string; name: string }[] =>
    tx.select({ id: userAccount.id, name: userAccount.name }).from(userAccount).all(),
  byEmail: (tx: Tx, email: string): Account | undefined =>
    flat(
      account(tx)
        .where(and(eq(userAccount.email, sql`${email} COLLATE NOCASE`), eq(userAccount.active, true)))
        .get(),
    ),

  /** Whose session it is, and when it ends: one that has ended is found until it is dropped. */
  bySession(tx: Tx, tokenHash: string): { account: Account; expiresAt: Instant } | undefined {
    const row = ofSession(tx).get({ tokenHash });
    return row && { account: flat(row)!, expiresAt: row.expiresAt };
  },

  openSession: (tx: Tx, session: typeof userSession.$inferInsert) =>
    tx.insert(userSession).values(session).run(),
  closeSession: (tx: Tx, tokenHash: string) =>
    tx.delete(userSession).where(eq(userSession.tokenHash, tokenHash)).run(),
  dropExpiredSessions: (tx: Tx, now: Instant) =>
    tx.delete(userSession).where(lt(userSession.expiresAt, now)).run(),
  setLanguage: (tx: Tx, userId: string, language: 'fi' | 'sv' | 'en') =>
    tx.update(userAccount).set({ language }).where(eq(userAccount.id, userId)).run(),

  /** Colleagues who may be invited to a visit: active people of any organisation, administrators and oneself left out. */
  colleagues: (tx: Tx, exceptUserId: string) =>
    tx
      .select({
        id: userAccount.id,
        name: userAccount.name,
        title: userAccount.title,
        language: userAccount.language,
        role: userAccount.role,
        organisationId: userAccount.organisationId,
        organisationName: organisation.name,
      })
      .from(userAccount)
      .innerJoin(organisation, eq(organisation.id, userAccount.organisationId))
      .where(mayBeInvited(exceptUserId))
      .orderBy(organisation.name, userAccount.name)
      .all(),

  /** Whether all of these may be invited by that person, as `colleagues` lists them. */
  areColleagues: (tx: Tx, exceptUserId: string, ids: readonly string[]): boolean => {
    const asked = [...new Set(ids)];
    if (asked.length === 0) return true;
    const found = tx
      .select({ id: userAccount.id })
      .from(userAccount)
      .where(and(inArray(userAccount.id, asked), mayBeInvited(exceptUserId)))
      .all();
    return found.length === asked.length;
  },

  all: (tx: Tx, ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => openAccount(tx).get({ id }) ?? []),

  /** Who coordinates these organisations. */
  coordinatorIds: (tx: Tx, organisationIds: string[]): string[] =>
    tx
      .select({ id: userAccount.id })
      .from(userAccount)
      .where(
        and(
          inArray(userAccount.organisationId, organisationIds),
          eq(userAccount.role, 'coordinator'),
          eq(userAccount.active, true),
        ),
      )
      .all()
      .map(({ id }) => id),

  /** The name on a record stays, also when the account has been closed since. */
  nameOf: (tx: Tx, id: string): string | undefined =>
    tx.select({ name: userAccount.name }).from(userAccount).where(eq(userAccount.id, id)).get()?.name,

  throttle: (tx: Tx, keyHash: string) =>
    tx.select().from(signInThrottle).where(eq(signInThrottle.keyHash, keyHash)).get(),
  setThrottle: (tx: Tx, row: typeof signInThrottle.$inferInsert) =>
    tx
      .insert(signInThrottle)
      .values(row)
      .onConflictDoUpdate({ target: signInThrottle.keyHash, set: row })
      .run(),
  forgetThrottles: (tx: Tx, before: Instant) =>
    tx.delete(signInThrottle).where(lt(signInThrottle.lastAt, before)).run(),
  clearThrottle: (tx: Tx, keyHash: string) =>
    tx.delete(signInThrottle).where(eq(signInThrottle.keyHash, keyHash)).run(),
};
