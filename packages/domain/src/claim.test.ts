import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookAll, holdAll, holdAtMostMs, holdMs, holdPauseMs, type PartClaim } from './claim-set.ts';
import { isLive, slotState, type BookingClaim, type Claim, type HoldClaim } from './claim.ts';
import { overlaps, type Slot } from './slots.ts';
import { minuteMs, type Instant } from './time.ts';

/* A visit with one practitioner is the set of one resource, which is under the same id. */

type Command = { id: string; serviceId: string; slot: Slot; by: string; offered: boolean };
type PastHold = Slot & { beganAt: Instant };

function ofResource<T extends { practitionerId: string }>({ practitionerId, ...rest }: T) {
  return { ...rest, resourceId: practitionerId };
}
function ofPractitioner<T extends { resourceId: string }>({ resourceId, ...rest }: T) {
  return { ...rest, practitionerId: resourceId };
}
const partOf = (claim: Claim) => ofResource(claim) as PartClaim;
const setOf = ({ id, serviceId, slot, by, offered }: Command) => ({
  ...{ serviceId, by, offered, startsAt: slot.startsAt },
  parts: [{ id, ...ofResource(slot) }],
});

function placeHold(command: Command, claims: readonly Claim[], now: Instant, past: readonly PastHold[] = []) {
  const decision = holdAll(setOf(command), claims.map(partOf), now, past.map(ofResource));
  if (!decision.ok) return decision;
  const { claims: holds, beganAt, removeIds } = decision.value;
  return { ok: true as const, value: { hold: ofPractitioner(holds[0]!) as HoldClaim, beganAt, removeIds } };
}

function bookSlot(command: Command & { appointmentId: string }, claims: readonly Claim[], now: Instant) {
  const { appointmentId } = command;
  const decision = bookAll({ ...setOf(command), appointmentId }, claims.map(partOf), now);
  if (!decision.ok) return decision;
  const [part] = decision.value.claims;
  return {
    ok: true as const,
    value: { claim: ofPractitioner(part!) as BookingClaim, removeIds: decision.value.removeIds },
  };
}

const now = 1_000_000_000_000;
const slot = { practitionerId: 'p', startsAt: now + 60 * minuteMs, endsAt: now + 105 * minuteMs };
const hold = (more: Partial<HoldClaim> = {}): HoldClaim => ({
  kind: 'hold',
  id: 'h',
  serviceId: 's',
  heldBy: 'ann',
  expiresAt: now + holdMs,
  ...slot,
  ...more,
});
const command = (more: object = {}) => ({
  id: 'new',
  serviceId: 's',
  slot,
  by: 'ann',
  offered: true,
  appointmentId: 'a',
  ...more,
});

describe('holding a time', () => {
  it('[H1] lasts ten minutes and not an instant longer', () => {
    const decision = placeHold(command(), [], now);
    expect(decision).toMatchObject({ ok: true, value: { hold: { expiresAt: now + holdMs }, removeIds: [] } });
    expect(isLive(hold(), now + holdMs - 1)).toBe(true);
    expect(isLive(hold(), now + holdMs)).toBe(false);
  });
  it('[H2] a time that has begun is refused', () => {
    expect(placeHold(command(), [], slot.startsAt)).toEqual({ ok: false, error: { code: 'slot-in-past' } });
  });
  it('[S5] a time that nobody offers is refused', () => {
    expect(placeHold(command({ offered: false }), [], now)).toEqual({
      ok: false,
      error: { code: 'slot-not-offered' },
    });
  });
  it("[H3] somebody else's living hold or booking is in the way, also when it only overlaps", () => {
    const shifted = { startsAt: slot.startsAt - 30 * minuteMs, endsAt: slot.startsAt + minuteMs };
    expect(placeHold(command(), [hold({ heldBy: 'bo', ...shifted })], now)).toEqual({
      ok: false,
      error: { code: 'slot-taken', resourceIds: ['p'] },
    });
    const booking: Claim = { kind: 'booking', id: 'b', appointmentId: 'x', ...slot };
    expect(placeHold(command(), [booking], now)).toEqual({
      ok: false,
      error: { code: 'slot-taken', resourceIds: ['p'] },
    });
  });
  it("[H1] somebody else's lapsed hold makes way", () => {
    const decision = placeHold(command(), [hold({ heldBy: 'bo', expiresAt: now })], now);
    expect(decision).toMatchObject({ ok: true, value: { removeIds: ['h'] } });
  });
  it('[H4] choosing another time gives the first back', () => {
    const other = { startsAt: slot.startsAt + 3 * 60 * minuteMs, endsAt: slot.endsAt + 3 * 60 * minuteMs };
    expect(placeHold(command(), [hold(other)], now)).toMatchObject({
      ok: true,
      value: { removeIds: ['h'], hold: { id: 'new' } },
    });
  });
  it('[H5] choosing the same time again changes nothing', () => {
    const mine = hold({ expiresAt: now + 5 });
    expect(placeHold(command(), [mine], now)).toMatchObject({
      ok: true,
      value: { hold: mine, removeIds: [] },
    });
  });
  it('[H8] is kept by holding it again, for half an hour in all, and then only after a pause', () => {
    const later = {
      ...command(),
      slot: { ...slot, startsAt: now + 300 * minuteMs, endsAt: now + 345 * minuteMs },
    };
    const past = [{ ...later.slot, beganAt: now }];
    const at = (time: number) => placeHold(later, [], time, past);
    expect(at(now + 12 * minuteMs)).toMatchObject({
      value: { hold: { expiresAt: now + 22 * minuteMs }, beganAt: now },
    });
    expect(at(now + 25 * minuteMs)).toMatchObject({ value: { hold: { expiresAt: now + 30 * minuteMs } } });
    const againAt = now + holdAtMostMs + holdPauseMs;
    expect(at(now + 30 * minuteMs)).toEqual({ ok: false, error: { code: 'held-before', againAt } });
    expect(at(againAt - 1)).toEqual({ ok: false, error: { code: 'held-before', againAt } });
    expect(at(againAt)).toMatchObject({ value: { hold: { expiresAt: againAt + holdMs }, beganAt: againAt } });
  });
  it('[H8] counts times that overlap it, and no other', () => {
    const shifted = { ...slot, startsAt: slot.startsAt - minuteMs, endsAt: slot.startsAt + minuteMs };
    const past = (more: object) => [{ ...slot, beganAt: now - holdAtMostMs, ...more }];
    expect(placeHold(command(), [], now, past(shifted))).toMatchObject({ error: { code: 'held-before' } });
    expect(placeHold(command(), [], now, past({ practitionerId: 'q' }))).toMatchObject({ ok: true });
    expect(
      placeHold(command(), [], now, past({ startsAt: slot.endsAt, endsAt: slot.endsAt + 1 })),
    ).toMatchObject({
      ok: true,
    });
  });
});

describe('confirming a time', () => {
  it('[H6] turns the own hold into the booking', () => {
    expect(bookSlot(command(), [hold()], now)).toMatchObject({
      ok: true,
      value: { removeIds: ['h'], claim: { kind: 'booking' } },
    });
  });
  it('[H6] needs no hold while the time is free, so that an expired one costs nothing', () => {
    expect(bookSlot(command(), [hold({ expiresAt: now - 1 })], now)).toMatchObject({ ok: true });
    expect(bookSlot(command(), [], now)).toMatchObject({ ok: true });
  });
  it('[H3] is refused while somebody else holds the time', () => {
    expect(bookSlot(command(), [hold({ heldBy: 'bo' })], now)).toEqual({
      ok: false,
      error: { code: 'slot-taken', resourceIds: ['p'] },
    });
  });
});

it('[H7] a viewer sees free, theirs, taken or past', () => {
  expect(slotState(slot, [], 'ann', now)).toBe('free');
  expect(slotState(slot, [hold()], 'ann', now)).toBe('held-by-you');
  expect(slotState(slot, [hold()], 'bo', now)).toBe('taken');
  expect(slotState(slot, [hold({ expiresAt: now })], 'bo', now)).toBe('free');
  expect(slotState(slot, [], 'ann', slot.startsAt)).toBe('past');
});

/** Any interleaving of holds, bookings, cancellations and passing time, decided one after the other as the database does. */
const step = fc.record({
  kind: fc.constantFrom('hold', 'book', 'cancel', 'wait'),
  by: fc.constantFrom('ann', 'bo', 'cy'),
  service: fc.constantFrom('s', 't'),
  practitioner: fc.constantFrom('p', 'q'),
  start: fc.integer({ min: 1, max: 6 }),
  length: fc.constantFrom(30, 45, 60),
  waitMinutes: fc.integer({ min: 0, max: 15 }),
});

it('[H1–H6] no interleaving double-books, loses a booking, or gives one person two holds of a service', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let time = now;
      let claims: Claim[] = [];
      const booked = new Set<string>();
      steps.forEach((s, index) => {
        const startsAt = now + s.start * 30 * minuteMs;
        const target = { practitionerId: s.practitioner, startsAt, endsAt: startsAt + s.length * minuteMs };
        const wish = {
          id: `c${index}`,
          appointmentId: `a${index}`,
          serviceId: s.service,
          slot: target,
          by: s.by,
          offered: true,
        };
        const relevant = claims.filter(
          (c) =>
            (c.practitionerId === target.practitionerId && overlaps(c, target)) ||
            (c.kind === 'hold' && c.heldBy === s.by),
        );
        if (s.kind === 'wait') time += s.waitMinutes * minuteMs;
        else if (s.kind === 'cancel') {
          const [id] = booked;
          claims = claims.filter((c) => !(c.kind === 'booking' && c.appointmentId === id));
          booked.delete(id ?? '');
        } else if (s.kind === 'hold') {
          const decision = placeHold(wish, relevant, time);
          if (!decision.ok) return;
          claims = claims.filter(
            (c) => !decision.value.removeIds.includes(c.id) && c.id !== decision.value.hold.id,
          );
          claims.push(decision.value.hold);
        } else {
          const decision = bookSlot(wish, relevant, time);
          if (!decision.ok) return;
          claims = claims.filter((c) => !decision.value.removeIds.includes(c.id));
          claims.push(decision.value.claim);
          booked.add(decision.value.claim.appointmentId);
        }
        for (const a of claims)
          for (const b of claims) {
            // The database's guard: no two rows of one practitioner overlap, whether they have lapsed or not.
            expect(a === b || a.practitionerId !== b.practitionerId || !overlaps(a, b)).toBe(true);
            if (a !== b && a.kind === 'hold' && b.kind === 'hold')
              expect(a.heldBy === b.heldBy && a.serviceId === b.serviceId).toBe(false);
          }
        for (const id of booked)
          expect(claims.some((c) => c.kind === 'booking' && c.appointmentId === id)).toBe(true);
      });
    }),
  );
});

it('[H8] whatever one person gives back and takes again, others find the time free within three quarters of an hour', () => {
  const wishes = fc.array(
    fc.record({ waitMinutes: fc.integer({ min: 0, max: 12 }), shiftMinutes: fc.constantFrom(0, 15, 30) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(wishes, (steps) => {
      const past: PastHold[] = [];
      let time = now;
      let heldMs = 0;
      let until = 0;
      for (const { waitMinutes, shiftMinutes } of steps) {
        time += waitMinutes * minuteMs;
        const startsAt = now + 6000 * minuteMs + shiftMinutes * minuteMs;
        const wish = { practitionerId: 'p', startsAt, endsAt: startsAt + 45 * minuteMs };
        const decision = placeHold(command({ slot: wish }), [], time, past);
        if (!decision.ok) continue;
        const { hold, beganAt } = decision.value;
        past.push({ ...wish, beganAt });
        heldMs += Math.max(0, hold.expiresAt - Math.max(time, until));
        until = Math.max(until, hold.expiresAt);
      }
      const rounds = Math.floor((time - now) / (holdAtMostMs + holdPauseMs)) + 1;
      expect(heldMs).toBeLessThanOrEqual(rounds * holdAtMostMs);
    }),
  );
});
