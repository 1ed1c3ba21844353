import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { Problem } from './problem.mjs';

export const root = resolve(import.meta.dirname, '../..');
export const bin = (name) => join(root, 'node_modules', '.bin', name);
/** What the scripts keep for themselves; it may be deleted at any time. */
export const scratch = join(root, '.neuvo');
export const logFile = (name) => join(scratch, 'logs', `${name}.log`);

/** The oldest Node that runs TypeScript without a flag. */
const OLDEST_SERVER_NODE = [22, 18];

/**
 * The Node that runs the server, the build and the tests: the one from the lock, or where the lock has none
 * for this platform, the one that runs us.
 */
export function serverNode() {
  const fromLock = bin(process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(fromLock) && spawnSync(fromLock, ['--version']).status === 0) return fromLock;
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_SERVER_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return process.execPath;
  throw new Problem(
    `There is no Node 24 in the packages for ${process.platform} ${process.arch}, and this Node is ${process.versions.node}; ` +
      'install Node 24 and start again.',
  );
}

/**
 * The environment in which every program of ours finds the Node and the tools of the lock first, and what Node compiled
 * before: a server is back a third of its start sooner.
 */
export function toolEnv(extra = {}) {
  return {
    NODE_COMPILE_CACHE: join(scratch, 'compiled'),
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].filter(Boolean).join(delimiter),
    ...extra,
  };
}
