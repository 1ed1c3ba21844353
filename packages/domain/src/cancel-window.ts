import type { AppointmentStatus } from './appointment.ts';
import { err, ok, type Result } from './result.ts';
import { minuteMs, type Instant } from './time.ts';

/** Who cancels or moves: somebody of the requesting organisation, the visit's specialist, or the family by its link. */
export const cancelRoles = ['staff', 'specialist', 'family'] as const;
export type CancelRole = (typeof cancelRoles)[number];

/** How long before the start each may still do it, in minutes; 0 is until the start. Part of what is booked (V9). */
export type CancelWindow = Readonly<Record<CancelRole, number>>;

/** A day lets the time be given to somebody else; longer, and families stay away instead of telling. */
export const defaultCancelWindow: CancelWindow = { staff: 0, specialist: 0, family: 24 * 60 };

/** C2: why. With `other` goes a text of one's own. */
export const cancelReasons = {
  staff: ['not-needed', 'family-cancelled', 'staff-ill', 'wrong-time', 'other'],
  specialist: ['specialist-ill', 'urgent-work', 'wrong-service', 'wrong-time', 'other'],
  family: ['ill', 'cannot-come', 'not-needed', 'other'],
} as const satisfies Record<CancelRole, readonly string[]>;

/** What is done to a visit, of which the reason is told. */
export type ChangeKind = 'cancel' | 'move';

/** C2: reasons after which the visit is not held, so that it is cancelled and never moved. */
const endsIt: ReadonlySet<string> = new Set(['not-needed', 'family-cancelled', 'wrong-service']);

/** C2: what this role can give as its reason for cancelling, or for moving. */
export const reasonsFor = <R extends CancelRole>(
  role: R,
  kind: ChangeKind,
): (typeof cancelReasons)[R][number][] =>
  cancelReasons[role].filter((reason) => kind === 'cancel' || !endsIt.has(reason));

/** Whom to call when it is too late to do it oneself. */
export type Contact = { name: string; phone: string };

export type CancelRefusal =
  | { code: 'appointment-over'; status: AppointmentStatus }
  | { code: 'visit-begun'; contact: Contact }
  /** C3: until when it was possible, how late it is (ms), and whom to call. */
  | { code: 'too-late'; until: Instant; lateByMs: number; contact: Contact }
  | { code: 'reason-needed' };

export type CancelQuestion = {
  status: AppointmentStatus;
  startsAt: Instant;
  role: CancelRole;
  window: CancelWindow;
  contact: Contact;
};

/** C1: the last instant at which this role can cancel or move the visit. */
export function changeableUntil({
  startsAt,
  role,
  window,
}: Pick<CancelQuestion, 'startsAt' | 'role' | 'window'>): Instant {
  return startsAt - window[role] * minuteMs;
}

/**
 * C1, C3: whether this role may cancel or move the visit now; the same window holds for both, so that nobody cancels by
 * moving far away. What has begun is not cancelled by anybody; the host ends it or marks a no-show (P4).
 */
export function mayChangeVisit(
  question: CancelQuestion,
  now: Instant,
): Result<{ until: Instant }, CancelRefusal> {
  const { status, startsAt, contact } = question;
  if (status !== 'booked' && status !== 'arrived') return err({ code: 'appointment-over', status });
  if (now >= startsAt) return err({ code: 'visit-begun', contact });
  const until = changeableUntil(question);
  if (now > until) return err({ code: 'too-late', until, lateByMs: now - until, contact });
  return ok({ until });
}

/** C2: the reason as it is noted; one that does not fit the role or what is done, or `other` without a text, is refused. */
export function checkReason(
  role: CancelRole,
  kind: ChangeKind,
  reason: string,
  text: string,
): Result<{ reason: string; text: string }, { code: 'reason-needed' }> {
  const isKnown = reasonsFor(role, kind).some((each) => each === reason);
  if (!isKnown || (reason === 'other' && text.trim() === '')) return err({ code: 'reason-needed' });
  return ok({ reason, text: text.trim() });
}
