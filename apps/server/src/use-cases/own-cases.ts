import { cases, type Tx } from '#db';
import type { UserViewer } from '../viewer.ts';

/**
 * B10: a worker uses the own cases, a coordinator those of the organisation, as `listCases` offers them.
 *
 * @param forId whom it is booked for (B7), whose own cases can be used too.
 */
export function mayUseCase(tx: Tx, viewer: UserViewer, caseId: string, forId?: string): boolean {
  const found = cases.byId(tx, viewer.organisationId, caseId);
  if (!found) return false;
  return viewer.role === 'coordinator' || [viewer.userId, forId].includes(found.responsibleWorkerId);
}
