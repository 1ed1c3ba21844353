import { describe, expect, it } from 'vitest';
import {
  bookAll,
  holdAll,
  holdMs,
  holdsExactly,
  moveAll,
  releaseAll,
  type PartClaim,
  type SetCommand,
} from './claim-set.ts';
import { minuteMs } from './time.ts';

const now = 1_000_000_000_000;
const startsAt = now + 60 * minuteMs;
const time = { startsAt, endsAt: startsAt + 60 * minuteMs };
const panel = (
  by: string,
  resources: string[],
  more: Partial<SetCommand> = {},
): SetCommand & { appointmentId: string } => ({
  serviceId: 's',
  by,
  startsAt,
  parts: resources.map((resourceId) => ({ id: `${by}-${resourceId}`, resourceId, ...time })),
  offered: true,
  appointmentId: `visit of ${by}`,
  ...more,
});
const booked = (appointmentId: string, resourceId: string, more = {}): PartClaim => ({
  kind: 'booking',
  id: `${appointmentId}-${resourceId}`,
  appointmentId,
  resourceId,
  ...time,
  ...more,
});
const held = (heldBy: string, resourceId: string, more = {}): PartClaim => ({
  kind: 'hold',
  id: `${heldBy}-${resourceId}`,
  serviceId: 's',
  heldBy,
  expiresAt: now + holdMs,
  resourceId,
  ...time,
  ...more,
});

describe('a panel', () => {
  it('[H9] [H10] is held whole, and not at all when one person or the room is taken; whose time it is, is said', () => {
    expect(holdAll(panel('ann', ['p', 'q', 'room']), [], now)).toMatchObject({
      value: { claims: [{}, {}, {}] },
    });
    expect(holdAll(panel('ann', ['p', 'q', 'room']), [booked('x', 'room')], now)).toEqual({
      ok: false,
      error: { code: 'slot-taken', resourceIds: ['room'] },
    });
  });
  it('[H5] chosen again it is the same hold with the same end, but with one person more it is a new one', () => {
    const mine = [held('ann', 'p', { expiresAt: now + 5 }), held('ann', 'q', { expiresAt: now + 5 })];
    expect(holdAll(panel('ann', ['q', 'p']), mine, now)).toMatchObject({
      value: { claims: mine, removeIds: [] },
    });
    const more = panel('ann', ['p', 'q', 'r']);
    const renamed = { ...more, parts: more.parts.map((part) => ({ ...part, id: `new-${part.resourceId}` })) };
    expect(holdAll(renamed, mine, now)).toMatchObject({
      value: { claims: [{ id: 'new-p' }, { id: 'new-q' }, { id: 'new-r' }], removeIds: ['ann-p', 'ann-q'] },
    });
  });
  // Drawn once in thousands (seed -496735683): the state machine below took who was left out for a hold that was split.
  it('[H5] [H10] chosen again for fewer it is the same hold for those alone, and who is left out is free', () => {
    const mine = [held('ann', 'p', { expiresAt: now + 5 }), held('ann', 'q', { expiresAt: now + 5 })];
    expect(holdAll(panel('ann', ['q']), mine, now)).toMatchObject({
      value: { claims: [mine[1]], removeIds: ['ann-p'] },
    });
  });
  it('[H10] a lapsed panel that loses one person to somebody else loses the others as well', () => {
    const lapsed = [held('bo', 'p', { expiresAt: now }), held('bo', 'q', { expiresAt: now })];
    expect(holdAll(panel('ann', ['p']), lapsed, now)).toMatchObject({
      value: { removeIds: ['bo-p', 'bo-q'] },
    });
  });
  it('a resource named twice is a bug, not a booking', () => {
    expect(() => bookAll(panel('ann', ['p', 'p']), [], now)).toThrow('once');
  });
  it('[H12] hours that change while somebody holds do not take the time away from them', () => {
    const command = panel('ann', ['p', 'q']);
    const mine = [held('ann', 'p'), held('ann', 'q')];
    expect(holdsExactly(command, mine, now)).toBe(true);
    expect(holdsExactly(command, mine.slice(1), now)).toBe(false);
    expect(holdsExactly(command, mine, now + holdMs)).toBe(false);
    expect(bookAll({ ...command, offered: holdsExactly(command, mine, now) }, mine, now).ok).toBe(true);
  });
});

describe('an override', () => {
  const override = { by: 'ann', reason: 'the only day', permitted: true };
  it('[H14] needs the permission and a reason', () => {
    const ask = (more: object) =>
      bookAll({ ...panel('ann', ['p'], { offered: false }), override: { ...override, ...more } }, [], now);
    expect(ask({ permitted: false })).toEqual({ ok: false, error: { code: 'override-forbidden' } });
    expect(ask({ reason: ' ' })).toEqual({ ok: false, error: { code: 'reason-needed' } });
  });
  it('[H14] takes what is not offered and what is held, and says so for the log', () => {
    const decision = bookAll(
      { ...panel('ann', ['p'], { offered: false }), override },
      [held('bo', 'p'), held('bo', 'q')],
      now,
    );
    expect(decision).toMatchObject({
      value: {
        removeIds: ['bo-p', 'bo-q'],
        events: [
          {
            type: 'rules-overridden',
            by: 'ann',
            reason: 'the only day',
            rules: ['slot-not-offered', 'held'],
            displacedHoldIds: ['bo-p'],
          },
        ],
      },
    });
  });
  it('[H14] never takes what is booked or has begun, and one that broke no rule is no event', () => {
    expect(bookAll({ ...panel('ann', ['p']), override }, [booked('x', 'p')], now)).toMatchObject({
      error: { code: 'slot-taken' },
    });
    expect(bookAll({ ...panel('ann', ['p']), override }, [], startsAt)).toMatchObject({
      error: { code: 'slot-in-past' },
    });
    expect(bookAll({ ...panel('ann', ['p']), override }, [], now)).toMatchObject({ value: { events: [] } });
  });
});

describe('moving a visit', () => {
  const later = 30 * minuteMs;
  const move = (claims: PartClaim[], at = now) => {
    const command = panel('ann', ['p'], { startsAt: startsAt + later });
    const parts = [
      { id: 'new', resourceId: 'p', startsAt: time.startsAt + later, endsAt: time.endsAt + later },
    ];
    return moveAll({ ...command, appointmentId: 'x', parts, movedFrom: startsAt }, claims, at);
  };
  it('[H11] onto a part of its own old time is possible, and the old claims go in the same step', () => {
    expect(move([booked('x', 'p'), booked('x', 'q')])).toMatchObject({
      value: {
        claims: [{ id: 'new', appointmentId: 'x' }],
        removeIds: ['x-p', 'x-q'],
        events: [{ type: 'visit-moved', from: startsAt, to: startsAt + later }],
      },
    });
  });
  it('[H11] is refused by somebody else’s hold or booking, and then nothing changes', () => {
    const theirs = { startsAt: time.endsAt, endsAt: time.endsAt + later };
    expect(move([booked('x', 'p'), held('bo', 'p', theirs)])).toMatchObject({
      error: { code: 'slot-taken' },
    });
    expect(move([booked('x', 'p'), booked('y', 'p', theirs)])).toMatchObject({
      error: { code: 'slot-taken' },
    });
  });
  it('[H11] is refused for what is not booked any more and for what has begun', () => {
    expect(move([booked('y', 'q')])).toMatchObject({ error: { code: 'not-booked' } });
    expect(move([booked('x', 'p')], startsAt)).toMatchObject({ error: { code: 'visit-begun' } });
  });
});

it('[H13] a cancelled visit frees the time of all its people and its room, and of nobody else', () => {
  const claims = [booked('x', 'p'), booked('x', 'room'), booked('y', 'q'), held('ann', 's')];
  expect(releaseAll('x', claims)).toEqual(['x-p', 'x-room']);
});
