import { and, asc, eq, inArray, notInArray } from 'drizzle-orm';
import { isGranted, roles } from '#domain';
import type { Tx } from '../open.ts';
import { given, prepared } from '../prepared.ts';
import { organisation, serviceHandler, userAccount } from '../schema.ts';

const handling = roles.filter((role) => isGranted(role, 'triage:handle'));
const isAble = () => and(eq(userAccount.active, true), inArray(userAccount.role, [...handling]));

const servicesOfHandler = prepared((tx) =>
  tx
    .select({ id: serviceHandler.serviceId })
    .from(serviceHandler)
    .innerJoin(userAccount, eq(userAccount.id, serviceHandler.userId))
    .where(and(eq(serviceHandler.userId, given('userId')), isAble()))
    .prepare(),
);

/** Y1: who handles the requests of a service, in order. */
export const serviceHandlers = {
  /** As an administrator has chosen them; also who can't any more. */
  chosen: (tx: Tx, serviceId: string): string[] =>
    tx
      .select({ id: serviceHandler.userId })
      .from(serviceHandler)
      .where(eq(serviceHandler.serviceId, serviceId))
      .orderBy(asc(serviceHandler.position))
      .all()
      .map(({ id }) => id),

  replace: (tx: Tx, service: { id: string; organisationId: string }, ids: readonly string[]): void => {
    tx.delete(serviceHandler).where(eq(serviceHandler.serviceId, service.id)).run();
    const rows = ids.map((userId, position) => ({
      ...{ serviceId: service.id, organisationId: service.organisationId, userId, position },
    }));
    if (rows.length > 0) tx.insert(serviceHandler).values(rows).run();
  },

  /** Y24: somebody handles only what these organisations provide from now on. Answers the services that they handle no more. */
  leave: (tx: Tx, userId: string, providerIds: readonly string[]): string[] =>
    tx
      .delete(serviceHandler)
      .where(
        and(eq(serviceHandler.userId, userId), notInArray(serviceHandler.organisationId, [...providerIds])),
      )
      .returning({ id: serviceHandler.serviceId })
      .all()
      .map(({ id }) => id),

  /** Those of them who work and may, in order. */
  of: (tx: Tx, serviceId: string) =>
    tx
      .select({
        id: userAccount.id,
        name: userAccount.name,
        email: userAccount.email,
        language: userAccount.language,
      })
      .from(serviceHandler)
      .innerJoin(userAccount, eq(userAccount.id, serviceHandler.userId))
      .where(and(eq(serviceHandler.serviceId, serviceId), isAble()))
      .orderBy(asc(serviceHandler.position))
      .all(),

  /** The services whose requests somebody handles. */
  servicesOf: (tx: Tx, userId: string): string[] =>
    servicesOfHandler(tx)
      .all({ userId })
      .map(({ id }) => id),

  /** Who can be named for a service of one of these organisations. */
  candidates: (tx: Tx, organisationIds: string[]) =>
    tx
      .select({
        id: userAccount.id,
        name: userAccount.name,
        title: userAccount.title,
        organisationName: organisation.name,
      })
      .from(userAccount)
      .innerJoin(organisation, eq(organisation.id, userAccount.organisationId))
      .where(and(inArray(userAccount.organisationId, organisationIds), isAble()))
      .orderBy(userAccount.name)
      .all(),
};
