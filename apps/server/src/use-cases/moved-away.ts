import type { DutyCommand } from '#domain';
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
  if (mayStay) return { handled, duty, news: undefined };
  const ended = closeShift(tx, deps, by, { type: 'close', by: userId });
  return { handled, duty: [...new Set([...duty, ...ended.duty])], news: ended.news };
}

/**
 * U4, R1, I9: whose account is closed, or whose role keeps no duty, is off duty at once, and so is the call that they were in by it:
 * its person goes back to the same place. For within the transaction.
 */
export const endDutyOf = (tx: Tx, deps: Deps, by: UserViewer, userId: string): EndedParts => ({
  handled: [],
  ...closeShift(tx, deps, by, { type: 'close', by: userId, isGone: true }),
});

function closeShift(
  tx: Tx,
  deps: Deps,
  by: UserViewer,
  command: Extract<DutyCommand, { type: 'close' }>,
): Pick<EndedParts, 'duty' | 'news'> {
  const shift = dutyShifts.ofUser(tx, command.by);
  const queue = shift && dutyQueues.of(tx, shift.serviceId);
  if (!queue) return { duty: [], news: undefined };
  const news = new DutyNews();
  applyDuty(tx, deps, queue, command, news, by);
  return { duty: [queue.serviceId], news };
}

export function tellEndedParts(deps: Deps, { handled, duty, news }: EndedParts): void {
  for (const serviceId of handled) deps.live.emit('queue-changed', serviceId);
  for (const serviceId of duty) (news ?? new DutyNews()).tell(deps, serviceId);
}
