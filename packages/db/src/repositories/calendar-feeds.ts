import { and, eq } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { calendarFeed, userAccount } from '../schema.ts';

export type CalendarFeed = typeof calendarFeed.$inferSelect;

/** X11: under which secret addresses people's visits are read by their calendars elsewhere. */
export const calendarFeeds = {
  of: (tx: Tx, userId: string): CalendarFeed | undefined =>
    tx.select().from(calendarFeed).where(eq(calendarFeed.userId, userId)).get(),

  /** The address before it stops working. */
  replace: (tx: Tx, row: typeof calendarFeed.$inferInsert): void => {
    calendarFeeds.remove(tx, row.userId);
    tx.insert(calendarFeed).values(row).run();
  },

  remove: (tx: Tx, userId: string): void => {
    tx.delete(calendarFeed).where(eq(calendarFeed.userId, userId)).run();
  },

  /** Whose it is, while they work here. */
  byToken: (tx: Tx, tokenHash: string) =>
    tx
      .select({ feed: calendarFeed, account: userAccount })
      .from(calendarFeed)
      .innerJoin(userAccount, eq(userAccount.id, calendarFeed.userId))
      .where(and(eq(calendarFeed.tokenHash, tokenHash), eq(userAccount.active, true)))
      .get(),

  read: (tx: Tx, userId: string, readAt: Instant): void => {
    tx.update(calendarFeed).set({ readAt }).where(eq(calendarFeed.userId, userId)).run();
  },
};
