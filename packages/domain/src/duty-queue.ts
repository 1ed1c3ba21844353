import { dutyOrder, isWaiting, type DutyPlace, type EndedBecause, type PlaceBase } from './duty-place.ts';
import type { Urgency } from './request.ts';
import { err, ok, type Result } from './result.ts';
import { minuteMs, type Instant } from './time.ts';

/** I5: how often somebody else can be chosen past one who waits. */
export const passesAtMost = 3;
/** I9: without any page of Neuvo open for so long, somebody is off duty. Less, and a train's tunnel would end a duty. */
export const deskGraceMs = 2 * minuteMs;

export type DutyShift = { userId: string; status: 'on' | 'paused'; goneAt: Instant | null };
/** The living places of one queue, in any order, and who is on duty in it. */
export type DutyQueue = { places: readonly DutyPlace[]; shifts: readonly DutyShift[] };
export type DutyLimits = { maxWaiting: number; graceMs: number };

export type DutyCommand =
  | { type: 'arrive'; placeId: string; urgency: Urgency }
  | { type: 'open' | 'pause'; by: string }
  /** `isGone`: they can't go on with whom they serve either. */
  | { type: 'close'; by: string; isGone?: true }
  | { type: 'next'; by: string }
  | { type: 'choose'; by: string; placeId: string; reason: string }
  | { type: 'put-back' | 'finish'; by: string; placeId: string }
  | { type: 'hand-over'; by: string; placeId: string; to: string }
  | { type: 'begin' | 'end' | 'leave' | 'page-gone' | 'page-back'; placeId: string }
  | { type: 'desk-gone' | 'desk-back'; by: string }
  | { type: 'tick' };

export type DutyEvent =
  | { type: 'taken'; placeId: string; by: string; chosen: boolean }
  | { type: 'put-back'; placeId: string; from: string }
  | { type: 'handed-over'; placeId: string; from: string; by: string }
  /** `from`: who had it, if anybody. */
  | { type: 'ended'; placeId: string; because: EndedBecause; from: string | null }
  | { type: 'shift-ended'; userId: string; isGone: boolean };

export type DutyRefusal = {
  code:
    | 'queue-full'
    | 'nobody-on-duty'
    | 'nobody-waits'
    | 'not-on-duty'
    | 'already-serving'
    | 'place-gone'
    | 'passed-too-often'
    | 'reason-needed'
    | 'colleague-busy';
};
export type DutyDecision = { queue: DutyQueue; events: DutyEvent[] };
type Decided = Result<DutyDecision, DutyRefusal>;

const refuse = (code: DutyRefusal['code']): Decided => err({ code });
const isHeldBy = (place: DutyPlace, by: string) =>
  (place.status === 'taken' || place.status === 'serving') && place.by === by;
const holderOf = (place: DutyPlace) =>
  place.status === 'taken' || place.status === 'serving' ? place.by : null;

/** I2–I9: what one command does to a queue. */
export function decideDuty(
  queue: DutyQueue,
  command: DutyCommand,
  limits: DutyLimits,
  now: Instant,
): Decided {
  switch (command.type) {
    case 'arrive':
      return arrive(queue, command, limits, now);
    case 'open':
      return ok({ queue: withShift(queue, { userId: command.by, status: 'on', goneAt: null }), events: [] });
    case 'pause':
      return onDuty(queue, command.by, (shift) => ({
        queue: withShift(queue, { ...shift, status: 'paused' }),
        events: [],
      }));
    case 'close':
      return ok(endShift(queue, command.by, command.isGone === true, now));
    case 'next':
    case 'choose':
      return take(queue, command);
    case 'hand-over':
      return handOver(queue, command);
    case 'put-back':
    case 'finish':
    case 'begin':
    case 'end':
    case 'leave':
    case 'page-gone':
    case 'page-back':
      return onPlace(queue, command, now);
    case 'desk-gone':
    case 'desk-back':
      return ok({
        queue: touchShift(queue, command.by, command.type === 'desk-gone' ? now : null),
        events: [],
      });
    case 'tick':
      return ok(tick(queue, limits, now));
  }
}

/** I2: nobody waits for nobody. I3: whoever comes later stands later, also after the clock was set back. */
function arrive(
  queue: DutyQueue,
  { placeId: id, urgency }: { placeId: string; urgency: Urgency },
  { maxWaiting }: DutyLimits,
  now: Instant,
): Decided {
  if (queue.shifts.length === 0) return refuse('nobody-on-duty');
  if (queue.places.filter(isWaiting).length >= maxWaiting) return refuse('queue-full');
  const since = queue.places.reduce((latest, place) => Math.max(latest, place.since + 1), now);
  // Its page is there once its line is: a number that nobody looks at is called by nobody, and lapses.
  const place: DutyPlace = { id, urgency, since, passed: 0, goneAt: now, status: 'waiting' };
  return ok({ queue: { ...queue, places: [...queue.places, place] }, events: [] });
}

function take(queue: DutyQueue, command: DutyCommand & { type: 'next' | 'choose' }): Decided {
  const { by } = command;
  const shift = queue.shifts.find(({ userId }) => userId === by);
  if (shift?.status !== 'on') return refuse('not-on-duty');
  if (queue.places.some((place) => isHeldBy(place, by))) return refuse('already-serving');
  // I6: whoever is away for a moment is not called, and is passed by nobody.
  const order = dutyOrder(queue.places).filter(({ goneAt }) => goneAt === null);
  if (command.type === 'next') {
    const [first] = order;
    return first ? ok(taken(queue, first, by, [])) : refuse('nobody-waits');
  }
  if (command.reason.trim() === '') return refuse('reason-needed');
  const index = order.findIndex(({ id }) => id === command.placeId);
  if (index < 0) return refuse('place-gone');
  const ahead = order.slice(0, index);
  if (ahead.some(({ passed }) => passed >= passesAtMost)) return refuse('passed-too-often');
  return ok(taken(queue, order[index]!, by, ahead));
}

function taken(
  queue: DutyQueue,
  { id, urgency, since, passed, goneAt }: DutyPlace,
  by: string,
  ahead: readonly DutyPlace[],
): DutyDecision {
  const places = queue.places.map((place): DutyPlace => {
    if (place.id === id) return { id, urgency, since, passed, goneAt, status: 'taken', by };
    return ahead.includes(place) ? { ...place, passed: place.passed + 1 } : place;
  });
  const event = { type: 'taken' as const, placeId: id, by, chosen: ahead.length > 0 };
  return { queue: { ...queue, places }, events: [event] };
}

/** I8: only to a colleague who is on duty here and has nobody. */
function handOver(
  queue: DutyQueue,
  { by, placeId, to }: { by: string; placeId: string; to: string },
): Decided {
  const place = queue.places.find(({ id }) => id === placeId);
  if (!place || !isHeldBy(place, by)) return refuse('place-gone');
  const colleague = queue.shifts.find(({ userId }) => userId === to);
  const isFree = colleague?.status === 'on' && colleague.goneAt === null;
  if (to === by || !isFree || queue.places.some((each) => isHeldBy(each, to)))
    return refuse('colleague-busy');
  const handed: DutyPlace = { ...baseOf(place), status: 'taken', by: to };
  return ok({
    queue: replace(queue, handed),
    events: [{ type: 'handed-over', placeId, from: by, by: to }],
  });
}

type OnPlace = Extract<
  DutyCommand,
  { type: 'put-back' | 'finish' | 'begin' | 'end' | 'leave' | 'page-gone' | 'page-back' }
>;
function onPlace(queue: DutyQueue, command: OnPlace, now: Instant): Decided {
  const place = queue.places.find(({ id }) => id === command.placeId);
  if (!place || place.status === 'ended') return refuse('place-gone');
  switch (command.type) {
    case 'page-gone':
      return ok({ queue: replace(queue, { ...place, goneAt: place.goneAt ?? now }), events: [] });
    case 'page-back':
      return ok({ queue: replace(queue, { ...place, goneAt: null }), events: [] });
    case 'leave':
      return ok(ended(queue, place, 'left', now));
    case 'begin':
      return place.status === 'taken'
        ? ok({ queue: replace(queue, { ...place, status: 'serving' }), events: [] })
        : refuse('place-gone');
    case 'end':
      return place.status === 'waiting'
        ? refuse('place-gone')
        : ok(ended(queue, place, place.status === 'serving' ? 'done' : 'missed', now));
    case 'finish':
      return isHeldBy(place, command.by)
        ? ok(ended(queue, place, place.status === 'serving' ? 'done' : 'missed', now))
        : refuse('place-gone');
    case 'put-back':
      return place.status === 'taken' && place.by === command.by
        ? ok(putBack(queue, place, command.by, now))
        : refuse('place-gone');
  }
}

const baseOf = ({ id, urgency, since, passed, goneAt }: DutyPlace): PlaceBase => ({
  ...{ id, urgency, since, passed, goneAt },
});
const replace = (queue: DutyQueue, place: DutyPlace): DutyQueue => ({
  ...queue,
  places: queue.places.map((each) => (each.id === place.id ? place : each)),
});

function ended(queue: DutyQueue, place: DutyPlace, because: EndedBecause, now: Instant): DutyDecision {
  return {
    queue: replace(queue, { ...baseOf(place), status: 'ended', because, endedAt: now }),
    events: [{ type: 'ended', placeId: place.id, because, from: holderOf(place) }],
  };
}

/** I7: the same place, since it counts from the same moment; who is away gets the whole grace again. */
function putBack(queue: DutyQueue, place: DutyPlace, from: string, now: Instant): DutyDecision {
  const back: DutyPlace = {
    ...baseOf(place),
    status: 'waiting',
    goneAt: place.goneAt === null ? null : now,
  };
  return { queue: replace(queue, back), events: [{ type: 'put-back', placeId: place.id, from }] };
}

function withShift(queue: DutyQueue, shift: DutyShift): DutyQueue {
  return { ...queue, shifts: [...queue.shifts.filter(({ userId }) => userId !== shift.userId), shift] };
}

function touchShift(queue: DutyQueue, by: string, goneAt: Instant | null): DutyQueue {
  const shifts = queue.shifts.map((shift) =>
    shift.userId !== by ? shift : { ...shift, goneAt: goneAt === null ? null : (shift.goneAt ?? goneAt) },
  );
  return { ...queue, shifts };
}

function onDuty(queue: DutyQueue, by: string, work: (shift: DutyShift) => DutyDecision): Decided {
  const shift = queue.shifts.find(({ userId }) => userId === by);
  return shift ? ok(work(shift)) : refuse('not-on-duty');
}

/**
 * I9: whoever was taken and is not yet in the call goes back to the same place. A call goes on to its end, unless the one
 * who served has been gone too long: then its person waits for nobody, and goes back too.
 */
function endShift(queue: DutyQueue, userId: string, isGone: boolean, now: Instant): DutyDecision {
  if (!queue.shifts.some((shift) => shift.userId === userId)) return { queue, events: [] };
  const without = { ...queue, shifts: queue.shifts.filter((shift) => shift.userId !== userId) };
  const events: DutyEvent[] = [{ type: 'shift-ended', userId, isGone }];
  const held = without.places.find(
    (place) => isHeldBy(place, userId) && (isGone || place.status === 'taken'),
  );
  if (!held) return { queue: without, events };
  const back = putBack(without, held, userId, now);
  return { queue: back.queue, events: [...events, ...back.events] };
}

/** I6, I9: what time brings about. A clock that was set back begins the grace again. */
function tick(queue: DutyQueue, { graceMs }: DutyLimits, now: Instant): DutyDecision {
  const restart = <T extends { goneAt: Instant | null }>(each: T): T =>
    each.goneAt !== null && each.goneAt > now ? { ...each, goneAt: now } : each;
  let decision: DutyDecision = {
    queue: {
      places: queue.places.map((place) => (isWaiting(place) ? restart(place) : place)),
      shifts: queue.shifts.map(restart),
    },
    events: [],
  };
  const isOver = (goneAt: Instant | null, afterMs: number) => goneAt !== null && now - goneAt >= afterMs;
  for (const place of decision.queue.places.filter(isWaiting))
    if (isOver(place.goneAt, graceMs)) decision = then(decision, ended(decision.queue, place, 'lapsed', now));
  for (const { userId, goneAt } of decision.queue.shifts)
    if (isOver(goneAt, deskGraceMs)) decision = then(decision, endShift(decision.queue, userId, true, now));
  return decision;
}

/** Whether a tick would do something: asked every second, so that nothing is written while nothing has changed. */
export function isDutyDue({ places, shifts }: DutyQueue, { graceMs }: DutyLimits, now: Instant): boolean {
  const isOver = (goneAt: Instant | null, afterMs: number) =>
    goneAt !== null && (goneAt > now || now - goneAt >= afterMs);
  return (
    places.some((place) => isWaiting(place) && isOver(place.goneAt, graceMs)) ||
    shifts.some(({ goneAt }) => isOver(goneAt, deskGraceMs))
  );
}

const then = (before: DutyDecision, after: DutyDecision): DutyDecision => ({
  queue: after.queue,
  events: [...before.events, ...after.events],
});
