import { err, ok, type Result } from './result.ts';
import { minuteMs, type Instant } from './time.ts';

/** Where one participant is in one encounter. Survives sockets, reloads and restarts; presence does not live here. */
export type Seat =
  | { status: 'invited' }
  | { status: 'waiting'; since: Instant }
  | { status: 'admitted'; admittedAt: Instant; waitedMs: number }
  | { status: 'left'; leftAt: Instant }
  | { status: 'removed'; removedAt: Instant };
export type SeatStatus = Seat['status'];

export type SeatRefusal =
  | { code: 'not-waiting'; status: SeatStatus }
  | { code: 'person-left'; status: SeatStatus }
  | { code: 'removed' };

/** Q1: knocking puts one at the end; who waits keeps the place, who is admitted stays in, who was removed stays out. */
export function knock(seat: Seat, now: Instant): Result<Seat, SeatRefusal> {
  switch (seat.status) {
    case 'invited':
    case 'left':
      return ok({ status: 'waiting', since: now });
    case 'waiting':
    case 'admitted':
      return ok(seat);
    case 'removed':
      return err({ code: 'removed' });
  }
}

/** Q2: the host never waits. */
export function enterAsHost(seat: Seat, now: Instant): Seat {
  return seat.status === 'admitted' ? seat : { status: 'admitted', admittedAt: now, waitedMs: 0 };
}

/** Q3: only someone who waits can be admitted, one named person at a time. */
export function admit(seat: Seat, now: Instant): Result<Seat & { status: 'admitted' }, SeatRefusal> {
  if (seat.status !== 'waiting') return err({ code: 'not-waiting', status: seat.status });
  return ok({ status: 'admitted', admittedAt: now, waitedMs: Math.max(0, now - seat.since) });
}

/** Q4: back to the waiting room, at the end of it. */
export function putBack(seat: Seat, now: Instant): Result<Seat, SeatRefusal> {
  if (seat.status !== 'admitted') return err({ code: 'person-left', status: seat.status });
  return ok({ status: 'waiting', since: now });
}

/**
 * Q5: removing is possible from the waiting room, from the call, and of whoever has left while the host was asked whether to
 * do it; it is final for this encounter.
 */
export function remove(seat: Seat, now: Instant): Result<Seat, SeatRefusal> {
  if (seat.status === 'invited' || seat.status === 'removed')
    return err({ code: 'person-left', status: seat.status });
  return ok({ status: 'removed', removedAt: now });
}

/** Q6: leaving by one's own choice; coming back means knocking again. */
export function leave(seat: Seat, now: Instant): Seat {
  return seat.status === 'waiting' || seat.status === 'admitted' ? { status: 'left', leftAt: now } : seat;
}

/** Q8: how long a tile stays when a person in the call loses the connection. Longer shows ghosts, shorter drops people. */
export const callGraceMs = 30 * 1000;
/** Q8: how long a waiting person without a connection keeps the place: a phone that locks itself must not lose it. */
export const waitingGraceMs = 5 * minuteMs;
/** Q8: how long a line may be gone before the others are told: most that drop are back within one second. */
export const missedAfterMs = 2 * 1000;

/** Q7: the order of the waiting room: who knocked first is first; a tie is broken by id, the same way for everyone. */
export function waitingOrder<T extends { id: string; seat: Seat }>(people: readonly T[]): T[] {
  return people
    .filter((person) => person.seat.status === 'waiting')
    .sort((a, b) => sinceOf(a.seat) - sinceOf(b.seat) || (a.id < b.id ? -1 : 1));
}

const sinceOf = (seat: Seat): Instant => (seat.status === 'waiting' ? seat.since : 0);

/** A person's place in the waiting room, first is 1; null when they do not wait. */
export function placeOf(id: string, people: readonly { id: string; seat: Seat }[]): number | null {
  const index = waitingOrder(people).findIndex((person) => person.id === id);
  return index < 0 ? null : index + 1;
}
