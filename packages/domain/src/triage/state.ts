import { err, ok, type Result } from '../result.ts';
import { minuteMs, type Instant, type LocalDate } from '../time.ts';
import { promiseAt } from './promise.ts';

/** Y5: shorter, and somebody on the telephone loses it; longer, and a closed laptop keeps others from helping. */
export const takeMs = 30 * minuteMs;

export const wishTimes = ['any', 'mornings', 'afternoons'] as const;
/** What somebody on the waitlist would like; dates are both included, null is "it does not matter". */
export type Wishes = {
  time: (typeof wishTimes)[number];
  practitionerId: string | null;
  from: LocalDate | null;
  to: LocalDate | null;
};

export const declineReasons = ['not-this-service', 'already-helped', 'too-little-known', 'other'] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** Who works on a request, and until when it is theirs alone (Y5). */
export type Take = { by: string; until: Instant };

/** When somebody else is told that no answer has come, and whom: the how-manieth of those who are named (Y8). */
type Clock = { promisedAt: Instant; escalated: number; escalateAt: Instant | null };
type Open = { id: string; serviceId: string; take: Take | null } & (
  | ({ status: 'submitted' } & Clock)
  /** The requester was asked something; until they answer, nothing is late. */
  | ({ status: 'needs-info' } & Clock)
  | { status: 'waitlisted'; wishes: Wishes; since: Instant }
);
type Closed = { id: string; serviceId: string } & (
  | { status: 'accepted'; at: Instant; appointmentId: string }
  | { status: 'declined'; at: Instant; reason: DeclineReason; note: string }
  | { status: 'revoked'; at: Instant }
);
/** A request without a time, in exactly one state (Y4). */
export type Request = Open | Closed;
export type Status = Request['status'];
export const openStatuses = ['submitted', 'needs-info', 'waitlisted'] as const;
export const statuses = [...openStatuses, 'accepted', 'declined', 'revoked'] as const satisfies Status[];

/** How long a service takes to answer, in working days, and how many people are named for it, in order (Y2, Y8). */
export type Rule = { answerDays: number; urgentAnswerDays: number; named: number };

export type Refusal =
  | { code: 'request-closed' | 'not-taken' | 'no-question' | 'same-service' | 'reason-needed' }
  | { code: 'request-taken'; takenBy: string };
type Decision<T extends Request = Request> = Result<T, Refusal>;

export const isOpen = (request: Request): request is Open => 'take' in request;

/** Y5: who works on it now; a take that has lapsed is nobody's. */
export const takerOf = (request: Request, now: Instant): string | null =>
  isOpen(request) && request.take && request.take.until > now ? request.take.by : null;

/** Y8: whose turn comes next, if it is not answered: null when everybody who is named has been told. */
const firstEscalation = (promisedAt: Instant, named: number): Instant | null =>
  named > 0 ? promisedAt : null;

/** Y1: a new request stands in its service's queue. */
export function send(
  id: string,
  serviceId: string,
  promisedAt: Instant,
  rule: Rule,
): Extract<Open, { status: 'submitted' }> {
  const escalateAt = firstEscalation(promisedAt, rule.named);
  return { id, serviceId, take: null, status: 'submitted', promisedAt, escalated: 0, escalateAt };
}

/** Y5: takes it to work on, or goes on doing so. Of two at once the second is told who was first. */
export function take(request: Request, by: string, now: Instant): Decision<Open> {
  if (!isOpen(request)) return err({ code: 'request-closed' });
  const taker = takerOf(request, now);
  if (taker !== null && taker !== by) return err({ code: 'request-taken', takenBy: taker });
  return ok({ ...request, take: { by, until: now + takeMs } });
}

/** Y5: gives it back. Giving back what one has not is no error: the wish is fulfilled. */
export const release = (request: Request, by: string): Request =>
  isOpen(request) && request.take?.by === by ? { ...request, take: null } : request;

/** Y5: what is decided is decided by who has it; a lapsed take is worth as much for as long as nobody else took it. */
function hasIt(request: Request, by: string, now: Instant): Decision<Open> {
  if (!isOpen(request)) return err({ code: 'request-closed' });
  const taker = takerOf(request, now);
  if (taker !== null && taker !== by) return err({ code: 'request-taken', takenBy: taker });
  return request.take?.by === by ? ok(request) : err({ code: 'not-taken' });
}

/** What a request that stands on the waitlist or was asked something goes on with when it comes back into the queue. */
const clockOf = (request: Open, now: Instant, rule: Rule): Clock => {
  if (request.status !== 'waitlisted') {
    const { promisedAt, escalated, escalateAt } = request;
    return { promisedAt, escalated, escalateAt };
  }
  const promisedAt = promiseAt(now, rule.answerDays);
  return { promisedAt, escalated: 0, escalateAt: firstEscalation(promisedAt, rule.named) };
};

/** Y6: sends it back with a question; any number of times. */
export function ask(request: Request, by: string, now: Instant, rule: Rule): Decision {
  const mine = hasIt(request, by, now);
  if (!mine.ok) return mine;
  const { id, serviceId } = mine.value;
  return ok({ id, serviceId, take: null, status: 'needs-info', ...clockOf(mine.value, now, rule) });
}

/** Y6: the requester answers: it stands in the queue again, promised at the soonest as an urgent one is. */
export function answer(request: Request, now: Instant, rule: Rule): Decision {
  if (!isOpen(request)) return err({ code: 'request-closed' });
  if (request.status !== 'needs-info') return err({ code: 'no-question' });
  const promisedAt = Math.max(request.promisedAt, promiseAt(now, rule.urgentAnswerDays));
  const escalateAt = request.escalateAt === null ? null : Math.max(request.escalateAt, promisedAt);
  return ok({ ...request, status: 'submitted', promisedAt, escalateAt });
}

/** Y7: another service's queue, with the text kept and that service's promise. */
export function redirect(
  request: Request,
  by: string,
  to: { serviceId: string; promisedAt: Instant; rule: Rule },
  now: Instant,
): Decision {
  const mine = hasIt(request, by, now);
  if (!mine.ok) return mine;
  if (to.serviceId === request.serviceId) return err({ code: 'same-service' });
  return ok(send(request.id, to.serviceId, to.promisedAt, to.rule));
}

/** Y9: it waits for a time that fits the wishes. The promise is kept: it has been answered. */
export function waitlist(request: Request, by: string, wishes: Wishes, now: Instant): Decision {
  const mine = hasIt(request, by, now);
  if (!mine.ok) return mine;
  const { id, serviceId } = mine.value;
  const since = mine.value.status === 'waitlisted' ? mine.value.since : now;
  return ok({ id, serviceId, take: null, status: 'waitlisted', wishes, since });
}

/** Y10: it has got a time. For within the decision that books it. */
export function accept(request: Request, by: string, appointmentId: string, now: Instant): Decision {
  const mine = hasIt(request, by, now);
  if (!mine.ok) return mine;
  const { id, serviceId } = mine.value;
  return ok({ id, serviceId, status: 'accepted', at: now, appointmentId });
}

/** Y18: whoever asked has taken a time that was offered to them; whoever works on it just then is told that it is settled. */
export function takeTime(request: Request, appointmentId: string, now: Instant): Decision {
  if (request.status !== 'waitlisted') return err({ code: 'request-closed' });
  const { id, serviceId } = request;
  return ok({ id, serviceId, status: 'accepted', at: now, appointmentId });
}

/** Y11: with a reason, and with "other" in words. */
export function decline(
  request: Request,
  by: string,
  { reason, note }: { reason: DeclineReason; note: string },
  now: Instant,
): Decision {
  const mine = hasIt(request, by, now);
  if (!mine.ok) return mine;
  if (reason === 'other' && note.trim() === '') return err({ code: 'reason-needed' });
  const { id, serviceId } = mine.value;
  return ok({ id, serviceId, status: 'declined', at: now, reason, note: note.trim() });
}

/** Y12: whoever asked needs it no more; whoever works on it just then is told so. */
export function withdraw(request: Request, now: Instant): Decision {
  if (!isOpen(request)) return err({ code: 'request-closed' });
  const { id, serviceId } = request;
  return ok({ id, serviceId, status: 'revoked', at: now });
}

/**
 * Y8: no answer by the promise: the next person who is named is told, and after each further working day the one after; a
 * service that names one only tells that one, once. Undefined while nothing is due.
 *
 * @returns `told`: the place of who is told among those who are named, from 0.
 */
export function escalate(
  request: Request,
  now: Instant,
  rule: Rule,
): { request: Request; told: number } | undefined {
  if (request.status !== 'submitted' || request.escalateAt === null || request.escalateAt > now)
    return undefined;
  const last = Math.max(1, rule.named - 1);
  // Somebody may have been taken off the list since.
  if (rule.named === 0 || request.escalated >= last)
    return { request: { ...request, escalateAt: null }, told: -1 };
  const escalated = request.escalated + 1;
  const escalateAt = escalated < last ? promiseAt(now, 1) : null;
  return { request: { ...request, escalated, escalateAt }, told: Math.min(escalated, rule.named - 1) };
}

/** Y8: the place of who answers for it now among those who are named. */
export const responsiblePlace = (escalated: number, named: number): number =>
  Math.max(0, Math.min(escalated, named - 1));
