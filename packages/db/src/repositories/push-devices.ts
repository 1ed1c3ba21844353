import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../open.ts';
import { pushDevice, pushKey, userAccount } from '../schema.ts';

export type PushDevice = typeof pushDevice.$inferSelect;
export type PushKey = { publicKey: string; privateKey: string };

/** Z6: more devices than these, and the oldest is told nothing any more. */
const devicesAtMost = 10;

/** Z6: the browsers in which people wanted to be notified. */
export const pushDevices = {
  /** Of people who work here; whoever is out is told nothing. */
  ofUser: (tx: Tx, userId: string): PushDevice[] =>
    tx
      .select({ device: pushDevice })
      .from(pushDevice)
      .innerJoin(userAccount, eq(userAccount.id, pushDevice.userId))
      .where(and(eq(pushDevice.userId, userId), eq(userAccount.active, true)))
      .orderBy(desc(pushDevice.createdAt))
      .all()
      .map(({ device }) => device),

  /** One browser is one person's: whoever signs in to it later and turns notifications on has it. */
  add: (tx: Tx, device: PushDevice): void => {
    pushDevices.removeEndpoint(tx, device.endpoint);
    tx.insert(pushDevice).values(device).run();
    const tooMany = pushDevices.ofUser(tx, device.userId).slice(devicesAtMost);
    if (tooMany.length > 0)
      tx.delete(pushDevice)
        .where(
          inArray(
            pushDevice.id,
            tooMany.map(({ id }) => id),
          ),
        )
        .run();
  },

  removeEndpoint: (tx: Tx, endpoint: string): void => {
    tx.delete(pushDevice).where(eq(pushDevice.endpoint, endpoint)).run();
  },

  /** Only one's own. */
  remove: (tx: Tx, userId: string, endpoint: string): void => {
    tx.delete(pushDevice)
      .where(and(eq(pushDevice.userId, userId), eq(pushDevice.endpoint, endpoint)))
      .run();
  },

  key: (tx: Tx): PushKey | undefined =>
    tx.select({ publicKey: pushKey.publicKey, privateKey: pushKey.privateKey }).from(pushKey).get(),

  keepKey: (tx: Tx, key: PushKey): void => {
    tx.insert(pushKey)
      .values({ id: 1, ...key })
      .run();
  },
};
