import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dutyOrder, headStartMs, type DutyPlace } from './duty-place.ts';
import {
  decideDuty,
  passesAtMost,
  type DutyCommand,
  type DutyDecision,
  type DutyQueue,
} from './duty-queue.ts';
import { urgencies } from './request.ts';
import { hourMs, minuteMs } from './time.ts';

const now = 1_000_000_000_000;
const empty: DutyQueue = { places: [], shifts: [] };
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
