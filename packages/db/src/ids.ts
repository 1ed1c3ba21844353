import { createHash, randomBytes } from 'node:crypto';

const idBytes = 16;
/** Drawn for many ids at once: asking the system for sixteen bytes costs as much as for all of these. */
let drawn = Buffer.alloc(0);
let used = 0;

/** 128 random bits: ids are names, not secrets, but must not be guessed either. */
export function newId(): string {
  if (used === drawn.length) [drawn, used] = [randomBytes(64 * idBytes), 0];
  return drawn.toString('base64url', used, (used += idBytes));
}

/** 256 random bits that open something; only `hashSecret` of it is ever stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Secrets are long and random, so a plain hash is enough; passwords go through argon2 instead. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
