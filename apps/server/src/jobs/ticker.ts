import { waitingGraceMs } from '#domain';
import { claims } from '#db';
import type { Deps } from '../deps.ts';
import { withoutMessage } from '../plugins/errors.ts';
import type { VisitRegistry } from '../signalling/visit-registry.ts';
import { deliverDue } from './outbox-job.ts';

/** Everything that happens because time passes, once a second. Returns how to stop it. */
export function startTicker(deps: Deps, registry: VisitRegistry): () => Promise<void> {
  let sending: Promise<void> | undefined;
  const tick = () => {
    try {
      tickOnce(deps, registry);
      sending ??= deliverDue(deps)
        .catch((error: unknown) => logBug(deps, error))
        .finally(() => (sending = undefined));
    } catch (error) {
      logBug(deps, error);
    }
  };
  const timer = setInterval(tick, 1000);
  return async () => {
    clearInterval(timer);
    await sending;
  };
}

/** Lapsed holds free their time, early guests knock, those who stayed away too long lose their place. */
export function tickOnce(deps: Deps, registry: VisitRegistry): void {
  const now = deps.now();
  registry.tick(now, waitingGraceMs);
  const hasLapsed = deps.store.read((tx) => claims.hasLapsed(tx, now));
  if (!hasLapsed) return;
  const freed = deps.store.write((tx) => claims.sweep(tx, now));
  for (const practitionerId of new Set(freed)) deps.live.emit('practitioner-time-changed', practitionerId);
}

const logBug = (deps: Deps, error: unknown) =>
  deps.log.error({ event: 'tick-failed', stack: error instanceof Error ? withoutMessage(error) : '' });
