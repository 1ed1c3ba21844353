import type { MediaLog } from '#media';
import type { Deps } from './deps.ts';
import { withoutMessage } from './plugins/errors.ts';

/** What the media server has to say, into the server's log: of an error where it happened, and never what it says. */
export const mediaLog =
  ({ log, metrics }: Pick<Deps, 'log' | 'metrics'>): MediaLog =>
  ({ error, ...event }) => {
    metrics.mediaEvent(event.event);
    if (error instanceof Error) log.error({ ...event, stack: withoutMessage(error) });
    else log.info({ ...event, error });
  };
