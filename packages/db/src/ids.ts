import { createHash, randomBytes } from 'node:crypto';

/** base64url's letters in the order in which SQLite and JavaScript sort them, six bits each. */
const sorted = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const timeLetters = 8;
/** Added to the milliseconds, so that ids begin with "A" until 2109: a sign in front would be a formula in a table, or an option. */
const firstLetter = sorted.indexOf('A') * sorted.length ** (timeLetters - 1);
const idBytes = 10;
const secretBytes = 32;

let lastMs = 0;
let lastTime = '';
/** Drawn for many at once: asking the system for ten bytes costs as much as for all of these. */
let drawn = Buffer.alloc(0);
let used = 0;

/**
 * A name that nobody can guess (80 random bits) but that is no secret: its first eight letters are the millisecond in which
 * it was made, so that ids sort by it, and what is written together lies together in every index (decision 0037).
 */
export const newId = (): string => timeOf(Date.now()) + drawnText(idBytes);

/** 256 random bits that open something; only `hashSecret` of it is ever stored. */
export const newSecret = (): string => drawnText(secretBytes);

/** Secrets are long and random, so a plain hash is enough; passwords go through argon2 instead. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

function timeOf(ms: number): string {
  if (ms === lastMs) return lastTime;
  let [rest, letters] = [ms + firstLetter, ''];
  for (let place = 0; place < timeLetters; place++) {
    letters = sorted[rest % sorted.length]! + letters;
    rest = Math.floor(rest / sorted.length);
  }
  [lastMs, lastTime] = [ms, letters];
  return letters;
}

function drawnText(bytes: number): string {
  if (used + bytes > drawn.length) [drawn, used] = [randomBytes(1024), 0];
  return drawn.toString('base64url', used, (used += bytes));
}
