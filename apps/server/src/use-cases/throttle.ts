import { askFrom, type Asked, type Instant } from '#domain';
import { accounts, hashSecret, type Tx } from '#db';
import { Refusal } from '../refusal.ts';

/** How often something was asked for so far. Of what, and by whom, only a hash is kept. */
export function askedBefore(tx: Tx, key: string): Asked | undefined {
  const row = accounts.throttle(tx, hashSecret(key));
  return row && { count: row.failures, lastAt: row.lastAt };
}

export function keepAsked(tx: Tx, key: string, { count, lastAt }: Asked): void {
  accounts.setThrottle(tx, { keyHash: hashSecret(key), failures: count, blockedUntil: 0, lastAt });
}

/**
 * Counts one more time that this is asked for. Refuses as `too-many-attempts`, and says when it is answered again, once the hour
 * has had its most. For within the transaction of what is asked for: what is refused is then not counted.
 *
 * @param mostAnHour As `askFrom` has it where left out.
 */
export function countAsk(tx: Tx, key: string, now: Instant, mostAnHour?: number): void {
  const answer = askFrom(askedBefore(tx, key), now, mostAnHour);
  if ('again' in answer) {
    const retryAfterSeconds = Math.ceil((answer.again - now) / 1000);
    throw new Refusal('too-many-attempts', { details: { retryAfterSeconds } });
  }
  keepAsked(tx, key, answer.keep);
}
