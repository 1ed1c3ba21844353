import { audit, outbox } from '#db';
import { Refusal } from '../refusal.ts';
import { actor } from '../viewer.ts';
import type { Handlers } from './route.ts';

const pageLength = 100;

export const adminRoutes: Pick<Handlers, 'listAudit' | 'listOutbox' | 'retryMessage'> = {
  listAudit: ({ deps, viewer, query }) => {
    const before = query.before === undefined ? Number.MAX_SAFE_INTEGER : Number(query.before);
    const rows = deps.store.read((tx) => audit.list(tx, viewer.organisationId, before, pageLength + 1));
    const events = rows.slice(0, pageLength).map(({ event, userName }) => ({
      id: event.id,
      at: event.at,
      actor: userName ?? event.actorKind,
      action: event.action,
      entity: event.entity,
      entityId: event.entityId,
    }));
    return { events, nextBefore: rows.length > pageLength ? (events.at(-1)?.id ?? null) : null };
  },
  listOutbox: ({ deps, viewer }) => ({
    messages: deps.store
      .read((tx) => outbox.list(tx, viewer.organisationId, 200))
      .map(({ id, createdAt, channel, kind, status, attempts, lastError }) => ({
        id,
        at: createdAt,
        channel,
        kind,
        status,
        attempts,
        lastError,
      })),
  }),
  retryMessage: ({ deps, viewer, params }) => {
    const now = deps.now();
    deps.store.write((tx) => {
      const message = outbox.byId(tx, viewer.organisationId, params.id);
      if (!message) throw new Refusal('not-found');
      if (message.status !== 'failed') return;
      outbox.update(tx, message.id, { status: 'waiting', attempts: 0, nextAttemptAt: now });
      const entry = { organisationId: viewer.organisationId, at: now, ...actor(viewer) };
      audit.write(tx, { ...entry, action: 'retry', entity: 'outbox-message', entityId: message.id });
    });
    return {};
  },
};
