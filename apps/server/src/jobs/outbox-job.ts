import { setTimeout } from 'node:timers/promises';
import { hourMs, minuteMs } from '#domain';
import { outbox, type OutboxMessage } from '#db';
import type { Deps } from '../deps.ts';
import { mailConnections } from '../mail/delivery.ts';
import { announceDelivery } from '../use-cases/undelivered.ts';
import { isOvertaken } from './overtaken.ts';

/** About nine hours in all: a mail server that is down for a night delays a message and loses none. */
const maxAttempts = 12;
const backoffMs = (attempts: number): number => Math.min(hourMs, minuteMs * 2 ** attempts);

/** So many of a channel are on their way at once, and so many are taken out of the database at a time. */
const atOnce = mailConnections;
const batch = 100;
/** One message begins this long after the other, some hundred and forty a second, however many are due: people book meanwhile. */
const paceMs = 7;

/**
 * Sends what is due until nothing is. A message is marked after the server has taken it, so a crash in between sends it
 * again under the same id. In a real installation the text goes once it is sent: it holds somebody's link.
 */
export async function deliverDue(
  deps: Pick<Deps, 'store' | 'now' | 'delivery' | 'log' | 'settings' | 'live'>,
  signal?: AbortSignal,
): Promise<void> {
  // A mail server that hangs does not hold up text messages, and the other way round.
  await Promise.all((['email', 'sms'] as const).map((channel) => empty(deps, channel, signal)));
}

async function empty(
  deps: Parameters<typeof deliverDue>[0],
  channel: OutboxMessage['channel'],
  signal?: AbortSignal,
): Promise<void> {
  let beginsAt = 0;
  for (;;) {
    const due = deps.store.read((tx) => outbox.due(tx, channel, deps.now(), batch));
    if (due.length === 0) return;
    const next = due.values();
    const one = async () => {
      // Each takes the next from the same list.
      for (const message of next) {
        if (signal?.aborted) return;
        const now = performance.now();
        beginsAt = Math.max(now, beginsAt + paceMs);
        if (due.length > atOnce && beginsAt > now) await setTimeout(beginsAt - now);
        await deliver(deps, message);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    if (signal?.aborted) return;
  }
}

async function deliver(deps: Parameters<typeof deliverDue>[0], message: OutboxMessage): Promise<void> {
  if (deps.store.read((tx) => isOvertaken(tx, message, deps.now()))) {
    deps.store.write((tx) => outbox.drop(tx, message.id));
    deps.log.info({ event: 'message-overtaken', message: message.id });
    return;
  }
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
    deps.live.emit('message-sent', message);
  } catch (error) {
    const attempts = message.attempts + 1;
    const failed = attempts >= maxAttempts || isPermanent(error);
    deps.store.write((tx) =>
      outbox.update(tx, message.id, {
        attempts,
        status: failed ? 'failed' : 'waiting',
        nextAttemptAt: deps.now() + backoffMs(attempts),
        lastError: codeOf(error),
      }),
    );
    if (failed) announceDelivery(deps, message);
    deps.log.warn({ event: 'message-not-sent', message: message.id, attempts, code: codeOf(error) });
  }
}

/** The address itself was refused for good: trying again would only tell the sender later that nobody got it. */
function isPermanent(error: unknown): boolean {
  const known = error as { isPermanent?: boolean; code?: string; responseCode?: number };
  return known.isPermanent === true || (known.code === 'EENVELOPE' && (known.responseCode ?? 0) >= 500);
}

/** A mail server's own words may quote the address; its code does not. */
function codeOf(error: unknown): string {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  return code ? [code, responseCode].filter(Boolean).join(' ') : (message ?? 'unknown').slice(0, 100);
}
