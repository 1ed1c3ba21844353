import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admit,
  enterAsHost,
  knock,
  leave,
  placeOf,
  putBack,
  remove,
  waitingOrder,
  type Seat,
} from './seat.ts';

const waiting: Seat = { status: 'waiting', since: 100 };
const admitted: Seat = { status: 'admitted', admittedAt: 200, waitedMs: 100 };
const removed: Seat = { status: 'removed', removedAt: 300 };

describe('a seat in the waiting room', () => {
  it('[Q1] knocking waits from now on; knocking again keeps the place', () => {
    expect(knock({ status: 'invited' }, 100)).toEqual({ ok: true, value: waiting });
    expect(knock(waiting, 500)).toEqual({ ok: true, value: waiting });
  });
  it('[Q1] who is admitted walks back in, who was removed stays out', () => {
    expect(knock(admitted, 500)).toEqual({ ok: true, value: admitted });
    expect(knock(removed, 500)).toEqual({ ok: false, error: { code: 'removed' } });
  });
  it('[Q2] the host never waits', () => {
    expect(enterAsHost({ status: 'invited' }, 50)).toEqual({
      status: 'admitted',
      admittedAt: 50,
      waitedMs: 0,
    });
  });
  it('[Q3] only someone who waits can be admitted', () => {
    expect(admit(waiting, 250)).toEqual({
      ok: true,
      value: { status: 'admitted', admittedAt: 250, waitedMs: 150 },
    });
    for (const seat of [
      { status: 'invited' } as const,
      admitted,
      removed,
      { status: 'left', leftAt: 1 } as const,
    ])
      expect(admit(seat, 250)).toEqual({ ok: false, error: { code: 'not-waiting', status: seat.status } });
  });
  it('[Q3] a clock set back never makes a negative wait', () => {
    expect(admit(waiting, 50)).toMatchObject({ value: { waitedMs: 0 } });
  });
  it('[Q4] back to the waiting room means the end of it', () => {
    expect(putBack(admitted, 900)).toEqual({ ok: true, value: { status: 'waiting', since: 900 } });
    expect(putBack(waiting, 900)).toEqual({ ok: false, error: { code: 'person-left', status: 'waiting' } });
  });
  it('[Q5] removing is final', () => {
    const left: Seat = { status: 'left', leftAt: 250 };
    for (const seat of [waiting, admitted, left])
      expect(remove(seat, 300)).toEqual({ ok: true, value: removed });
    for (const act of [admit, putBack, remove, knock]) expect(act(removed, 400).ok).toBe(false);
  });
  it('[Q6] who leaves knocks again', () => {
    const left = leave(admitted, 600);
    expect(left).toEqual({ status: 'left', leftAt: 600 });
    expect(knock(left, 700)).toEqual({ ok: true, value: { status: 'waiting', since: 700 } });
  });
  it('[Q7] the order is by knocking, a tie by id, the same for everyone', () => {
    const people = [
      { id: 'c', seat: { status: 'waiting', since: 1 } as Seat },
      { id: 'a', seat: { status: 'waiting', since: 2 } as Seat },
      { id: 'b', seat: { status: 'waiting', since: 1 } as Seat },
      { id: 'd', seat: admitted },
    ];
    expect(waitingOrder(people).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
    expect([placeOf('a', people), placeOf('d', people)]).toEqual([3, null]);
  });
});

const act = fc.constantFrom('knock', 'admit', 'putBack', 'remove', 'leave');
it('[Q1–Q6] after any sequence, admitted people were admitted from waiting, and removed people are nowhere else', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      let seat: Seat = { status: 'invited' };
      acts.forEach((name, time) => {
        const before: Seat = seat;
        const next =
          name === 'leave'
            ? leave(seat, time)
            : (() => {
                const result = { knock, admit, putBack, remove }[name](seat, time);
                return result.ok ? result.value : seat;
              })();
        seat = next;
        if (next.status === 'admitted' && before.status !== 'admitted') expect(before.status).toBe('waiting');
        if (before.status === 'removed') expect(next).toEqual(before);
      });
    }),
  );
});
