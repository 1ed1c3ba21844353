import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slot } from './slots.ts';
import { hourMs, instantOf, minuteMs, type Instant } from './time.ts';
import type { Wishes } from './triage/index.ts';
import * as waitlist from './waitlist.ts';

const now = instantOf('2026-11-23', '10:00');
const anyTime: Wishes = { time: 'any', practitionerId: null, from: null, to: null };
const slotAt = (startsAt: Instant): Slot => ({
  practitionerId: 'p',
  startsAt,
  endsAt: startsAt + 45 * minuteMs,
});
const rule = { offerHours: 24, noticeHours: 0 };

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
