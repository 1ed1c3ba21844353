import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideDuty,
  deskGraceMs,
  dutyOrder,
  dutyTime,
  headStartMs,
  isDutyDue,
  mayComeAs,
  passesAtMost,
  type DutyCommand,
  type DutyDecision,
  type DutyPlace,
  type DutyQueue,
} from './duty-queue.ts';
import { urgencies } from './request.ts';
import { hourMs, minuteMs } from './time.ts';

const now = 1_000_000_000_000;
const limits = { maxWaiting: 4, graceMs: 5 * minuteMs };
const empty: DutyQueue = { places: [], shifts: [] };

/** Runs commands that must all be accepted, each a minute after the one before. */
function run(queue: DutyQueue, ...commands: DutyCommand[]): DutyQueue {
  return commands.reduce((before, command, minute) => {
    const decided = decideDuty(before, command, limits, now + minute * minuteMs);
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.code}`);
    return decided.value.queue;
  }, queue);
}
const arrive = (placeId: string, urgency: DutyPlace['urgency'] = 'routine'): DutyCommand[] => [
  { type: 'arrive', placeId, urgency },
  { type: 'page-back', placeId },
];
const refusal = (queue: DutyQueue, command: DutyCommand) => {
  const decided = decideDuty(queue, command, limits, now);
  return decided.ok ? 'accepted' : decided.error.code;
};
const order = (queue: DutyQueue) => dutyOrder(queue.places).map(({ id }) => id);
const statusOf = (queue: DutyQueue, id: string) => queue.places.find((place) => place.id === id)?.status;
const open: DutyCommand = { type: 'open', by: 'ann' };

describe('a duty queue', () => {
  it('[I2] takes nobody in while nobody is on duty, or while it is full', () => {
    expect(refusal(empty, { type: 'arrive', placeId: 'a', urgency: 'routine' })).toBe('nobody-on-duty');
    const full = run(empty, open, ...['a', 'b', 'c', 'd'].flatMap((id) => arrive(id)));
    expect(refusal(full, { type: 'arrive', placeId: 'e', urgency: 'urgent' })).toBe('queue-full');
  });
  it('[I4] somebody in greater need goes before who came up to twenty minutes sooner, and before nobody else', () => {
    const at = (id: string, minute: number, urgency: DutyPlace['urgency']): DutyPlace => ({
      ...{ id, urgency, since: now + minute * minuteMs, passed: 0, goneAt: null, status: 'waiting' },
    });
    const places = [at('calm', 0, 'routine'), at('soon', 9, 'soon'), at('late', 21, 'urgent')];
    expect(order({ places, shifts: [] })).toEqual(['soon', 'calm', 'late']);
    expect(order({ places: [...places, at('now', 15, 'urgent')], shifts: [] })[0]).toBe('now');
  });
  it('[I5] nobody is passed by choice more than three times, and a choice needs a reason', () => {
    let queue = run(empty, open, ...arrive('first'));
    for (let n = 0; n < passesAtMost; n++)
      queue = run(
        queue,
        ...arrive(`n${n}`),
        { type: 'choose', by: 'ann', placeId: `n${n}`, reason: 'knows the family' },
        { type: 'finish', by: 'ann', placeId: `n${n}` },
      );
    queue = run(queue, ...arrive('last'));
    expect(refusal(queue, { type: 'choose', by: 'ann', placeId: 'last', reason: 'x' })).toBe(
      'passed-too-often',
    );
    expect(refusal(queue, { type: 'choose', by: 'ann', placeId: 'first', reason: ' ' })).toBe(
      'reason-needed',
    );
    expect(refusal(queue, { type: 'choose', by: 'ann', placeId: 'first', reason: 'x' })).toBe('accepted');
  });
  it('[I6] an abandoned place is passed over, kept for the grace time, and then lapses', () => {
    const queue = run(empty, open, ...arrive('a'), ...arrive('b'), { type: 'page-gone', placeId: 'a' });
    expect(statusOf(run(queue, { type: 'next', by: 'ann' }), 'b')).toBe('taken');
    const goneAt = queue.places.find(({ id }) => id === 'a')!.goneAt!;
    const tick = (at: number) => decideDuty(queue, { type: 'tick' }, limits, at) as { value: DutyDecision };
    expect(statusOf(tick(goneAt + limits.graceMs - 1).value.queue, 'a')).toBe('waiting');
    expect(statusOf(tick(goneAt + limits.graceMs).value.queue, 'a')).toBe('ended');
    expect(isDutyDue(queue, limits, goneAt + limits.graceMs - 1)).toBe(false);
    expect(isDutyDue(queue, limits, goneAt + limits.graceMs)).toBe(true);
  });
  it('[I6] a clock that is set back takes nobody’s place, and begins the grace again', () => {
    const queue = run(empty, open, ...arrive('a'), { type: 'page-gone', placeId: 'a' });
    const back = now - hourMs;
    const ticked = decideDuty(queue, { type: 'tick' }, limits, back) as { value: DutyDecision };
    expect(ticked.value.queue.places[0]).toMatchObject({ status: 'waiting', goneAt: back });
    const later = decideDuty(
      ticked.value.queue,
      { type: 'arrive', placeId: 'b', urgency: 'routine' },
      limits,
      back,
    );
    expect(order((later as { value: DutyDecision }).value.queue)).toEqual(['a', 'b']);
  });
  it('[I7] who is put back stands where they stood', () => {
    const queue = run(empty, open, ...arrive('a'), ...arrive('b'), { type: 'next', by: 'ann' });
    expect(order(run(queue, { type: 'put-back', by: 'ann', placeId: 'a' }))).toEqual(['a', 'b']);
  });
  it('[I8] a number is handed over to a colleague who is on duty and free, and to nobody else', () => {
    const queue = run(empty, open, { type: 'open', by: 'ben' }, ...arrive('a'), { type: 'next', by: 'ann' });
    const over = (to: string): DutyCommand => ({ type: 'hand-over', by: 'ann', placeId: 'a', to });
    expect(run(queue, over('ben')).places[0]).toMatchObject({ status: 'taken', by: 'ben' });
    expect(refusal(queue, over('cat'))).toBe('colleague-busy');
    expect(refusal(run(queue, { type: 'pause', by: 'ben' }), over('ben'))).toBe('colleague-busy');
    expect(refusal(run(queue, ...arrive('b'), { type: 'next', by: 'ben' }), over('ben'))).toBe(
      'colleague-busy',
    );
  });
  it('[I9] a closed laptop ends the duty, and puts back whoever is not yet in the call', () => {
    const queue = run(
      empty,
      open,
      ...arrive('a'),
      { type: 'next', by: 'ann' },
      { type: 'desk-gone', by: 'ann' },
    );
    const goneAt = queue.shifts[0]!.goneAt!;
    const after = decideDuty(queue, { type: 'tick' }, limits, goneAt + deskGraceMs) as {
      value: DutyDecision;
    };
    expect(after.value.queue.shifts).toEqual([]);
    expect(statusOf(after.value.queue, 'a')).toBe('waiting');
    const inCall = run(queue, { type: 'begin', placeId: 'a' });
    const still = decideDuty(inCall, { type: 'tick' }, limits, goneAt + deskGraceMs) as {
      value: DutyDecision;
    };
    expect(statusOf(still.value.queue, 'a')).toBe('serving');
  });
  it('[I10] a visit that begins now ends where the next booked one begins, and is not begun within ten minutes of it', () => {
    const length = 30 * minuteMs;
    const minute = Math.floor(now / minuteMs) * minuteMs;
    const at = (from: number, to: number) => ({
      ...{ startsAt: minute + from * minuteMs, endsAt: minute + to * minuteMs },
    });
    expect(dutyTime(now, length, [])).toEqual({ ok: true, value: at(0, 30) });
    expect(dutyTime(now, length, [at(20, 60), at(-30, 0)])).toEqual({ ok: true, value: at(0, 20) });
    expect(dutyTime(now, length, [at(9, 60)])).toMatchObject({ error: { startsAt: at(9, 60).startsAt } });
    expect(dutyTime(now, length, [at(-10, 5)])).toMatchObject({ ok: false });
    expect(dutyTime(now, 5 * minuteMs, [at(5, 60)])).toEqual({ ok: true, value: at(0, 5) });
  });
  it('[I12] a child comes alone from the age on that the service says', () => {
    expect(mayComeAs('child-alone', '7-15', '16+')).toBe(false);
    expect(mayComeAs('child-alone', '16+', '16+')).toBe(true);
    expect(mayComeAs('child-alone', '16+', 'nobody')).toBe(false);
    expect(mayComeAs('child-with-adult', '0-6', 'nobody')).toBe(true);
  });
});

const people = ['ann', 'ben', 'cat'];
const person = fc.constantFrom(...people);
/** Of the places that have come so far, the one at this share. */
type Step = {
  command: DutyCommand['type'];
  by: string;
  to: string;
  at: number;
  urgency: DutyPlace['urgency'];
  passMs: number;
};
const step: fc.Arbitrary<Step> = fc.record({
  command: fc.constantFrom(
    ...([
      'arrive',
      'arrive',
      'arrive',
      'open',
      'open',
      'pause',
      'close',
      'next',
      'next',
      'next',
      'choose',
    ] as const),
    ...([
      'put-back',
      'finish',
      'hand-over',
      'begin',
      'end',
      'leave',
      'page-gone',
      'page-back',
      'page-back',
    ] as const),
    ...(['desk-gone', 'desk-back', 'tick'] as const),
  ),
  by: person,
  to: person,
  at: fc.nat(11),
  urgency: fc.constantFrom(...urgencies),
  // Time passes, and now and then the clock is set back by an hour.
  passMs: fc.oneof(
    { weight: 12, arbitrary: fc.nat(8 * minuteMs) },
    { weight: 1, arbitrary: fc.constant(-hourMs) },
  ),
});

/** Mostly a command that can be accepted: about one's own number, or somebody who waits; now and then about any at all. */
function commandOf({ command, by, to, at, urgency }: Step, queue: DutyQueue): DutyCommand {
  const pick = (fits: (place: DutyPlace) => boolean) => {
    const fitting = at === 0 ? queue.places : queue.places.filter(fits);
    return fitting[at % Math.max(1, fitting.length)]?.id ?? 'nobody';
  };
  const own = pick((place) => 'by' in place && place.by === by);
  switch (command) {
    case 'arrive':
      return { type: command, placeId: `p${queue.places.length}`, urgency };
    case 'choose':
      return { type: command, by, placeId: pick(({ status }) => status === 'waiting'), reason: 'because' };
    case 'hand-over':
      return { type: command, by, placeId: own, to };
    case 'put-back':
    case 'finish':
      return { type: command, by, placeId: own };
    case 'begin':
    case 'end':
      return { type: command, placeId: own };
    case 'page-back':
      return { type: command, placeId: pick(({ goneAt, status }) => goneAt !== null && status !== 'ended') };
    case 'leave':
    case 'page-gone':
      return { type: command, placeId: pick(({ status }) => status !== 'ended') };
    case 'tick':
      return { type: command };
    default:
      return { type: command, by };
  }
}

/** Without a least length most of what is tried would be a handful of steps, in which nobody is ever served. */
const steps = fc.array(step, { minLength: 60, maxLength: 160, size: 'max' });
const wide = { maxWaiting: 100, graceMs: 5 * minuteMs };
/** Every state that these steps lead through, with the command that led there. */
function history(steps: readonly Step[]) {
  let queue = empty;
  let at = now;
  return steps.flatMap((each) => {
    at += each.passMs;
    const command = commandOf(each, queue);
    const decided = decideDuty(queue, command, wide, at);
    if (!decided.ok) return [];
    const before = queue;
    queue = decided.value.queue;
    return [{ before, after: queue, command, events: decided.value.events, at }];
  });
}

describe('any interleaving of arrivals, takes, choices, hand-overs, pauses, lapses and lost lines', () => {
  it('[I3] [I6] loses no place: each stays until it is left, has lapsed or was served, and keeps when it came', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        for (const { before, after, command, at } of history(taken)) {
          expect(new Set(after.places.map(({ id }) => id)).size).toBe(after.places.length);
          for (const place of before.places) {
            const then = after.places.find(({ id }) => id === place.id)!;
            expect(then.since).toBe(place.since);
            if (place.status === 'ended') expect(then).toEqual(place);
            if (place.status !== 'waiting' || then.status !== 'ended') continue;
            if (then.because === 'lapsed') expect(at - place.goneAt!).toBeGreaterThanOrEqual(wide.graceMs);
            else expect([command.type, then.because]).toEqual(['leave', 'left']);
          }
        }
      }),
    );
  });
  it('[I7] never gives one person two, nor one number to two', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        for (const { before, after, events } of history(taken)) {
          const holders = after.places.flatMap((each) => ('by' in each ? each.by : []));
          expect(new Set(holders).size).toBe(holders.length);
          for (const event of events)
            if (event.type === 'taken')
              expect(before.places.find(({ id }) => id === event.placeId)).toMatchObject({
                status: 'waiting',
              });
        }
      }),
    );
  });
  it('[I4] [I5] serves everyone within the bound: nobody who came twenty minutes later goes before, and at most three are chosen past one', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const chosenPast = new Map<string, number>();
        for (const { before, command, events } of history(taken)) {
          const event = events.find(({ type }) => type === 'taken');
          if (event?.type !== 'taken') continue;
          const first = before.places.find(({ id }) => id === event.placeId)!;
          const waited = dutyOrder(before.places).filter(
            ({ id, goneAt }) => goneAt === null && id !== first.id,
          );
          const wentBefore = waited.filter(
            (each) => each.since - headStartMs[each.urgency] < first.since - headStartMs[first.urgency],
          );
          if (command.type === 'next') {
            expect(wentBefore).toEqual([]);
            for (const each of waited)
              expect(first.since - each.since).toBeLessThanOrEqual(headStartMs.urgent);
          } else
            for (const { id } of wentBefore) {
              chosenPast.set(id, (chosenPast.get(id) ?? 0) + 1);
              expect(chosenPast.get(id)).toBeLessThanOrEqual(passesAtMost);
            }
        }
      }),
    );
  });
  it('[I4] whatever has happened, whoever is there is served by as many presses of "next" as people wait', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const last = history(taken).at(-1);
        if (!last) return;
        let queue: DutyQueue = { ...last.after, shifts: [{ userId: 'zoe', status: 'on', goneAt: null }] };
        const there = dutyOrder(queue.places).filter(({ goneAt }) => goneAt === null);
        for (const { id } of there) {
          const taken = decideDuty(queue, { type: 'next', by: 'zoe' }, wide, last.at) as {
            value: DutyDecision;
          };
          queue = taken.value.queue;
          const served = decideDuty(queue, { type: 'finish', by: 'zoe', placeId: id }, wide, last.at);
          expect(served.ok).toBe(true);
          queue = (served as { value: DutyDecision }).value.queue;
        }
        expect(dutyOrder(queue.places).filter(({ goneAt }) => goneAt === null)).toEqual([]);
      }),
    );
  });
});
