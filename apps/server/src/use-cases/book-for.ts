import { isGranted } from '#domain';
import { accounts, type Tx } from '#db';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';

/** Whose visit it becomes. */
export type Requester = { userId: string; organisationId: string };

/** U4: nothing is booked in the name of somebody whose account was closed; whoever would is told whom to ask. */
export function mustBeThere(tx: Tx, requesterId: string): void {
  if (accounts.all(tx, [requesterId]).length === 0) throw new Refusal('requester-gone');
}

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
