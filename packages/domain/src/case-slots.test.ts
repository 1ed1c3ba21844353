import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignCase, caseSlotsOf, freeCaseSlot, moveCase, type CaseSlot } from './case-slots.ts';
import { instantOf } from './time.ts';

const clock = (at: number) =>
  new Intl.DateTimeFormat('sv', { timeStyle: 'short', timeZone: 'Europe/Helsinki' }).format(at);
const before = instantOf('2026-10-01', '00:00');

describe('case slots of a weekly meeting', () => {
  const meeting = { startsAt: instantOf('2026-11-24', '09:00'), endsAt: instantOf('2026-11-24', '11:00') };
  it('[T10] are equal parts of whole minutes', () => {
    expect(
      caseSlotsOf(meeting, 3).map(({ startsAt, endsAt }) => `${clock(startsAt)}-${clock(endsAt)}`),
    ).toEqual(['09:00-09:40', '09:40-10:20', '10:20-11:00']);
    expect(caseSlotsOf(meeting, 0)).toEqual([]);
    expect(caseSlotsOf(meeting, 500)).toEqual([]);
  });
  it('[T10] no slot is given twice, no case has two, and nothing changes once it has begun', () => {
    const step = fc.record({
      index: fc.integer({ min: 0, max: 4 }),
      caseId: fc.constantFrom('x', 'y', null),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let slots: CaseSlot[] = caseSlotsOf(meeting, 4);
        for (const { index, caseId } of steps) {
          const result =
            caseId === null ? freeCaseSlot(slots, index, before) : assignCase(slots, index, caseId, before);
          if (!result.ok) {
            if (result.error.code === 'unknown-slot') expect(index).toBe(4);
            continue;
          }
          const gone = slots.filter(
            (slot, at) => slot.caseId !== null && result.value[at]!.caseId !== slot.caseId,
          );
          expect(gone.every((slot) => caseId === null && slot.index === index)).toBe(true);
          slots = result.value;
          const given = slots.flatMap((slot) => (slot.caseId === null ? [] : [slot.caseId]));
          expect(new Set(given).size).toBe(given.length);
        }
      }),
    );
    const one = assignCase(caseSlotsOf(meeting, 2), 0, 'x', before);
    if (!one.ok) throw new Error();
    expect(assignCase(one.value, 0, 'y', before)).toMatchObject({ error: { code: 'case-slot-taken' } });
    expect(assignCase(one.value, 1, 'x', before)).toMatchObject({
      error: { code: 'case-has-slot', index: 0 },
    });
    expect(freeCaseSlot(one.value, 0, meeting.startsAt)).toMatchObject({ error: { code: 'meeting-begun' } });
  });
  it('[T10] a case moves in one decision, unless somebody else has moved it or either slot has begun', () => {
    const one = assignCase(caseSlotsOf(meeting, 3), 0, 'x', before);
    if (!one.ok) throw new Error();
    const moved = moveCase(one.value, 2, 'x', 0, before);
    expect(moved.ok && moved.value.map(({ caseId }) => caseId)).toEqual([null, null, 'x']);
    expect(moveCase(one.value, 2, 'x', 1, before)).toMatchObject({
      error: { code: 'case-has-slot', index: 0 },
    });
    expect(moveCase(one.value, 2, 'x', null, before)).toMatchObject({ error: { code: 'case-has-slot' } });
    expect(moveCase(one.value, 2, 'x', 0, meeting.startsAt)).toMatchObject({
      error: { code: 'meeting-begun' },
    });
    expect(moveCase(one.value, 1, 'y', null, before).ok).toBe(true);
    expect(moveCase(one.value, 0, 'y', null, before)).toMatchObject({ error: { code: 'case-slot-taken' } });
  });
});
