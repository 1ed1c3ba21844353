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
