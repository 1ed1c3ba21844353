import { hourMs, minuteMs } from '#domain';
import { outbox, type OutboxMessage } from '#db';
import type { Deps } from '../deps.ts';

/** About nine hours in all: a mail server that is down for a night delays a message and loses none. */
const maxAttempts = 12;
const backoffMs = (attempts: number): number => Math.min(hourMs, minuteMs * 2 ** attempts);

/**
 * Sends what is due. A message is marked after the server has taken it, so a crash in between sends it again under the
 * same id. In a real installation the text goes once it is sent: it holds somebody's link.
 */
export async function deliverDue(
  deps: Pick<Deps, 'store' | 'now' | 'delivery' | 'log' | 'settings'>,
  signal?: AbortSignal,
): Promise<void> {
  const due = deps.store.read((tx) => outbox.due(tx, deps.now(), 50));
  // A mail server that hangs does not hold up text messages, and the other way round.
  await Promise.all(
    (['email', 'sms'] as const).map(async (channel) => {
      for (const message of due) {
        if (signal?.aborted) return;
        if (message.channel === channel) await deliver(deps, message);
      }
    }),
  );
}

async function deliver(deps: Parameters<typeof deliverDue>[0], message: OutboxMessage): Promise<void> {
  try {
    await deps.delivery(message);
    const scrub = deps.settings.demo ? {} : { body: '', calendar: null };
    const sent = {
      status: 'sent' as const,
      sentAt: deps.now(),
      attempts: message.attempts + 1,
      lastError: null,
    };
    deps.store.write((tx) => outbox.update(tx, message.id, { ...sent, ...scrub }));
  } catch (error) {
    const attempts = message.attempts + 1;
    const failed = attempts >= maxAttempts;
    deps.store.write((tx) =>
      outbox.update(tx, message.id, {
        attempts,
        status: failed ? 'failed' : 'waiting',
        nextAttemptAt: deps.now() + backoffMs(attempts),
        lastError: codeOf(error),
      }),
    );
    deps.log.warn({ event: 'message-not-sent', message: message.id, attempts, code: codeOf(error) });
  }
}

/** A mail server's own words may quote the address; its code does not. */
function codeOf(error: unknown): string {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  return code ? [code, responseCode].filter(Boolean).join(' ') : (message ?? 'unknown').slice(0, 100);
}
