import { urgencies, type Urgency } from '../request.ts';
import type { Instant } from '../time.ts';
import { wishTimes, type Wishes } from './state.ts';

/** How demanding it is by the service's instrument; null where it has none, or nothing of it was answered. */
export type QueueScore = { points: number; most: number } | null;

/** Above every share of a score, so that urgency goes first. */
const urgencyWeight = 1000;

/** Y3: what decides between requests of one promise: urgency, then the share of the points. 0 to 2999. */
export function weightOf(urgency: Urgency, score: QueueScore): number {
  const share = score && score.most > 0 ? Math.max(0, Math.min(1, score.points / score.most)) : 0;
  return urgencies.indexOf(urgency) * urgencyWeight + Math.round(share * (urgencyWeight - 1));
}

export type QueueKey = { promisedAt: Instant; weight: number; submittedAt: Instant; id: string };

/**
 * Y3: what was promised sooner goes first, so that what is late is on top and nothing that is sent later can overtake what was
 * promised before; then the weightier, then who came first.
 */
export const inQueueOrder = (a: QueueKey, b: QueueKey): number =>
  a.promisedAt - b.promisedAt ||
  b.weight - a.weight ||
  a.submittedAt - b.submittedAt ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Y13: what makes two requests of one provider likely to be about the same child; null where nothing is known of it. */
export function childKey(child: { initials: string; birthYear: number } | null): string | null {
  const letters = child?.initials
    .normalize('NFC')
    .replace(/[^\p{L}]/gu, '')
    .toUpperCase();
  return child && letters ? `${letters}${child.birthYear}` : null;
}

/** Y9: what is wrong with wishes, each with the field it belongs to. `offeredBy`: who offers the service. */
export function wishProblems(
  wishes: Wishes,
  offeredBy: readonly string[],
  isDay: (text: string) => boolean,
): Record<string, string> {
  const { time, practitionerId, from, to } = wishes;
  return {
    ...(!wishTimes.includes(time) && { time: 'invalid' }),
    ...(practitionerId !== null && !offeredBy.includes(practitionerId) && { practitionerId: 'required' }),
    ...(from !== null && !isDay(from) && { from: 'date' }),
    ...(to !== null && !isDay(to) && { to: 'date' }),
    ...(from !== null && to !== null && isDay(from) && isDay(to) && to < from && { to: 'dates-reversed' }),
  };
}
