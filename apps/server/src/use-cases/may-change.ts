import { mayChangeVisit, type CancelRole, type CancelWindow, type Instant } from '#domain';
import type { Overview } from '#db';
import { Refusal } from '../refusal.ts';

/** C2: by whom a visit is changed, and why. `note` is for professionals; families are told the reason alone. */
export type ChangeReason = {
  role: CancelRole;
  reason: string;
  note: string;
  /** When it was for whoever decides, where they have seen that (C9). */
  from?: Instant | undefined;
};

/** V7, C1: the window of who asked and of the family is what the visit keeps of its service; the provider's is the start. */
export function windowOf({ appointment: { cancelHours } }: Overview): CancelWindow {
  return { staff: cancelHours * 60, specialist: 0, family: cancelHours * 60 };
}

/** C1–C3: refuses what comes too late, or has no reason that this role knows; answers the reason as it is noted. */
export function mayChange(overview: Overview, role: CancelRole, now: number) {
  const { appointment, requester, requesterOrganisation } = overview;
  const { status, startsAt } = appointment;
  const window = windowOf(overview);
  const phone = requester.phone ?? requesterOrganisation.phone ?? '';
  return mayChangeVisit({ status, startsAt, role, window, contact: { name: requester.name, phone } }, now);
}

/** C9: whoever decides has seen when it is. */
export function mustBeWhereSeen({ appointment }: Overview, { from }: Pick<ChangeReason, 'from'>): void {
  if (from !== undefined && from !== appointment.startsAt) throw new Refusal('visit-moved');
}
