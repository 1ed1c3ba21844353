import { dutyQueues, dutyShifts, organisationsOver, serviceHandlers, triageRequests, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { applyDuty, DutyNews } from './duty-change.ts';

/** Whose queues changed with it, to be told after the commit. */
export type EndedParts = { handled: string[]; duty: string[]; news: DutyNews | undefined };

/**
 * Y24: who works for another organisation now handles requests and is on duty by name only for services that it or one above
 * it provides. What they had taken is free for the others at once, and a duty ends as if they had ended it (I9). For within
 * the transaction, once their organisation is written.
 */
export function endNamedParts(
  tx: Tx,
  deps: Deps,
  by: UserViewer,
  userId: string,
  organisationId: string,
): EndedParts {
  const providers = organisationsOver(tx, organisationId);
  const handled = serviceHandlers.leave(tx, userId, providers);
  triageRequests.letGo(tx, userId, handled);
  const duty = dutyQueues.leave(tx, userId, providers);
  const shift = dutyShifts.ofUser(tx, userId);
  const mayStay = dutyQueues.servedBy(tx, userId).some(({ serviceId }) => serviceId === shift?.serviceId);
  const queue = shift && !mayStay ? dutyQueues.of(tx, shift.serviceId) : undefined;
  if (!queue) return { handled, duty, news: undefined };
  const news = new DutyNews();
  applyDuty(tx, deps, queue, { type: 'close', by: userId }, news, by);
  return { handled, duty: [...new Set([...duty, queue.serviceId])], news };
}

export function tellEndedParts(deps: Deps, { handled, duty, news }: EndedParts): void {
  for (const serviceId of handled) deps.live.emit('queue-changed', serviceId);
  for (const serviceId of duty) (news ?? new DutyNews()).tell(deps, serviceId);
}
