import { hash, verify } from '@node-rs/argon2';
import { dayMs, minuteMs, type Instant } from '#domain';
import { accounts, hashSecret, newSecret, type Account, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';

/** A working day and the evening; shorter makes people keep passwords on notes, longer leaves shared machines open. */
export const sessionMs = 12 * 60 * minuteMs;
/** How many wrong passwords are free before each further one costs a growing wait. */
const freeFailures = 5;
const longestBlockMs = 15 * minuteMs;

/** argon2id with OWASP's first choice for servers: 19 MiB, two passes, one lane. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** Compared against when there is no such account, so that both cases take as long. */
let nobody: Promise<string> | undefined;

/**
 * Opens a session. Throttled per account and per address with a growing wait; the answer for an unknown account and a
 * wrong password is the same.
 */
export async function signIn(
  deps: Deps,
  attempt: { email: string; password: string; address: string },
): Promise<{ token: string; account: Account }> {
  const keys = [`account:${attempt.email.trim().toLowerCase()}`, `address:${attempt.address}`].map(
    hashSecret,
  );
  refuseWhileBlocked(deps, keys);
  const account = deps.store.read((tx) => accounts.byEmail(tx, attempt.email.trim()));
  const against = account?.passwordHash ?? (await (nobody ??= hashPassword(newSecret())));
  const matches = await verify(against, attempt.password);
  const now = deps.now();
  if (!account || !matches) {
    deps.store.write((tx) => keys.forEach((key, index) => countFailure(tx, key, now, index === 0 ? 1 : 10)));
    throw new Refusal('wrong-credentials');
  }
  const token = newSecret();
  deps.store.write((tx) => {
    accounts.clearThrottle(tx, keys[0]!);
    accounts.dropExpiredSessions(tx, now);
    accounts.openSession(tx, {
      tokenHash: hashSecret(token),
      organisationId: account.organisationId,
      userId: account.id,
      createdAt: now,
      expiresAt: now + sessionMs,
    });
  });
  return { token, account };
}

function refuseWhileBlocked(deps: Deps, keys: string[]): void {
  const now = deps.now();
  const until = Math.max(
    0,
    ...deps.store.read((tx) => keys.map((key) => accounts.throttle(tx, key)?.blockedUntil ?? 0)),
  );
  if (until > now)
    throw new Refusal('too-many-attempts', {
      details: { retryAfterSeconds: Math.ceil((until - now) / 1000) },
    });
}

/** `patience` is larger for an address than for an account: a whole municipality may share one address. */
function countFailure(tx: Tx, keyHash: string, now: Instant, patience: number): void {
  accounts.forgetThrottles(tx, now - dayMs);
  const failures = (accounts.throttle(tx, keyHash)?.failures ?? 0) + 1;
  const over = failures - freeFailures * patience;
  const blockedUntil = over >= 0 ? now + Math.min(longestBlockMs, 1000 * 2 ** Math.min(over + 2, 20)) : 0;
  accounts.setThrottle(tx, { keyHash, failures, blockedUntil, lastAt: now });
}

export function viewUser(account: Account): Reply<'whoAmI'>['user'] {
  const { id, name, email, title, role, language, organisationName } = account;
  return { id, name, email, title, role, language, organisationName };
}
