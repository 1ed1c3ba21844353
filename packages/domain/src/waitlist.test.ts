import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slot } from './slots.ts';
import { dayMs, hourMs, instantOf, minuteMs, type Instant } from './time.ts';
import type { Wishes } from './triage/index.ts';
import * as waitlist from './waitlist.ts';

const now = instantOf('2026-11-23', '10:00');
const anyTime: Wishes = { time: 'any', practitionerId: null, from: null, to: null };
const slotAt = (startsAt: Instant, practitionerId = 'p'): Slot => ({
  practitionerId,
  startsAt,
  endsAt: startsAt + 45 * minuteMs,
});
const rule = { offerHours: 24, noticeHours: 0 };
const openOffer = (until = now + hourMs): waitlist.Offer => ({
  ...{ id: 'o', requestId: 'r', slot: slotAt(now + dayMs), until, status: 'open' },
});

describe('wishes', () => {
  const at = (date: string, time: string, practitionerId = 'p') =>
    slotAt(instantOf(date, time), practitionerId);
  it.each([
    ['a morning ends before noon', at('2026-11-24', '11:59'), { time: 'mornings' }, true],
    ['noon is afternoon', at('2026-11-24', '12:00'), { time: 'mornings' }, false],
    ['noon is afternoon', at('2026-11-24', '12:00'), { time: 'afternoons' }, true],
    ['noon in Finland, in summer too', at('2026-07-01', '11:30'), { time: 'mornings' }, true],
    ['another specialist', at('2026-11-24', '09:00', 'q'), { practitionerId: 'p' }, false],
    ['the first day', at('2026-11-24', '00:00'), { from: '2026-11-24' }, true],
    ['the day before', at('2026-11-23', '23:45'), { from: '2026-11-24' }, false],
    ['the last day', at('2026-11-24', '23:00'), { to: '2026-11-24' }, true],
    ['the day after', at('2026-11-25', '00:00'), { to: '2026-11-24' }, false],
  ] as const)('[Y14] %s', (_what, slot, wishes, fits) => {
    expect(waitlist.fitsWishes(slot, { ...anyTime, ...wishes })).toBe(fits);
  });
});

describe('the order', () => {
  const key = fc.record({
    id: fc.uuid(),
    since: fc.integer({ min: now - 100 * dayMs, max: now }),
    urgency: fc.constantFrom('routine', 'soon', 'urgent'),
    score: fc.option(
      fc.record({ points: fc.integer({ min: -5, max: 60 }), most: fc.integer({ min: 0, max: 40 }) }),
    ),
  });
  it('[Y15] nobody is overtaken by who comes more than 35 days later, however urgent', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(b.since - a.since > waitlist.overtakeMs);
        expect(waitlist.inWaitlistOrder(a, b)).toBeLessThan(0);
      }),
    );
    expect(waitlist.overtakeMs).toBe(35 * dayMs);
  });
  it('[Y15] of two who came together the more urgent goes first, then the larger share of the points', () => {
    const of = (urgency: 'routine' | 'soon' | 'urgent', points: number | null) => ({
      ...{ id: `${urgency}${points}`, since: now, urgency },
      score: points === null ? null : { points, most: 10 },
    });
    const keys = [of('routine', null), of('routine', 9), of('soon', 0), of('soon', 10), of('urgent', null)];
    expect(keys.toSorted(waitlist.inWaitlistOrder).map(({ id }) => id)).toEqual(
      keys.map(({ id }) => id).reverse(),
    );
  });
});

describe('how long it is held', () => {
  it.each([
    ['as long as the service says', 10 * 24, 24, 0, 24],
    ['never into the earliest notice', 30, 24, 12, 18],
    ['not with less than an hour', 12.5, 24, 12, null],
    ['just an hour', 13, 24, 12, 1],
    ['never into the last two hours, without any notice', 6, 24, 0, 4],
    ['never into the last two hours, with one hour of notice', 6, 24, 1, 4],
    ['not when it begins within three hours', 2.9, 24, 0, null],
    ['just an hour before the last two', 3, 24, 0, 1],
  ])('[Y16] %s', (_what, startsInHours, offerHours, noticeHours, heldHours) => {
    expect(waitlist.heldUntil(now + startsInHours * hourMs, { offerHours, noticeHours }, now)).toBe(
      heldHours === null ? null : now + heldHours * hourMs,
    );
  });
});

describe('whatever a service says', () => {
  it('[Y16] an offer leaves an hour to answer and ends two hours before its time, or it is not made', () => {
    const hours = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        hours(400 * 60),
        hours(400),
        fc.integer({ min: 1, max: 336 }),
        (inMinutes, noticeHours, offerHours) => {
          const startsAt = now + inMinutes * minuteMs;
          const until = waitlist.heldUntil(startsAt, { offerHours, noticeHours }, now);
          const canWait = inMinutes >= 60 + Math.max(120, noticeHours * 60);
          expect(until !== null).toBe(canWait);
          if (until === null) return;
          expect(until - now).toBeGreaterThanOrEqual(hourMs);
          expect(startsAt - until).toBeGreaterThanOrEqual(Math.max(2, noticeHours) * hourMs);
          expect(until - now).toBeLessThanOrEqual(offerHours * hourMs);
        },
      ),
    );
  });
});

describe('answers', () => {
  it('[Y18] at the instant of the lapse it is over, a millisecond before it is not', () => {
    const offer = openOffer();
    expect(waitlist.takeOffer(offer, 'a', offer.until - 1).ok).toBe(true);
    expect(waitlist.takeOffer(offer, 'a', offer.until)).toEqual({ ok: false, error: { code: 'offer-over' } });
    expect(waitlist.declineOffer(offer, offer.until).ok).toBe(false);
    expect(waitlist.lapseOffer(offer, offer.until - 1).status).toBe('open');
    expect(waitlist.lapseOffer(offer, offer.until).status).toBe('lapsed');
  });
  it('[Y18] what has lapsed is not opened by a clock that is set back', () => {
    const lapsed = waitlist.lapseOffer(openOffer(), now + 2 * hourMs);
    expect(waitlist.takeOffer(lapsed, 'a', now).ok).toBe(false);
    expect(waitlist.lapseOffer(lapsed, now)).toBe(lapsed);
  });
  it('[Y17] what is over stays as it is, whatever comes', () => {
    for (const because of ['withdrawn', 'gone'] as const) {
      const over = waitlist.endOffer(openOffer(), because, now);
      expect(waitlist.endOffer(over, 'gone', now + 1)).toBe(over);
      expect(waitlist.declineOffer(over, now).ok).toBe(false);
    }
  });
});

describe('what was taken back', () => {
  const period = fc
    .record({
      practitionerId: fc.constantFrom('p', 'q'),
      quarter: fc.integer({ min: 200, max: 240 }),
      quarters: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ practitionerId, quarter, quarters }) => ({
      practitionerId,
      startsAt: now + quarter * 15 * minuteMs,
      endsAt: now + (quarter + quarters) * 15 * minuteMs,
    }));
  const withdrawn = (slot: Slot): waitlist.Offer => ({
    ...{ id: 'o', requestId: 'r', slot, until: now, status: 'withdrawn', at: now },
  });

  it('[Y17] no time that meets it is offered to the same request by itself, whoever’s it is', () => {
    fc.assert(
      fc.property(period, fc.array(period, { maxLength: 12 }), (back, others) => {
        const free = [back, ...others].toSorted((a, b) => a.startsAt - b.startsAt);
        const past = [withdrawn(back)];
        const waiting = {
          id: 'r',
          since: now,
          urgency: 'routine' as const,
          score: null,
          wishes: anyTime,
          past,
        };
        waitlist.offerAround([waiting], free, rule, now, (_waiting, slot) => {
          expect(slot.startsAt >= back.endsAt || slot.endsAt <= back.startsAt).toBe(true);
          const terms = { id: 'n', requestId: 'r', slot, isByItself: true };
          return waitlist.makeOffer(terms, { past, open: [] }, rule, now).ok;
        });
      }),
    );
  });
  it('[Y17] what begins when it ends is, and by hand any still can be', () => {
    const back = slotAt(now + 2 * dayMs);
    const past = [withdrawn(back)];
    const later = { ...slotAt(back.startsAt + 15 * minuteMs), practitionerId: 'q' };
    const after = slotAt(back.endsAt);
    const make = (slot: Slot, isByItself: boolean) =>
      waitlist.makeOffer({ id: 'n', requestId: 'r', slot, isByItself }, { past, open: [] }, rule, now).ok;
    for (const slot of [back, later]) {
      expect(make(slot, true)).toBe(false);
      expect(make(slot, false)).toBe(true);
    }
    expect(make(after, true)).toBe(true);
  });
});

/**
 * What any interleaving of rounds, answers, lapses, bookings and steering must keep, played on a small world: three
 * people wait for four times. The world keeps what a database would; whether a time may be offered is the rules' to say.
 */
describe('any interleaving', () => {
  type World = { now: Instant; offers: waitlist.Offer[]; booked: Set<number>; waiting: Set<string> };
  const slots = [0, 1, 2, 3].map((index) => slotAt(now + (30 + index) * hourMs));
  const people = ['a', 'b', 'c'].map((id, index) => ({
    ...{ id, since: now - (3 - index) * hourMs, urgency: 'routine' as const, score: null },
    wishes: id === 'b' ? { ...anyTime, practitionerId: 'p' } : anyTime,
  }));
  type Command =
    | { type: 'round' | 'lapse' }
    | { type: 'pass'; hours: number }
    | { type: 'take' | 'decline' | 'withdraw'; who: number }
    | { type: 'hand'; who: number; slot: number }
    | { type: 'book' | 'cancel'; slot: number };
  const who = fc.nat(2);
  const slot = fc.nat(3);
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ type: fc.constantFrom('round', 'round', 'lapse') }),
    // Also an hour back.
    fc.record({ type: fc.constant('pass'), hours: fc.constantFrom(-1, 1, 6, 24) }),
    fc.record({ type: fc.constantFrom('take', 'decline', 'withdraw'), who }),
    fc.record({ type: fc.constant('hand'), who, slot }),
    fc.record({ type: fc.constantFrom('book', 'cancel'), slot }),
  );
  const isHeld = (world: World, index: number) =>
    world.offers.some(({ status, slot }) => status === 'open' && slot.startsAt === slots[index]!.startsAt);
  const openOf = (world: World, id: string) =>
    world.offers.findIndex(({ requestId, status }) => requestId === id && status === 'open');

  function make(world: World, id: string, slot: Slot, isByItself: boolean): boolean {
    const past = world.offers.filter(({ requestId }) => requestId === id);
    const made = waitlist.makeOffer(
      { id: `o${world.offers.length}`, requestId: id, slot, isByItself },
      { past, open: world.offers },
      rule,
      world.now,
    );
    if (made.ok) world.offers.push(made.value);
    return made.ok;
  }
  function play(world: World, command: Command): void {
    const free = slots.filter((each, index) => !world.booked.has(index) && each.startsAt > world.now);
    switch (command.type) {
      case 'pass':
        world.now += command.hours * hourMs;
        return;
      case 'lapse':
        world.offers = world.offers.map((offer) => waitlist.lapseOffer(offer, world.now));
        return;
      case 'round': {
        world.offers = world.offers.map((offer) => waitlist.lapseOffer(offer, world.now));
        const waiting = people
          .filter(({ id }) => world.waiting.has(id))
          .map((each) => ({ ...each, past: world.offers.filter(({ requestId }) => requestId === each.id) }));
        const before = world.offers.length;
        waitlist.offerAround(waiting, free, rule, world.now, ({ id }, slot) => make(world, id, slot, true));
        // Y15: nobody went without a time that somebody behind them was then given.
        const given = world.offers.slice(before);
        for (const [index, each] of waiting.entries()) {
          if (openOf(world, each.id) !== -1) continue;
          for (const offer of given.filter(
            ({ requestId }) => waiting.findIndex(({ id }) => id === requestId) > index,
          ))
            expect(waitlist.wasOffered(each.past, offer.slot, true)).toBe(true);
        }
        return;
      }
      case 'hand':
        if (!world.waiting.has(people[command.who]!.id) || world.booked.has(command.slot)) return;
        make(world, people[command.who]!.id, slots[command.slot]!, false);
        return;
      case 'book':
        // Somebody else books what no offer holds.
        if (!isHeld(world, command.slot)) world.booked.add(command.slot);
        return;
      case 'cancel':
        if (!world.offers.some((each) => each.status === 'taken' && each.slot === slots[command.slot]))
          world.booked.delete(command.slot);
        return;
      default: {
        const { id } = people[command.who]!;
        const index = openOf(world, id);
        const offer = world.offers[index];
        if (!offer) return;
        if (command.type === 'withdraw') {
          world.offers[index] = waitlist.endOffer(offer, 'withdrawn', world.now);
          return;
        }
        const answer =
          command.type === 'take'
            ? waitlist.takeOffer(offer, `visit-${id}`, world.now)
            : waitlist.declineOffer(offer, world.now);
        expect(answer.ok).toBe(world.now < offer.until);
        if (!answer.ok) return;
        world.offers[index] = answer.value;
        if (command.type === 'decline') return;
        const place = slots.findIndex(({ startsAt }) => startsAt === offer.slot.startsAt);
        // Never twice: nobody has booked it while it was held.
        expect(world.booked.has(place)).toBe(false);
        world.booked.add(place);
        world.waiting.delete(id);
      }
    }
  }
  const key = ({ requestId, slot }: waitlist.Offer) => `${requestId} ${slot.startsAt}`;

  it('[Y17] [Y18] never offers a time twice, never again to who let it go, and loses nobody', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 5, maxLength: 60 }), (commands) => {
        const world: World = {
          ...{ now, offers: [], booked: new Set<number>() },
          waiting: new Set(people.map(({ id }) => id)),
        };
        for (const each of commands) {
          const over = world.offers.filter(({ status }) => status !== 'open');
          const refused = new Set(
            over.filter(({ status }) => status === 'declined' || status === 'lapsed').map(key),
          );
          play(world, each);
          const open = world.offers.filter(({ status }) => status === 'open');
          expect(new Set(open.map(({ slot }) => slot.startsAt)).size).toBe(open.length);
          expect(new Set(open.map(({ requestId }) => requestId)).size).toBe(open.length);
          for (const offer of open) expect(refused.has(key(offer))).toBe(false);
          for (const offer of over) expect(world.offers).toContain(offer);
          const taken = world.offers.flatMap((offer) => (offer.status === 'taken' ? [offer.requestId] : []));
          expect([...taken, ...world.waiting].sort()).toEqual(['a', 'b', 'c']);
        }
      }),
      { numRuns: 500 },
    );
  });
});
