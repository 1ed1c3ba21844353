import { count, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../open.ts';
import { organisation, userAccount } from '../schema.ts';

export const organisations = {
  /** These, in no order. */
  some: (tx: Tx, ids: string[]) => tx.select().from(organisation).where(inArray(organisation.id, ids)).all(),
  insert: (tx: Tx, row: typeof organisation.$inferInsert) => tx.insert(organisation).values(row).run(),
  update: (tx: Tx, id: string, set: Partial<typeof organisation.$inferInsert>) =>
    tx.update(organisation).set(set).where(eq(organisation.id, id)).run(),
  peopleCounts: (tx: Tx, ids: string[]): Map<string, number> =>
    new Map(
      tx
        .select({ id: userAccount.organisationId, n: count() })
        .from(userAccount)
        .where(inArray(userAccount.organisationId, ids))
        .groupBy(userAccount.organisationId)
        .all()
        .map(({ id, n }) => [id, n]),
    ),
};
