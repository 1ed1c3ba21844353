import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { atExit } from './at-exit.mjs';

/** The holder touches its lock this often; higher would let a crashed holder block others for longer. */
const HEARTBEAT_MS = 5_000;
/** No touch for this long means that the holder is gone; lower risks stealing from a stalled machine. */
const STALE_MS = 60_000;

/** Runs `work` while no other process holds the lock at `path`; `onWait` is called once when it must wait. */
export async function withLock(path, work, { onWait } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    if (removeStale(path)) continue;
    if (!told) onWait?.();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const release = () => rmSync(path, { force: true });
  const forget = atExit(release);
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Someone cleared the cache folder; the work itself does not depend on the file.
    }
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    forget();
    release();
  }
}

function take(path) {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function removeStale(path) {
  try {
    const old = Date.now() - statSync(path).mtimeMs > STALE_MS;
    if (!old && holderLives(path)) return false;
    // Renaming first: of two processes that see the same stale lock only one can rename it.
    const aside = `${path}.stale-${process.pid}`;
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return true;
}

function holderLives(path) {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8'));
    if (host !== hostname()) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process answers EPERM and lives; a half-written file is a lock just being taken.
    return error.code === 'EPERM' || error instanceof SyntaxError;
  }
}
