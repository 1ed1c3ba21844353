import { normalisePhone, addressFits } from './request.ts';
import { hourMs, minuteMs, type Instant } from './time.ts';

/** J6: a new link goes for so many visits to come, the soonest first. */
export const lostLinkVisits = 5;

/** How often something was asked for, and when last. The count is forgotten after a day without asking. */
export type Asked = { count: number; lastAt: Instant };

const forgetMs = 24 * hourMs;
const firstPauseMs = 10 * minuteMs;
const longestPauseMs = 6 * hourMs;
/** J6: a school or a library may share one address. */
const asksAnHour = 20;

/** The address that a lost link was sent to, as it is kept; null when it is neither an e-mail address nor a phone number. */
export function lostLinkAddress(text: string): { channel: 'email' | 'sms'; address: string } | null {
  const address = text.trim();
  if (address.includes('@'))
    return addressFits({ channel: 'email', address }) ? { channel: 'email', address } : null;
  const phone = normalisePhone(address);
  return phone === null ? null : { channel: 'sms', address: phone };
}

/**
 * J6: whether a letter may go to an address now, and the count to keep then. The pause doubles with every letter: a person who
 * asks twice is served, and nobody's phone is filled by a stranger.
 */
export function letterTo(asked: Asked | undefined, now: Instant): Asked | null {
  if (!asked || now - asked.lastAt >= forgetMs) return { count: 1, lastAt: now };
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (asked.count - 1));
  // A clock that was set back is no reason to wait for longer than the pause.
  if (Math.abs(now - asked.lastAt) < pauseMs) return null;
  return { count: asked.count + 1, lastAt: now };
}

/**
 * J6: whether one network may ask now: twenty times an hour, counted from its first question. `again` is when it may ask
 * again.
 */
export function askFrom(
  asked: Asked | undefined,
  now: Instant,
  mostAnHour = asksAnHour,
): { keep: Asked } | { again: Instant } {
  if (!asked || now - asked.lastAt >= hourMs || now < asked.lastAt)
    return { keep: { count: 1, lastAt: now } };
  if (asked.count >= mostAnHour) return { again: asked.lastAt + hourMs };
  return { keep: { count: asked.count + 1, lastAt: asked.lastAt } };
}
