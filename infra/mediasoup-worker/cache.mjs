import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { hashInputs } from '../lib/hash.mjs';

/** Faults of the worker that upstream has not mended; why is told in each. */
export const PATCHES = [
  'openssl-ktls-bio-callback.patch',
  'probation-sequence.patch',
  'key-frame-retry.patch',
  'stream-is-back.patch',
  'lost-for-good.patch',
  'bounded-resends.patch',
  'tcp-queue.patch',
  'batched-sends.patch',
  'held-back.patch',
  'one-moment.patch',
  'full-path.patch',
  'leaving-layer.patch',
];
/** Of the same kind for libsrtp, as it is in Debian 12; another version goes without. */
export const LIBSRTP_PATCH = 'libsrtp-lookup.patch';
/** The files that decide what a build gives; a change in one of them asks for a new worker. */
export const RECIPE_FILES = ['CMakeLists.txt', 'compat', ...PATCHES, LIBSRTP_PATCH];

/** "debian12" and the like: a worker linked against one release's libraries does not run on another. */
export function distroName(osRelease) {
  const value = (key) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  return `${value('ID')}${value('VERSION_ID')}`.toLowerCase().replace(/[^a-z0-9.]/g, '');
}

/** The cache folder's name: the same name means that the same binary may be used. */
export function cacheKey({ version, recipeHash, platform, arch, distro }) {
  return [version, recipeHash.slice(0, 12), platform, arch, distro].filter(Boolean).join('-');
}

export function cacheRoot(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'neuvo', 'mediasoup-worker');
}

/** The folder in which this machine's worker for this mediasoup version lives, or will live. */
export function cacheFolder(version, env = process.env) {
  return join(
    cacheRoot(env),
    cacheKey({
      version,
      recipeHash: hashInputs(import.meta.dirname, RECIPE_FILES),
      platform: process.platform,
      arch: process.arch,
      distro: distroName(readOsRelease()),
    }),
  );
}

export function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
