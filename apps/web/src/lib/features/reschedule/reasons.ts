// The words for why a visit is moved or cancelled, in one place: a reason that is missing here does not compile.
import { reasonsFor, type cancelReasons, type CancelRole, type ChangeKind } from '#domain';
import { m } from '#messages';

export type Reason = (typeof cancelReasons)[CancelRole][number];

const words: Record<Reason, () => string> = {
  'not-needed': m.staff_reason_not_needed,
  'family-cancelled': m.staff_reason_family_cancelled,
  'staff-ill': m.staff_reason_staff_ill,
  'wrong-time': m.staff_reason_wrong_time,
  'specialist-ill': m.staff_reason_specialist_ill,
  'urgent-work': m.staff_reason_urgent_work,
  'wrong-service': m.staff_reason_wrong_service,
  ill: m.staff_reason_ill,
  'cannot-come': m.staff_reason_cannot_come,
  other: m.staff_reason_other,
};
const isReason = (text: string): text is Reason => text in words;

/** Why a visit changed hands (Q12); no reason that one chooses. */
const handed: Record<string, () => string> = {
  'taken-over': m.arrivals_reason_taken_over,
  'handed-over': m.arrivals_reason_handed_over,
};

/** As professionals read it. */
export const reasonWord = (reason: string): string =>
  isReason(reason) ? words[reason]() : (handed[reason]?.() ?? reason);

/** What this role can choose for cancelling, or for moving (C2). */
export const reasonOptions = (role: CancelRole, kind: ChangeKind) =>
  reasonsFor(role, kind).map((value) => ({ value, label: words[value]() }));
