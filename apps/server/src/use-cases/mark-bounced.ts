import type { Bounce } from '#domain';
import { outbox } from '#db';
import type { Deps } from '../deps.ts';
import { announceDelivery } from './undelivered.ts';

/** Z9: a letter that came back is refused for good, as if the server had said so at once; told a second time it changes nothing. */
export function markBounced(deps: Pick<Deps, 'store' | 'live' | 'log'>, { letterIds, status }: Bounce): void {
  const message = deps.store.write((tx) => {
    for (const id of letterIds) {
      const marked = outbox.markBounced(tx, id, status);
      if (marked) return marked;
    }
    return undefined;
  });
  if (!message) return;
  announceDelivery(deps, message);
  deps.log.warn({ event: 'message-bounced', message: message.id, code: status });
}
