import { createHmac } from 'node:crypto';

export type TurnSettings = {
  /** For instance 'turns:turn.example.fi:443?transport=tcp'. */
  urls: readonly string[];
  /** What coturn knows as `static-auth-secret`. */
  secret: string;
};

export type IceServer = { urls: string[]; username: string; credential: string };

/**
 * Seconds that credentials open a new allocation; one that exists goes on. Higher lets a leaked pair relay for longer,
 * lower makes a network change late in a visit fail, which then costs a rebuilt transport.
 */
export const TURN_LIFETIME_S = 3600;

/**
 * Credentials of one peer for the TURN server: a user name that says when it ends, and its HMAC. As coturn checks them
 * with `use-auth-secret` (draft-uberti-behave-turn-rest-00). `who` is the same for one person at all times, so that the relay's
 * quota counts by person; it leaves here as a hash. `now` in UTC milliseconds.
 */
export function iceServersFor(turn: TurnSettings | undefined, who: string, now: number): IceServer[] {
  if (!turn) return [];
  const person = createHmac('sha256', turn.secret).update(who).digest('base64url').slice(0, 16);
  const username = `${Math.floor(now / 1000) + TURN_LIFETIME_S}:${person}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return [{ urls: [...turn.urls], username, credential }];
}
