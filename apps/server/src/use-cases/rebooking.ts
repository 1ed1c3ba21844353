import { dayMs, type CancelRole, type Instant, type SeatStatus } from '#domain';
import {
  appointmentChanges,
  familyBookings,
  guestLinks,
  participants,
  proposals,
  reopenedProposals,
  services,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { guestAddress } from '../mail/addresses.ts';
import { isThere } from './book-for.ts';
import { addLink } from './create-visit.ts';
import { stillBookable } from './front-door.ts';

/** How long after its time a cancelled visit can be taken up again: later, the matter has changed. */
const rebookWithinMs = 30 * dayMs;
/** C6: reasons after which the visit is still wanted. With the others, somebody has decided that it is not. */
const stillWanted: Record<CancelRole, readonly string[]> = {
  staff: ['staff-ill', 'wrong-time', 'family-cancelled'],
  specialist: ['specialist-ill', 'urgent-work', 'wrong-time'],
  family: ['ill', 'cannot-come'],
};

type Guest = Pick<Participant, 'id' | 'guestRole'>;
type Cancellation = { role: CancelRole; reason: string };

export const isStillWanted = ({ role, reason }: Cancellation): boolean => stillWanted[role].includes(reason);

/** Families are told by whom and why, never what somebody wrote about it. */
export function cancellationOf(tx: Tx, { appointment }: Overview): Cancellation | undefined {
  if (appointment.status !== 'cancelled') return undefined;
  const change = cancelledBy(tx, appointment.id);
  return change && { role: change.role, reason: change.reason };
}

const cancelledBy = (tx: Tx, appointmentId: string) =>
  appointmentChanges
    .of(tx, appointmentId)
    .map((row) => row.change)
    .findLast(({ kind }) => kind === 'cancel');

/** C6: nobody else has said that its time does not suit: who cancelled by mistake can have it back while it is free. */
export function isCancelledByFamily(tx: Tx, overview: Overview): boolean {
  const cancelled = cancellationOf(tx, overview);
  return cancelled !== undefined && isFamilys(cancelled);
}

const isFamilys = ({ role, reason }: Cancellation): boolean =>
  role === 'family' || reason === 'family-cancelled';

/** Whether this guest cancelled a visit themselves, or one of the family that they are of did. */
export function isOnSideOf(tx: Tx, { appointment }: Overview, person: Guest): boolean {
  const change = cancelledBy(tx, appointment.id);
  if (!change || !isFamilys(change)) return false;
  const [guest] = change.role === 'family' ? participants.byIds(tx, [change.actorId]) : [];
  const role =
    guest?.guestRole ?? proposals.roleOfVoter(tx, appointment.organisationId, change.actorId) ?? 'parent';
  return change.actorId === person.id || (role !== 'teacher' && person.guestRole !== 'teacher');
}

/** C6: whether a family can take a new time instead of its cancelled visit. */
export function mayRebook(tx: Tx, overview: Overview, now: Instant): boolean {
  const { appointment } = overview;
  const cancelled = cancellationOf(tx, overview);
  if (!cancelled || appointment.successorId !== null) return false;
  // N8: its convener looks for a time that suits all of them.
  if (reopenedProposals.isReopened(tx, appointment.id)) return false;
  // G9: what a family booked itself need not be one that staff may ask for, and nobody asked for it who may be gone.
  const isFamilyBooking = familyBookings.hasBooked(tx, appointment.id);
  const service =
    services.requestable(tx, appointment.requesterOrganisationId, appointment.serviceId) ??
    (isFamilyBooking ? stillBookable(tx, appointment.serviceId)?.service : undefined);
  return (
    service !== undefined &&
    service.route !== 'triage' &&
    now < rebookableUntil(overview) &&
    isStillWanted(cancelled) &&
    (isFamilyBooking || isThere(tx, appointment.requesterId))
  );
}

const rebookableUntil = ({ appointment }: Overview): Instant => appointment.startsAt + rebookWithinMs;

/** J4: the links of a visit that was just cancelled work as long as a new time can be taken by them. */
export function keepLinks(tx: Tx, overview: Overview, now: Instant): void {
  if (mayRebook(tx, overview, now)) guestLinks.extend(tx, overview.appointment.id, rebookableUntil(overview));
}

/**
 * C6: the address at which a guest takes a new time instead of a cancelled visit; undefined where nothing is to be taken. One
 * link more, since the invitation may be far away (J5).
 */
export function newTimeAddress(
  tx: Tx,
  deps: Deps,
  overview: Overview,
  seat: { id: string; organisationId: string; seat: SeatStatus },
): string | undefined {
  const now = deps.now();
  // Q5: whom the host removed takes nothing by their link.
  if (seat.seat === 'removed' || !mayRebook(tx, overview, now)) return undefined;
  const { endsAt } = overview.appointment;
  const token = addLink(tx, seat, endsAt, now, rebookableUntil(overview));
  return guestAddress(deps.settings.publicUrl, token);
}

/** Who asks for the visit that takes another's place: whoever asked for that; of what a family booked itself, whoever it is with (G9). */
export const requesterAgain = (tx: Tx, { appointment }: Overview, practitionerId: string): string =>
  familyBookings.hasBooked(tx, appointment.id) ? practitionerId : appointment.requesterId;
