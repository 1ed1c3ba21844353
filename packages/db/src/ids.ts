import { createHash, randomBytes } from 'node:crypto';

/** 128 random bits: ids are names, not secrets, but must not be guessed either. */
export const newId = (): string => randomBytes(16).toString('base64url');

/** 256 random bits that open something; only `hashSecret` of it is ever stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Secrets are long and random, so a plain hash is enough; passwords go through argon2 instead. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
