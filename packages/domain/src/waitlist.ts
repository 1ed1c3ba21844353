import type { Urgency } from './request.ts';
import { err, ok, type Result } from './result.ts';
import { overlaps, type Slot } from './slots.ts';
import { dayMs, hourMs, localDateOf, wallTimeOf, type Instant } from './time.ts';
import type { QueueScore } from './triage/queue.ts';
import type { Wishes } from './triage/state.ts';

/** Y16: how long a time is held for somebody: shorter than an hour nobody reads a letter, longer than two weeks others wait for nothing. */
export const offerHoursLimits = [1, 336] as const;
/** A working day and a night, so that whoever reads their mail once a day can answer. */
export const offerHoursDefault = 24;
/** Y16: with less time left to answer, a time is offered to nobody. */
export const shortestOfferMs = hourMs;
/**
 * Y16: an answer comes at least so long before the time begins. Less, and a family that is told of it then could not come; the
 * shortest reminder (V15) still goes out. More, and a time that becomes free in the morning is offered to nobody that day.
 */
export const answeredBeforeMs = 2 * hourMs;
/** How long after its time an offer's link still says what became of it. */
export const offerLinkKeptMs = 14 * dayMs;

/** Y15: how many days sooner than they came those count who need it more. Less moves nobody; more, and others starve longer. */
const headStartDays: Record<Urgency, number> = { routine: 0, soon: 14, urgent: 28 };
/** Y15: what all points of the instrument count for; a share of them for that share. */
const fullScoreDays = 7;
/** Y15: nobody who comes later than this overtakes anybody. */
export const overtakeMs = (headStartDays.urgent + fullScoreDays) * dayMs;

/** Y14: whether a time is one that somebody wished for; mornings end at noon in Finland. */
export function fitsWishes(
  { practitionerId, startsAt }: Pick<Slot, 'practitionerId' | 'startsAt'>,
  wishes: Wishes,
): boolean {
  const isMorning = wallTimeOf(startsAt) < '12:00';
  const date = localDateOf(startsAt);
  return (
    (wishes.time === 'any' || (wishes.time === 'mornings') === isMorning) &&
    (wishes.practitionerId === null || wishes.practitionerId === practitionerId) &&
    (wishes.from === null || date >= wishes.from) &&
    (wishes.to === null || date <= wishes.to)
  );
}

export type WaitlistKey = { id: string; since: Instant; urgency: Urgency; score: QueueScore };

/** Y15: since when somebody counts as waiting. It never changes while they wait, and neither does the order of two. */
export function countsSince({ since, urgency, score }: Omit<WaitlistKey, 'id'>): Instant {
  const share = score && score.most > 0 ? Math.max(0, Math.min(1, score.points / score.most)) : 0;
  return since - headStartDays[urgency] * dayMs - Math.round(share * fullScoreDays * dayMs);
}

/** Y15: the order in which times are offered. */
export const inWaitlistOrder = (a: WaitlistKey, b: WaitlistKey): number =>
  countsSince(a) - countsSince(b) || a.since - b.since || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export type OfferRule = { offerHours: number; noticeHours: number };

/**
 * Y16: until when a time is held for whom it is offered to: as long as the service says, and never into its earliest notice
 * or the last two hours.
 * Null when that leaves too little to answer in.
 */
export function heldUntil(
  startsAt: Instant,
  { offerHours, noticeHours }: OfferRule,
  now: Instant,
): Instant | null {
  const latest = startsAt - Math.max(noticeHours * hourMs, answeredBeforeMs);
  const until = Math.min(now + offerHours * hourMs, latest);
  return until - now >= shortestOfferMs ? until : null;
}

/** Y17: an offer is in exactly one of these; only an open one changes. `gone`: the time is no more to be had. */
export const offerStatuses = ['open', 'taken', 'declined', 'lapsed', 'withdrawn', 'gone'] as const;
export type OfferStatus = (typeof offerStatuses)[number];
export type Offer = {
  id: string;
  requestId: string;
  slot: Slot;
  until: Instant;
} & (
  | { status: 'open' }
  | { status: 'taken'; at: Instant; appointmentId: string }
  | { status: 'declined' | 'lapsed' | 'withdrawn' | 'gone'; at: Instant }
);
export type OpenOffer = Extract<Offer, { status: 'open' }>;

export type OfferRefusal = {
  code: 'offer-over' | 'has-offer' | 'offered-before' | 'slot-taken' | 'too-late-to-offer';
};

/** Y17: after these the same time is not offered to the same request again. */
const isFinal = ({ status }: Offer): boolean => status === 'declined' || status === 'lapsed';
const isSameTime = (a: Slot, b: Slot): boolean =>
  a.practitionerId === b.practitionerId && a.startsAt === b.startsAt;
const collides = (a: Slot, b: Slot): boolean => a.practitionerId === b.practitionerId && overlaps(a, b);

/**
 * Y17: whether this time was offered to a request in vain: declined or lapsed; for offers that make themselves, also one
 * that meets a time that a coordinator took back: the same hour with a colleague, or a quarter later, would come at once.
 */
export const wasOffered = (past: readonly Offer[], slot: Slot, isByItself: boolean): boolean =>
  past.some(
    (each) =>
      (isFinal(each) && isSameTime(each.slot, slot)) ||
      (isByItself && each.status === 'withdrawn' && overlaps(each.slot, slot)),
  );

/**
 * Y16, Y17: offers a time. `past` are all offers of the request, `open` all open ones of the practitioner. One open offer at
 * most a time and a request.
 */
export function makeOffer(
  { id, requestId, slot, isByItself }: { id: string; requestId: string; slot: Slot; isByItself: boolean },
  { past, open }: { past: readonly Offer[]; open: readonly Offer[] },
  rule: OfferRule,
  now: Instant,
): Result<OpenOffer, OfferRefusal> {
  if (past.some(({ status }) => status === 'open')) return err({ code: 'has-offer' });
  if (wasOffered(past, slot, isByItself)) return err({ code: 'offered-before' });
  if (open.some((each) => each.status === 'open' && collides(each.slot, slot)))
    return err({ code: 'slot-taken' });
  const until = heldUntil(slot.startsAt, rule, now);
  if (until === null) return err({ code: 'too-late-to-offer' });
  return ok({ id, requestId, slot, until, status: 'open' });
}

const closed = (offer: Offer, status: 'declined' | 'lapsed' | 'withdrawn' | 'gone', at: Instant): Offer => {
  const { id, requestId, slot, until } = offer;
  return { id, requestId, slot, until, status, at };
};

/** Y18: it can be answered until the instant at which it lapses; taking what one has taken is no error. */
export function takeOffer(offer: Offer, appointmentId: string, now: Instant): Result<Offer, OfferRefusal> {
  if (offer.status === 'taken') return ok(offer);
  if (offer.status !== 'open' || now >= offer.until) return err({ code: 'offer-over' });
  const { id, requestId, slot, until } = offer;
  return ok({ id, requestId, slot, until, status: 'taken', at: now, appointmentId });
}

/** Y18: declining twice is no error either. */
export function declineOffer(offer: Offer, now: Instant): Result<Offer, OfferRefusal> {
  if (offer.status === 'declined') return ok(offer);
  if (offer.status !== 'open' || now >= offer.until) return err({ code: 'offer-over' });
  return ok(closed(offer, 'declined', now));
}

/** Y18: nobody answered in time. What has lapsed stays so, whatever the clock says later. */
export const lapseOffer = (offer: Offer, now: Instant): Offer =>
  offer.status === 'open' && now >= offer.until ? closed(offer, 'lapsed', now) : offer;

/** Y19, Y20: a coordinator takes it back or its request was decided on otherwise; or its time is no more to be had. */
export const endOffer = (offer: Offer, because: 'withdrawn' | 'gone', now: Instant): Offer =>
  offer.status === 'open' ? closed(offer, because, now) : offer;

export type Waiting = WaitlistKey & { wishes: Wishes; past: readonly Offer[] };

/** A room that is missing at one time is mostly missing at the next too; more is not tried for one request in one round. */
const triesEach = 20;

/**
 * Y15: offers free times in the order of the waitlist: each request the soonest that fits it and nobody before it was
 * given. `free` is sorted by start. `tryOffer` answers whether the time could be held.
 */
export function offerAround(
  waiting: readonly Waiting[],
  free: readonly Slot[],
  rule: OfferRule,
  now: Instant,
  tryOffer: (waiting: Waiting, slot: Slot, until: Instant) => boolean,
): void {
  const given: Slot[] = [];
  for (const each of waiting.toSorted(inWaitlistOrder)) {
    if (each.past.some(({ status }) => status === 'open')) continue;
    let tries = 0;
    for (const slot of free) {
      if (!fitsWishes(slot, each.wishes) || given.some((other) => collides(other, slot))) continue;
      if (wasOffered(each.past, slot, true)) continue;
      const until = heldUntil(slot.startsAt, rule, now);
      if (until === null) continue;
      if (tryOffer(each, slot, until)) {
        given.push(slot);
        break;
      }
      if (++tries === triesEach) break;
    }
  }
}
