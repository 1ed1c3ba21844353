import { hash, verify } from '@node-rs/argon2';
import { dayMs, hourMs, minuteMs, type Instant } from '#domain';
import {
  accounts,
  audit,
  dutyQueues,
  hashSecret,
  newSecret,
  serviceHandlers,
  type Account,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';

/** A working day and the evening; shorter makes people keep passwords on notes, longer leaves shared machines open. */
export const sessionMs = 12 * 60 * minuteMs;
/**
 * How many recent wrong passwords are free before each further one costs a growing wait: of one person from one
 * address, of one person from anywhere, of one address. A whole municipality may share an address, and nobody far away
 * must be able to lock a person out, hence the higher bars.
 */
const bars = { pair: 5, account: 50, address: 100 };
const longestBlockMs = 15 * minuteMs;
/** Failures count half after an hour, so that a day's honest typos never add up. */
const halfLifeMs = hourMs;

/** argon2id with OWASP's first choice for servers: 19 MiB, two passes, one lane. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** Compared against when there is no such account, so that both cases take as long. */
let nobody: Promise<string> | undefined;

/**
 * Opens a session. The answer for an unknown account and a wrong password is the same, and takes as long. An attempt is
 * counted before the password is looked at, so that guesses sent at once count like guesses sent in turn.
 */
export async function signIn(
  deps: Deps,
  attempt: { email: string; password: string; address: string },
): Promise<{ token: string; account: Account }> {
  const email = attempt.email.trim();
  const keys = keysOf(email, attempt.address);
  refuseOrCount(deps, keys);
  const account = deps.store.read((tx) => accounts.byEmail(tx, email));
  const against = account?.passwordHash ?? (await (nobody ??= hashPassword(newSecret())));
  const matches = await verify(against, attempt.password);
  const now = deps.now();
  if (!account || !matches) {
    deps.store.write((tx) =>
      account ? logSession(tx, account, now, 'sign-in-failed') : idle(tx, keys, now),
    );
    throw new Refusal('wrong-credentials');
  }
  const token = newSecret();
  const isOpen = deps.store.write((tx) => {
    // U3, U4: another password may have been chosen, or the account closed, while this one was looked at.
    if (accounts.byEmail(tx, email)?.passwordHash !== account.passwordHash) {
      logSession(tx, account, now, 'sign-in-failed');
      return false;
    }
    takeBack(tx, keys, now);
    accounts.dropExpiredSessions(tx, now);
    accounts.openSession(tx, {
      tokenHash: hashSecret(token),
      organisationId: account.organisationId,
      userId: account.id,
      createdAt: now,
      expiresAt: now + sessionMs,
    });
    logSession(tx, account, now, 'sign-in');
    return true;
  });
  if (!isOpen) throw new Refusal('wrong-credentials');
  return { token, account };
}

/** Ends the session, for the pages and sockets that were opened with it too. */
export function signOut(deps: Deps, viewer: UserViewer): void {
  deps.store.write((tx) => {
    accounts.closeSession(tx, viewer.sessionHash);
    logEvent(tx, viewer, deps.now(), { action: 'sign-out', entity: 'user', entityId: viewer.userId });
  });
  deps.live.emit('session-closed', viewer.sessionHash);
}

/** Whose account it was, in their organisation's log; what was typed is in none. */
function logSession(tx: Tx, { id, organisationId }: Account, at: Instant, action: string): void {
  const entry = { organisationId, at, actorKind: 'user' as const, actorId: id };
  audit.write(tx, { ...entry, action, entity: 'user', entityId: id });
}

/** An unknown account stands in no log, but must take as long as a known one: writing the same again costs the same. */
function idle(tx: Tx, [pair]: Key[], now: Instant): void {
  const row = pair && accounts.throttle(tx, pair.keyHash);
  if (row) accounts.setThrottle(tx, { ...row, lastAt: now });
}

type Key = { keyHash: string; bar: number };

function keysOf(email: string, address: string): Key[] {
  const person = email.toLowerCase();
  return [
    { keyHash: hashSecret(`pair:${person} ${address}`), bar: bars.pair },
    { keyHash: hashSecret(`account:${person}`), bar: bars.account },
    { keyHash: hashSecret(`address:${address}`), bar: bars.address },
  ];
}

function refuseOrCount(deps: Deps, keys: Key[]): void {
  const now = deps.now();
  const until = deps.store.write((tx) => {
    const blockedUntil = Math.max(
      ...keys.map(({ keyHash }) => accounts.throttle(tx, keyHash)?.blockedUntil ?? 0),
    );
    if (blockedUntil > now) return blockedUntil;
    accounts.forgetThrottles(tx, now - dayMs);
    for (const key of keys) count(tx, key, now);
    return 0;
  });
  if (until > now)
    throw new Refusal('too-many-attempts', {
      details: { retryAfterSeconds: Math.ceil((until - now) / 1000) },
    });
}

function count(tx: Tx, { keyHash, bar }: Key, now: Instant): void {
  const failures = recentFailures(tx, keyHash, now) + 1;
  const over = failures - bar;
  const blockedUntil = over >= 0 ? now + Math.min(longestBlockMs, 1000 * 2 ** Math.min(over + 2, 20)) : 0;
  accounts.setThrottle(tx, { keyHash, failures, blockedUntil, lastAt: now });
}

/** A right password was no failure: this person is clean from here, and the wider counts lose what was added. */
function takeBack(tx: Tx, [pair, ...wider]: Key[], now: Instant): void {
  if (pair) accounts.clearThrottle(tx, pair.keyHash);
  for (const { keyHash } of wider) {
    const failures = Math.max(0, recentFailures(tx, keyHash, now) - 1);
    accounts.setThrottle(tx, { keyHash, failures, blockedUntil: 0, lastAt: now });
  }
}

function recentFailures(tx: Tx, keyHash: string, now: Instant): number {
  const row = accounts.throttle(tx, keyHash);
  return row ? Math.floor(row.failures * 0.5 ** ((now - row.lastAt) / halfLifeMs)) : 0;
}

export function viewUser(
  { store, settings }: Pick<Deps, 'store' | 'settings'>,
  account: Account,
): Reply<'whoAmI'>['user'] {
  const { id, name, email, title, role, language, organisationName } = account;
  const tasks = store.read((tx) => ({
    handlesRequests: serviceHandlers.servicesOf(tx, id).length > 0,
    servesQueue: dutyQueues.servedBy(tx, id).length > 0,
  }));
  // The demo's text messages lie in its mailbox.
  const textMessages = settings.demo || settings.sms !== undefined;
  return { id, name, email, title, role, language, organisationName, ...tasks, textMessages };
}
