import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, minuteMs, type Instant } from '../time.ts';
import * as triage from './index.ts';

const now = instantOf('2026-11-23', '10:00');
const rule: triage.Rule = { answerDays: 5, urgentAnswerDays: 1, named: 3 };
const sent = (named = 3) => triage.send('r', 's', triage.promiseAt(now, rule.answerDays), { ...rule, named });
const got = <T>(result: { ok: true; value: T } | { ok: false; error: triage.Refusal }): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const codeOf = (result: { ok: boolean; error?: triage.Refusal }) => result.error?.code;
const taken = (by = 'a', at = now) => got(triage.take(sent(), by, at));

describe('the promise', () => {
  it.each([
    ['a Monday', '2026-11-23', 5, '2026-11-30'],
    ['over a weekend', '2026-11-27', 1, '2026-11-30'],
    ['over Independence Day, Christmas and New Year', '2026-12-23', 2, '2026-12-29'],
    ['from a Saturday', '2026-11-28', 1, '2026-11-30'],
    ['over the change to winter time', '2026-10-23', 1, '2026-10-26'],
  ])('[Y2] counts working days in Finland: %s', (_what, from, days, to) => {
    expect(triage.promiseAt(instantOf(from, '23:30'), days)).toBe(instantOf(to, '16:00'));
  });
  it('[Y2] only what is urgent is promised by the urgent rule', () => {
    expect((['routine', 'soon', 'urgent'] as const).map((each) => triage.daysFor(each, rule))).toEqual([
      5, 5, 1,
    ]);
  });
});

describe('the order of the queue', () => {
  const key = fc.record({
    promisedAt: fc.nat(20),
    weight: fc.nat(2999),
    submittedAt: fc.nat(20),
    id: fc.string({ minLength: 1, maxLength: 3 }),
  });
  it('[Y3] nothing that is promised later stands before what was promised sooner, however weighty', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
        const order = keys.toSorted(triage.inQueueOrder);
        for (const [index, each] of order.entries())
          if (index > 0) expect(each.promisedAt).toBeGreaterThanOrEqual(order[index - 1]!.promisedAt);
      }),
    );
  });
  it('[Y3] within a promise urgency goes before any score, and a score before none', () => {
    const weights = [
      triage.weightOf('routine', null),
      triage.weightOf('routine', { points: 9, most: 9 }),
      triage.weightOf('soon', { points: -2, most: 9 }),
      triage.weightOf('soon', { points: 3, most: 9 }),
      triage.weightOf('urgent', null),
    ];
    expect(weights).toEqual(weights.toSorted((a, b) => a - b));
    expect(new Set(weights).size).toBe(weights.length);
  });
});

describe('taking', () => {
  it('[Y5] of two the second is told who was first, until the take lapses', () => {
    const mine = taken();
    expect(triage.take(mine, 'b', now)).toEqual({
      ok: false,
      error: { code: 'request-taken', takenBy: 'a' },
    });
    expect(triage.takerOf(got(triage.take(mine, 'b', now + triage.takeMs)), now + triage.takeMs)).toBe('b');
  });
  it('[Y5] nobody decides without it; a lapsed take is as good for as long as nobody else took it', () => {
    const later = now + triage.takeMs + minuteMs;
    expect(codeOf(triage.ask(sent(), 'a', now, rule))).toBe('not-taken');
    expect(triage.ask(taken(), 'a', later, rule).ok).toBe(true);
    expect(codeOf(triage.ask(got(triage.take(taken(), 'b', later)), 'a', later, rule))).toBe('request-taken');
  });
  it('[Y5] giving back what one has not changes nothing', () => {
    const mine = taken();
    expect(triage.release(mine, 'b')).toBe(mine);
    expect(triage.takerOf(triage.release(mine, 'a'), now)).toBeNull();
  });
});

describe('questions', () => {
  it('[Y6] are asked and answered again and again, and the answer comes no later than an urgent one', () => {
    let request: triage.Request = sent();
    for (let round = 0; round < 3; round += 1) {
      request = got(triage.ask(got(triage.take(request, 'a', now)), 'a', now, rule));
      expect(triage.takerOf(request, now)).toBeNull();
      request = got(triage.answer(request, now, rule));
    }
    expect(codeOf(triage.answer(request, now, rule))).toBe('no-question');
    const late = instantOf('2026-12-14', '09:00');
    const asked = got(triage.ask(taken(), 'a', now, rule));
    expect(triage.escalate(asked, late, rule)).toBeUndefined();
    expect(got(triage.answer(asked, late, rule))).toMatchObject({
      status: 'submitted',
      promisedAt: triage.promiseAt(late, 1),
      escalateAt: triage.promiseAt(late, 1),
    });
  });
});

describe('escalation', () => {
  it('[Y8] tells the next who is named, then after each working day the one after, and each once', () => {
    const promise = triage.promiseAt(now, 5);
    expect(triage.escalate(sent(), promise - 1, rule)).toBeUndefined();
    const first = triage.escalate(sent(), promise, rule)!;
    expect(first.told).toBe(1);
    expect(triage.escalate(first.request, promise, rule)).toBeUndefined();
    const second = triage.escalate(first.request, triage.promiseAt(promise, 1), rule)!;
    expect(second.told).toBe(2);
    expect(triage.escalate(second.request, promise * 2, rule)).toBeUndefined();
  });
  it('[Y8] a service that names one person tells that one, once; who was taken off the list is not told', () => {
    const promise = triage.promiseAt(now, 5);
    const one = { ...rule, named: 1 };
    const told = triage.escalate(sent(1), promise, one)!;
    expect([told.told, triage.escalate(told.request, promise * 2, one)]).toEqual([0, undefined]);
    expect(triage.escalate(sent(), promise, { ...rule, named: 0 })).toMatchObject({ told: -1 });
  });
});

it('[Y7] redirecting keeps the request and begins anew in the other queue; the same service is refused', () => {
  const to = { serviceId: 'other', promisedAt: now + 1, rule };
  expect(got(triage.redirect(taken(), 'a', to, now))).toMatchObject({
    ...{ id: 'r', serviceId: 'other', status: 'submitted', promisedAt: now + 1, take: null, escalated: 0 },
  });
  expect(codeOf(triage.redirect(taken(), 'a', { ...to, serviceId: 's' }, now))).toBe('same-service');
});

it('[Y9] wishes name who offers the service, and days in their order', () => {
  const wishes = { time: 'any' as const, practitionerId: 'x', from: '2026-12-10', to: '2026-12-09' };
  const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text);
  expect(triage.wishProblems(wishes, ['y'], isDay)).toEqual({
    practitionerId: 'required',
    to: 'dates-reversed',
  });
  expect(triage.wishProblems({ ...wishes, practitionerId: null, to: null }, [], isDay)).toEqual({});
});

it('[Y11] declining for another reason needs words', () => {
  expect(codeOf(triage.decline(taken(), 'a', { reason: 'other', note: ' ' }, now))).toBe('reason-needed');
});

it('[Y13] initials and a year of birth tell that it may be the same child, however they are written', () => {
  const key = (initials: string) => triage.childKey({ initials, birthYear: 2016 });
  expect([key('E.K.'), key('e k'), triage.childKey(null), key('..')]).toEqual([
    'EK2016',
    'EK2016',
    null,
    null,
  ]);
});

type Step = { what: number; by: string; afterMs: number };
/** Whatever may happen to a request, as people and time bring it about. */
const happenings: ((request: triage.Request, by: string, at: Instant) => triage.Request | undefined)[] = [
  (request, by, at) => valueOf(triage.take(request, by, at)),
  (request, by) => triage.release(request, by),
  (request, by, at) => valueOf(triage.ask(request, by, at, rule)),
  (request, _by, at) => valueOf(triage.answer(request, at, rule)),
  (request, by, at) => {
    const serviceId = request.serviceId === 's' ? 'other' : 's';
    return valueOf(
      triage.redirect(request, by, { serviceId, promisedAt: triage.promiseAt(at, 5), rule }, at),
    );
  },
  (request, by, at) =>
    valueOf(triage.waitlist(request, by, { time: 'any', practitionerId: null, from: null, to: null }, at)),
  (request, _by, at) => triage.escalate(request, at, rule)?.request,
  (request, by, at) => valueOf(triage.accept(request, by, 'visit', at)),
  (request, by, at) => valueOf(triage.decline(request, by, { reason: 'other', note: 'x' }, at)),
  (request, _by, at) => valueOf(triage.withdraw(request, at)),
];
const valueOf = <T>(result: { ok: true; value: T } | { ok: false }): T | undefined =>
  result.ok ? result.value : undefined;
const take = 0;
const settling = 7;
/** Decided by whoever has it. */
const decisions = [2, 4, 5, 7, 8];

it('[Y4] [Y5] whatever the order, no request is lost, none has two takers, and what is settled stays so', () => {
  // Settling steps are rare: most of what can go wrong happens before.
  const what = fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: settling - 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: settling, max: happenings.length - 1 }) },
  );
  const step: fc.Arbitrary<Step> = fc.record({
    what,
    by: fc.constantFrom('a', 'b', 'c'),
    afterMs: fc.constantFrom(0, minuteMs, triage.takeMs - 1, triage.takeMs, 40 * 60 * minuteMs),
  });
  let settled = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let request: triage.Request = sent();
      let at = now;
      /** Who was told that it is theirs, and until when: kept apart from the state itself. */
      const beliefs = new Map<string, Instant>();
      for (const { what: index, by, afterMs } of steps) {
        at += afterMs;
        const before = request;
        const after = happenings[index]!(request, by, at);
        const others = [...beliefs].filter(([who, until]) => who !== by && until > at);
        if (after && index === take) {
          expect(others).toEqual([]);
          beliefs.clear();
          beliefs.set(by, at + triage.takeMs);
        }
        if (after && decisions.includes(index)) {
          expect(others).toEqual([]);
          expect(beliefs.has(by)).toBe(true);
          beliefs.clear();
        }
        if (index === 1) beliefs.delete(by);
        if (!triage.isOpen(before)) expect(after === undefined || after === before).toBe(true);
        request = after ?? request;
        if (!triage.isOpen(request)) {
          beliefs.clear();
          settled += 1;
        }
        expect(request.id).toBe('r');
        expect(triage.statuses).toContain(request.status);
        const taker = triage.takerOf(request, at);
        expect(taker === null ? [] : [taker]).toEqual(
          [...beliefs].filter(([, until]) => until > at).map(([who]) => who),
        );
      }
    }),
    { numRuns: 500 },
  );
  expect(settled).toBeGreaterThan(0);
});

it('[Y8] whoever never answers, everybody who is named has been told in the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), (named) => {
      const of = { ...rule, named };
      let request: triage.Request = sent(named);
      const told: number[] = [];
      for (let day = 0; day < 60; day += 1) {
        const outcome = triage.escalate(request, now + day * 24 * 60 * minuteMs, of);
        if (!outcome) continue;
        request = outcome.request;
        told.push(outcome.told);
      }
      expect(told).toEqual(named === 1 ? [0] : Array.from({ length: named - 1 }, (_, index) => index + 1));
    }),
  );
});
