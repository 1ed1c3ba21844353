import { isGranted } from '#domain';
import { accounts, type Tx } from '#db';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';

/** Whose visit it becomes. */
export type Requester = { userId: string; organisationId: string };

/** U4: nothing is booked in the name of somebody who has left or takes part in no visit; whoever would is told whom to ask. */
export function mustBeThere(tx: Tx, requesterId: string): void {
  if (!isThere(tx, requesterId)) throw new Refusal('requester-gone');
}

/** U4: whether they have an account, and a role with which they see visits of theirs (R1). */
export const isThere = (tx: Tx, userId: string): boolean =>
  accounts.all(tx, [userId]).some(({ role }) => isGranted(role, 'appointment:read'));

/** Whether they have an account at another organisation than this one by now: nothing new is asked for in its name by them. */
export const worksElsewhere = (tx: Tx, userId: string, organisationId: string): boolean =>
  accounts.all(tx, [userId]).some((account) => account.organisationId !== organisationId);

/**
 * B7: oneself, or a colleague of the own organisation who could book it themselves. Booking for another is a permission of its
 * own; anybody else is refused beside the field.
 */
export function requesterOf(tx: Tx, viewer: UserViewer, id: string | undefined): Requester {
  const { userId, organisationId } = viewer;
  if (id === undefined || id === userId) return { userId, organisationId };
  if (!isGranted(viewer.role, 'appointment:book-for')) throw new Refusal('forbidden');
  const [account] = accounts.all(tx, [id]);
  if (!account || account.organisationId !== organisationId || !isGranted(account.role, 'appointment:book'))
    throw new Refusal('incomplete', { fields: { requesterId: 'unknown-colleague' } });
  return { userId: id, organisationId };
}
