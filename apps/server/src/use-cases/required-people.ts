import { claims, isTakenOut, participants, requests, type Overview, type Tx } from '#db';
import { isThere } from './book-for.ts';
import { withRequester } from './panel.ts';

/**
 * B9, T11: a visit's request keeps who is required as they come and go, since a cancelled visit has let go of everybody's time.
 * For after the change, while the visit still has its claims.
 */
export function keepRequired(tx: Tx, { appointment, request }: Overview): void {
  const { id, practitionerId, requesterId } = appointment;
  const requiredIds = claims
    .peopleOf(tx, id)
    .filter((each) => each !== practitionerId && each !== requesterId);
  if (request.content.requiredIds === undefined && requiredIds.length === 0) return;
  requests.keepContent(tx, request.id, { ...request.content, requiredIds });
}

/**
 * Who of those whom the request requires is still in the visit, and sees it (U4); undefined where nobody is required. Whoever has
 * taken the visit over since (Q12) is its practitioner, and required by that alone.
 */
export function requiredStill(tx: Tx, { appointment, request }: Overview): string[] | undefined {
  const { requiredIds } = request.content;
  if (requiredIds === undefined) return undefined;
  return requiredIds.filter((id) => {
    if (id === appointment.practitionerId) return false;
    const seat = participants.ofUser(tx, appointment.id, id);
    return isThere(tx, id) && seat !== undefined && !isTakenOut(seat);
  });
}

/** N1: whose time the visit's request asks for: those who are required and who asked; nobody's where nobody is. */
export function panelOf(tx: Tx, overview: Overview): string[] {
  const requiredIds = requiredStill(tx, overview);
  return requiredIds ? withRequester(overview.appointment.requesterId, requiredIds) : [];
}
