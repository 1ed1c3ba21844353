import { newId } from '#db';
import type { Deps } from '../deps.ts';
import { withoutMessage } from '../plugins/errors.ts';

type LogDeps = Pick<Deps, 'log'>;

/** Where it happened, and never what it says: that may name somebody. */
export function logBug(deps: LogDeps, what: { bug: string; message: string }, thrown: unknown): void {
  logFailed(deps, what, thrown);
}

/** The same of what goes on all by itself. */
export function logFailed(deps: LogDeps, what: object, thrown: unknown): void {
  deps.log.error({ ...what, stack: thrown instanceof Error ? withoutMessage(thrown) : '' });
}

/** For what nobody waits for: a disk that is full, or fails to read, for one page must not end everybody's visit. */
export function unasked<T>(deps: LogDeps, message: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (thrown) {
    logBug(deps, { bug: newId(), message }, thrown);
    return undefined;
  }
}
