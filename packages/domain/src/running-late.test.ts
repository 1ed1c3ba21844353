import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as appointments from './appointment.ts';
import type { BookingPart, PartClaim } from './claim-set.ts';
import { isLivePart } from './claim-set.ts';
import {
  arrivalStage,
  checkNote,
  endPhase,
  extend,
  extensionChoices,
  hostLateMs,
  isHostLate,
  isNoteFor,
  noShowUndoMs,
  noteMaxLength,
  overrunChoices,
  takeOver,
  visitsBefore,
  type ArrivalFacts,
  type QueuedVisit,
  type TakeOver,
} from './running-late.ts';
import { overlaps } from './slots.ts';
import { hourMs, minuteMs } from './time.ts';

const start = 1_000 * hourMs;
const end = start + 45 * minuteMs;
const own = (resourceId: string, rest = 0): BookingPart => ({
  ...{ id: `own-${resourceId}`, kind: 'booking', appointmentId: 'a', resourceId },
  ...{ startsAt: start - rest, endsAt: end + rest },
});
const other = (resourceId: string, from: number, to: number, id = 'other'): BookingPart => ({
  ...{ id, kind: 'booking', appointmentId: 'b', resourceId, startsAt: from, endsAt: to },
});
const hold = (resourceId: string, from: number, to: number, expiresAt: number): PartClaim => ({
  ...{
    id: 'hold',
    kind: 'hold',
    serviceId: 's',
    heldBy: 'x',
    resourceId,
    startsAt: from,
    endsAt: to,
    expiresAt,
  },
});
const running = {
  ...{ appointmentId: 'a', startsAt: start, endsAt: end },
  encounter: { status: 'in-progress' as const, startedAt: start },
};

describe('the end of a visit', () => {
  it('[L1] is told five minutes before it, and when it has come', () => {
    expect(endPhase(end, end - 5 * minuteMs - 1)).toBe('running');
    expect(endPhase(end, end - 5 * minuteMs)).toBe('ending');
    expect(endPhase(end, end - 1)).toBe('ending');
    expect(endPhase(end, end)).toBe('over');
  });
  it('[L2] moves with the claims of all people and rooms', () => {
    const made = extend(running, 10, [own('p', 5 * minuteMs), own('room')], end - minuteMs);
    expect(made).toMatchObject({
      ok: true,
      value: {
        endsAt: end + 10 * minuteMs,
        claims: [{ endsAt: end + 15 * minuteMs }, { endsAt: end + 10 * minuteMs }],
        removeIds: ['own-p', 'own-room'],
      },
    });
  });
  it('[L2] stays when one room is taken, when the rest after it would be, and while somebody holds the time', () => {
    const claims = [own('p', 5 * minuteMs), own('room', 5 * minuteMs)];
    const next = end + 12 * minuteMs;
    for (const inTheWay of [
      other('room', next, next + hourMs),
      hold('p', next, next + hourMs, end),
      { ...other('p', next, next + hourMs), isElsewhere: true as const },
    ])
      expect(extend(running, 10, [...claims, inTheWay], end - minuteMs)).toMatchObject({
        error: { code: 'slot-taken', resourceIds: [inTheWay.resourceId] },
      });
    const lapsed = hold('p', next, next + hourMs, end - minuteMs);
    expect(extend(running, 10, [...claims, lapsed], end - minuteMs)).toMatchObject({
      value: { removeIds: ['own-p', 'own-room', 'hold'] },
    });
  });
  it('[L2] counts from now where it is past, and is eight hours after the start at the latest', () => {
    const late = end + 7 * minuteMs + 1;
    expect(extend(running, 5, [own('p')], late)).toMatchObject({ value: { endsAt: end + 13 * minuteMs } });
    expect(extend(running, 5, [own('p')], start + 8 * hourMs)).toMatchObject({
      error: { code: 'extension-too-long' },
    });
    expect(extend({ ...running, encounter: { status: 'planned' } }, 5, [own('p')], end)).toMatchObject({
      error: { code: 'not-in-progress' },
    });
  });
  it('[L2] never makes two claims of one resource overlap, and touches nobody else’s', () => {
    const resource = fc.constantFrom('p', 'q', 'room');
    const length = fc.integer({ min: 1, max: 60 });
    const claim = fc.record({ resource, from: fc.integer({ min: 0, max: 90 }), length, kind: fc.nat(2) });
    fc.assert(
      fc.property(
        fc.array(claim, { maxLength: 12 }),
        fc.constantFrom(...extensionChoices),
        fc.integer({ min: -10, max: 30 }),
        fc.integer({ min: 0, max: 15 }),
        (drawn, minutes, nowAfterEnd, rest) => {
          const now = end + nowAfterEnd * minuteMs;
          const mine = [own('p', rest * minuteMs), own('q'), own('room', rest * minuteMs)];
          const others: PartClaim[] = [];
          for (const [index, each] of drawn.entries()) {
            const from = end + each.from * minuteMs;
            const to = from + each.length * minuteMs;
            const made =
              each.kind === 0
                ? other(each.resource, from, to, `o${index}`)
                : {
                    ...hold(each.resource, from, to, now + (each.kind - 1) * minuteMs),
                    // H4: each holds one time.
                    ...{ id: `o${index}`, heldBy: `x${index}` },
                  };
            const isClear = [...mine, ...others].every(
              (known) => known.resourceId !== made.resourceId || !overlaps(known, made),
            );
            if (isClear) others.push(made);
          }
          const before = [...mine, ...others];
          const decision = extend(running, minutes, before, now);
          const after = decision.ok
            ? [...before.filter(({ id }) => !decision.value.removeIds.includes(id)), ...decision.value.claims]
            : before;
          for (const [index, a] of after.entries())
            for (const b of after.slice(index + 1))
              expect(a.resourceId === b.resourceId && overlaps(a, b)).toBe(false);
          // All or nothing, and no living claim of anybody else is gone.
          expect(after.filter((c) => c.kind === 'booking' && c.appointmentId === 'a')).toHaveLength(3);
          for (const each of others.filter((c) => isLivePart(c, now))) expect(after).toContainEqual(each);
          if (decision.ok) expect(decision.value.endsAt).toBeGreaterThan(now);
        },
      ),
    );
  });
  it('[L3] offers to inform and to hand over only where somebody comes next', () => {
    expect(overrunChoices({ canExtend: true, hasNext: false })).toEqual(['extend', 'end']);
    expect(overrunChoices({ canExtend: false, hasNext: true })).toEqual(['inform', 'hand-over', 'end']);
    expect(overrunChoices({ canExtend: false, hasNext: false })).toEqual(['end']);
  });
});

const facts = (more: Partial<ArrivalFacts> = {}): ArrivalFacts => ({
  ...{ status: 'booked', encounterStatus: 'planned', startsAt: start, endsAt: end, graceMinutes: 10 },
  ...{ hostIsHere: false, seats: ['invited', 'invited'] },
  ...more,
});

describe('who has not come', () => {
  it('[L4] is due for the grace of the service, then late; whoever waits or is in is neither', () => {
    expect(arrivalStage(facts(), start - 1)).toBe('coming');
    expect(arrivalStage(facts(), start)).toBe('due');
    expect(arrivalStage(facts(), start + 10 * minuteMs)).toBe('late');
    expect(arrivalStage(facts({ graceMinutes: 0 }), start)).toBe('late');
    expect(arrivalStage(facts({ status: 'arrived', seats: ['waiting'] }), start + hourMs)).toBe('waiting');
    expect(arrivalStage(facts({ status: 'fulfilled', seats: ['admitted'] }), start)).toBe('going-on');
    expect(arrivalStage(facts({ status: 'noshow' }), start)).toBe('missed');
  });
  it('[L7] the family is told that the specialist is late five minutes after the start, not before, not when they are here', () => {
    const planned = { startsAt: start, encounterStatus: 'planned' as const, hostIsHere: false };
    expect(isHostLate(planned, start + hostLateMs - 1)).toBe(false);
    expect(isHostLate(planned, start + hostLateMs)).toBe(true);
    expect(isHostLate({ ...planned, hostIsHere: true }, start + hourMs)).toBe(false);
  });
  it('[L7] a specialist who has been there and whose line is gone is not called late', () => {
    const begun = { startsAt: start, encounterStatus: 'in-progress' as const, hostIsHere: false };
    expect(isHostLate(begun, start + hourMs)).toBe(false);
  });
  it('[L6] a no-show is taken back within ten minutes only', () => {
    const marked = { id: 'a', startsAt: start, endsAt: end, status: 'noshow' as const, markedAt: start };
    const planned = { status: 'planned' as const };
    expect(appointments.undoNoShow(marked, planned, start + noShowUndoMs - 1)).toMatchObject({ ok: true });
    expect(appointments.undoNoShow(marked, planned, start + noShowUndoMs)).toMatchObject({
      error: { code: 'too-late-to-undo' },
    });
    const finished = { status: 'finished' as const, startedAt: null, finishedAt: start };
    expect(appointments.undoNoShow(marked, finished, start)).toMatchObject({
      error: { code: 'too-late-to-undo' },
    });
  });
});

describe('those who wait', () => {
  const queued = (more: Partial<QueuedVisit>): QueuedVisit => ({
    ...{ id: 'b', startsAt: start - hourMs, endsAt: start, status: 'booked', encounterStatus: 'planned' },
    seats: ['invited'],
    ...more,
  });
  const me = { id: 'a', startsAt: start, isBegun: false };
  it('[Q10] are told who certainly and who perhaps comes first', () => {
    const here = queued({ id: 'b', status: 'arrived', seats: ['waiting'] });
    const late = queued({ id: 'c' });
    const later = queued({
      id: 'd',
      startsAt: end,
      endsAt: end + hourMs,
      seats: ['waiting'],
      status: 'arrived',
    });
    expect(visitsBefore(me, [here, late, later], start - 1)).toEqual({ min: 1, max: 2 });
    expect(visitsBefore(me, [late], start)).toEqual({ min: 0, max: 0 });
    const runsOver = queued({ status: 'fulfilled', encounterStatus: 'in-progress', seats: ['admitted'] });
    expect(visitsBefore(me, [runsOver], start + hourMs)).toEqual({ min: 1, max: 1 });
    expect(visitsBefore({ ...me, isBegun: true }, [runsOver], start)).toEqual({ min: 0, max: 0 });
    const left = queued({ status: 'fulfilled', encounterStatus: 'in-progress', seats: ['left'] });
    expect(visitsBefore(me, [left], start)).toEqual({ min: 0, max: 0 });
  });
  it('[Q10] among all who wait for one specialist, each has another place', () => {
    const visit = fc.record({ at: fc.integer({ min: 0, max: 3 }), id: fc.uuid() });
    fc.assert(
      fc.property(fc.uniqueArray(visit, { selector: ({ id }) => id, maxLength: 8 }), (drawn) => {
        const all = drawn.map(({ id, at }) =>
          queued({
            id,
            startsAt: start + at * hourMs,
            endsAt: end + at * hourMs,
            status: 'arrived',
            seats: ['waiting'],
          }),
        );
        const places = all.map((visit) => visitsBefore({ ...visit, isBegun: false }, all, start).min);
        expect(places.toSorted((a, b) => a - b)).toEqual(all.map((_, index) => index));
      }),
    );
  });
  it('[Q11] an own message needs words, at most 300 letters; a phrase carries none', () => {
    expect(checkNote('own', '  ')).toMatchObject({ error: { code: 'required' } });
    expect(checkNote('own', 'x'.repeat(noteMaxLength + 1))).toMatchObject({ error: { code: 'too-long' } });
    expect(checkNote('late-10', 'smuggled')).toEqual({ ok: true, value: '' });
    expect(isNoteFor({ at: 1 }, null)).toBe(true);
    expect(isNoteFor({ at: 1 }, 2)).toBe(false);
  });
});

const taking = (more: Partial<TakeOver> = {}): TakeOver => ({
  ...{ appointmentId: 'a', expected: 'p', from: 'p', to: 'q', claimId: 'new', status: 'arrived' },
  ...{ encounter: { status: 'planned' }, isOwnWill: true, by: 'q' },
  ...more,
});

describe('taking over', () => {
  it('[Q12] gives the claim to whoever takes it, as it is', () => {
    expect(takeOver(taking(), [own('p'), own('room')], start - hourMs)).toMatchObject({
      value: { removeIds: ['own-p'], claims: [{ id: 'new', resourceId: 'q', startsAt: start, endsAt: end }] },
    });
  });
  it('[Q12] tells the second one who has it, and nobody takes what has begun or is over', () => {
    expect(takeOver(taking({ from: 'r' }), [own('r')], start)).toEqual({
      ok: false,
      error: { code: 'taken-over-already', by: 'r' },
    });
    const begun = { status: 'in-progress' as const, startedAt: start };
    expect(takeOver(taking({ encounter: begun }), [own('p')], start)).toMatchObject({
      error: { code: 'visit-begun' },
    });
    expect(takeOver(taking({ status: 'noshow' }), [own('p')], start)).toMatchObject({
      error: { code: 'appointment-over' },
    });
  });
  it('[Q12] needs the time that is left to be free; one’s own calendar elsewhere is one’s own to override', () => {
    const before = other('q', start - hourMs, start + 10 * minuteMs);
    expect(takeOver(taking(), [own('p'), before], start)).toMatchObject({ error: { code: 'not-free' } });
    expect(takeOver(taking(), [own('p'), before], start + 10 * minuteMs)).toMatchObject({
      value: { claims: [{ startsAt: start + 10 * minuteMs }] },
    });
    const elsewhere = { ...other('q', start, end), isElsewhere: true as const };
    expect(takeOver(taking(), [own('p'), elsewhere], start)).toMatchObject({ ok: true });
    expect(takeOver(taking({ isOwnWill: false }), [own('p'), elsewhere], start)).toMatchObject({
      error: { code: 'not-free' },
    });
  });
  const held = (heldBy: string, resourceId: string, expiresAt: number): PartClaim => ({
    ...{ kind: 'hold', id: `${heldBy}-${resourceId}`, serviceId: 's', heldBy, expiresAt },
    ...{ resourceId, startsAt: start, endsAt: end },
  });
  it('[Q12] [V10] what somebody else holds is in the way, what they hold themselves is not, and goes whole', () => {
    const mine = [held('q', 'q', end), held('q', 'r', end)];
    expect(takeOver(taking(), [own('p'), ...mine], start)).toMatchObject({
      value: { removeIds: ['own-p', 'q-q', 'q-r'], claims: [{ resourceId: 'q' }] },
    });
    expect(takeOver(taking(), [own('p'), held('bo', 'q', end)], start)).toMatchObject({
      error: { code: 'not-free' },
    });
  });
  // Drawn by the state machine of claims (seed 910011101): of a panel that somebody had held the room stayed alone.
  it('[H10] a lapsed panel of which somebody takes over on one person’s time loses the others as well', () => {
    const lapsed = [held('ann', 'q', start), held('ann', 'room', start)];
    expect(takeOver(taking(), [own('p'), ...lapsed], start)).toMatchObject({
      value: { removeIds: ['own-p', 'ann-q', 'ann-room'] },
    });
  });
  it('[L2] [H10] and so does one into whose time a visit is made longer', () => {
    const after = { startsAt: end, endsAt: end + 30 * minuteMs };
    const lapsed = [held('ann', 'p', start), held('ann', 'room', start)].map((each) => ({
      ...each,
      ...after,
    }));
    const encounter = { status: 'in-progress' as const, startedAt: start };
    const visit = { appointmentId: 'a', startsAt: start, endsAt: end, encounter };
    expect(extend(visit, 10, [own('p'), ...lapsed], start + minuteMs)).toMatchObject({
      value: { removeIds: ['own-p', 'ann-p', 'ann-room'] },
    });
  });
});
