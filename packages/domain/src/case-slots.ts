import { err, ok, type Result } from './result.ts';
import type { Period } from './schedule.ts';
import { minuteMs, type Instant } from './time.ts';

/** A part of a weekly meeting of a systemic team, for one case. */
export type CaseSlot = Period & { index: number; caseId: string | null };

export type CaseSlotRefusal =
  | { code: 'unknown-slot' }
  | { code: 'case-slot-taken' }
  | { code: 'case-has-slot'; index: number }
  | { code: 'meeting-begun' };

/** T10: a meeting cut into equal parts of whole minutes; what is left over at its end is nobody's. */
export function caseSlotsOf(meeting: Period, count: number): CaseSlot[] {
  const partMs = Math.floor((meeting.endsAt - meeting.startsAt) / minuteMs / Math.max(1, count)) * minuteMs;
  if (partMs < minuteMs || count < 1) return [];
  return Array.from({ length: count }, (_, index) => ({
    index,
    startsAt: meeting.startsAt + index * partMs,
    endsAt: meeting.startsAt + (index + 1) * partMs,
    caseId: null,
  }));
}

/** T10: a coordinator gives a case a slot: no slot twice, no case twice in one meeting, nothing once it has begun. */
export function assignCase(
  slots: readonly CaseSlot[],
  index: number,
  caseId: string,
  now: Instant,
): Result<CaseSlot[], CaseSlotRefusal> {
  const slot = slots.find((each) => each.index === index);
  if (!slot) return err({ code: 'unknown-slot' });
  if (slot.caseId === caseId) return ok([...slots]);
  if (slot.startsAt <= now) return err({ code: 'meeting-begun' });
  if (slot.caseId !== null) return err({ code: 'case-slot-taken' });
  const other = slots.find((each) => each.caseId === caseId);
  if (other) return err({ code: 'case-has-slot', index: other.index });
  return ok(slots.map((each) => (each.index === index ? { ...each, caseId } : each)));
}

/**
 * T10: gives a case another slot of the meeting: the one it leaves must not have begun either. With `from` null the case has
 * none yet. Where it is not in `from` any more, somebody else has moved it, and nothing changes.
 */
export function moveCase(
  slots: readonly CaseSlot[],
  index: number,
  caseId: string,
  from: number | null,
  now: Instant,
): Result<CaseSlot[], CaseSlotRefusal> {
  const current = slots.find((each) => each.caseId === caseId);
  if (current && current.index !== index && current.index !== from)
    return err({ code: 'case-has-slot', index: current.index });
  if (!current || current.index === index) return assignCase(slots, index, caseId, now);
  const freed = freeCaseSlot(slots, current.index, now);
  return freed.ok ? assignCase(freed.value, index, caseId, now) : freed;
}

/** Gives a slot back; one that is free already stays so. */
export function freeCaseSlot(
  slots: readonly CaseSlot[],
  index: number,
  now: Instant,
): Result<CaseSlot[], CaseSlotRefusal> {
  const slot = slots.find((each) => each.index === index);
  if (!slot) return err({ code: 'unknown-slot' });
  if (slot.startsAt <= now && slot.caseId !== null) return err({ code: 'meeting-begun' });
  return ok(slots.map((each) => (each.index === index ? { ...each, caseId: null } : each)));
}
