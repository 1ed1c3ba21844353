import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Things to undo when this process ends, whichever way it ends (but SIGKILL). */
const pending = new Set();
let installed = false;

/** Registers `undo` (synchronous) and returns a function that forgets it again. */
export function atExit(undo) {
  if (!installed) {
    installed = true;
    process.on('exit', () => {
      for (const each of pending) {
        try {
          each();
        } catch {
          // One failed clean-up must not keep the others from running.
        }
      }
    });
  }
  pending.add(undo);
  return () => pending.delete(undo);
}

/** Without these, a signal ends Node before the clean-up above has run. */
export function exitOnSignals() {
  const onInt = () => process.exit(130);
  const onTerm = () => process.exit(143);
  process.on('SIGINT', onInt).on('SIGTERM', onTerm).on('SIGHUP', onTerm);
  return () => process.off('SIGINT', onInt).off('SIGTERM', onTerm).off('SIGHUP', onTerm);
}

/** Half of what a person notices; lower would only wake the process more often. */
const PARENT_CHECK_MS = 500;

/**
 * Takes the end of the npm that started us for a SIGTERM: npm killed with SIGKILL passes nothing on. (The
 * scripts say "exec", so that what npm does pass on reaches us and not a shell in between.)
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** A temporary folder that goes away with `remove()` or with this process. */
export function temporaryFolder(prefix) {
  const path = mkdtempSync(join(tmpdir(), `neuvo-${prefix}-`));
  const clean = () => rmSync(path, { recursive: true, force: true });
  const forget = atExit(clean);
  return {
    path,
    remove() {
      forget();
      clean();
    },
  };
}
