import type { joinPhase } from '../join-window.ts';
import { guestRoles, type FormKind, type GuestRole } from './form.ts';

export const isPreVisit = (kind: FormKind): kind is GuestRole =>
  (guestRoles as readonly string[]).includes(kind);

export type PreVisitRefusal = { code: 'form-sent' } | { code: 'form-closed' };

/** F12: a guest writes until it is sent, and not once the visit is over, cancelled or missed, or they were removed. */
export function mayFill(
  status: 'draft' | 'submitted',
  phase: ReturnType<typeof joinPhase>['phase'],
  isRemoved: boolean,
): PreVisitRefusal | undefined {
  if (status === 'submitted') return { code: 'form-sent' };
  const isOpen = phase === 'early' || phase === 'open';
  return isOpen && !isRemoved ? undefined : { code: 'form-closed' };
}

/** F12: which form a person of a visit is asked for; an interpreter is asked for none. */
export const askedKind = (person: {
  kind: string;
  guestRole: GuestRole;
  interprets: readonly unknown[] | null;
}): GuestRole | undefined =>
  person.kind === 'guest' && person.interprets === null ? person.guestRole : undefined;
