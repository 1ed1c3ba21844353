import { isBounced, outbox, type OutboxPlace } from '#db';
import { Refusal } from '../refusal.ts';
import { announceDelivery } from '../use-cases/undelivered.ts';
import { logEvent } from '../use-cases/log-event.ts';
import { daysOf, readLog } from '../use-cases/read-log.ts';
import type { Handlers } from './route.ts';

const pageLength = 100;

export const adminRoutes: Pick<Handlers, 'listAudit' | 'listOutbox' | 'retryMessage'> = {
  listAudit: ({ deps, viewer, query }) => readLog(deps, viewer, query),
  listOutbox: ({ deps, viewer, query }) => {
    const after = query.after === undefined ? undefined : placeOf(query.after);
    const { status, channel, kind } = query;
    const filter = { status, channel, kind, ...daysOf(query) };
    const rows = deps.store.read((tx) =>
      outbox.list(tx, viewer.organisationId, filter, after, pageLength + 1),
    );
    const shown = rows.slice(0, pageLength);
    const last = rows.length > pageLength ? shown.at(-1) : undefined;
    return {
      messages: shown.map(({ id, createdAt, channel, kind, status, attempts, lastError }) => ({
        id,
        at: createdAt,
        channel,
        kind,
        status,
        attempts,
        bounced: isBounced({ status, lastError }),
        lastError,
      })),
      next: last ? `${last.status}.${last.createdAt}.${last.id}` : null,
    };
  },
  retryMessage: ({ deps, viewer, params }) => {
    const now = deps.now();
    const retried = deps.store.write((tx) => {
      const message = outbox.byId(tx, viewer.organisationId, params.id);
      if (!message) throw new Refusal('not-found');
      if (message.status !== 'failed') return undefined;
      // What has left is kept no longer: there is nothing to send again.
      if (isBounced(message)) throw new Refusal('letter-returned');
      outbox.update(tx, message.id, { status: 'waiting', attempts: 0, nextAttemptAt: now });
      logEvent(tx, viewer, now, { action: 'retry', entity: 'outbox-message', entityId: message.id });
      return message;
    });
    if (retried) announceDelivery(deps, retried);
    return {};
  },
};

function placeOf(text: string): OutboxPlace {
  const [, status, createdAt, id] = /^(failed|waiting|sent)\.(\d{1,16})\.([\w-]{1,64})$/.exec(text) ?? [];
  if (status === undefined || createdAt === undefined || id === undefined)
    throw new Refusal('bad-request', { fields: { after: 'place' } });
  return { status: status as OutboxPlace['status'], createdAt: Number(createdAt), id };
}
