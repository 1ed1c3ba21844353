import type { Logger } from 'pino';
import { withoutMessage } from './plugins/errors.ts';

/**
 * Keeps the process, and with it every visit, where a promise failed that nobody waits for; it is logged as an error, without
 * its message. Why: docs/decisions/0035. An exception that nobody caught still ends the process.
 */
export function stayUp(process: NodeJS.EventEmitter, log: Pick<Logger, 'error'>): void {
  process.on('unhandledRejection', (reason) =>
    log.error({
      event: 'unhandled-rejection',
      stack: reason instanceof Error ? withoutMessage(reason) : '',
    }),
  );
}
