import type { Period } from './schedule.ts';
import { dayMs, hourMs, minuteMs, type Instant } from './time.ts';

/** X7: sooner asks other people's servers for nothing new, later lets a time be booked that is taken elsewhere. */
export const externalEveryMs = 15 * minuteMs;
/** X7: what fails is asked for later and later, and still several times a day. */
const externalAtMostMs = 6 * hourMs;
/** X8: older times are known to be wrong more often than right. */
export const externalTrustMs = 3 * dayMs;
/** X8: fetched times are fresh for so long: two rounds and a little. */
const externalFreshMs = 40 * minuteMs;

/** X9: how far busy times are worked out: a week back for the calendar page, ahead as far as times are offered. */
export const externalSpan = (now: Instant): Period => ({
  startsAt: now - 7 * dayMs,
  endsAt: now + 16 * 7 * dayMs,
});
/** X9: the span moves on, so that a file that did not change is still read anew once a day. */
export const externalReadAnewMs = dayMs;

/** Why an external calendar could not be read, as a closed list; each has a sentence in the message files. */
export const externalProblems = [
  'address-refused',
  'not-found',
  'not-allowed',
  'unreachable',
  'too-slow',
  'too-large',
  'too-many-redirects',
  'not-a-calendar',
  'too-much',
  'server-error',
] as const;
export type ExternalProblem = (typeof externalProblems)[number];

export type ExternalFacts = {
  /** When its times were last known to be right; null when they never were. */
  fetchedAt: Instant | null;
  problem: ExternalProblem | null;
};

export type ExternalState =
  | { state: 'waiting' }
  | { state: 'fresh'; fetchedAt: Instant }
  | { state: 'stale'; fetchedAt: Instant }
  | { state: 'failing' }
  | { state: 'untrusted'; fetchedAt: Instant };

/** X8: how far an external calendar's times can be relied on. */
export function externalState({ fetchedAt, problem }: ExternalFacts, now: Instant): ExternalState {
  if (fetchedAt === null) return problem === null ? { state: 'waiting' } : { state: 'failing' };
  if (now - fetchedAt >= externalTrustMs) return { state: 'untrusted', fetchedAt };
  if (problem !== null || now - fetchedAt > externalFreshMs) return { state: 'stale', fetchedAt };
  return { state: 'fresh', fetchedAt };
}

/** X7: when it is asked for again after so many failures in a row. */
export const externalNextAt = (failures: number, now: Instant): Instant =>
  now + Math.min(externalAtMostMs, externalEveryMs * 2 ** Math.min(failures, 10));

/**
 * X5: the address as it is kept, or what is wrong with it. People copy `webcal:` addresses, which are https by another
 * name. A name and password in it would go to whoever answers.
 */
export function externalAddress(
  text: string,
  allowHttp: boolean,
):
  | { ok: true; value: string }
  | { ok: false; error: 'required' | 'calendar-address' | 'calendar-https' | 'calendar-credentials' } {
  const trimmed = text.trim().replace(/^webcals?:\/\//i, 'https://');
  if (trimmed === '') return { ok: false, error: 'required' };
  if (!URL.canParse(trimmed)) return { ok: false, error: 'calendar-address' };
  const url = new URL(trimmed);
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:'))
    return { ok: false, error: url.protocol === 'http:' ? 'calendar-https' : 'calendar-address' };
  if (url.hostname === '') return { ok: false, error: 'calendar-address' };
  if (url.username !== '' || url.password !== '') return { ok: false, error: 'calendar-credentials' };
  url.hash = '';
  return { ok: true, value: url.href };
}
