import { bounceOf } from '#domain';
import { outbox } from '#db';
import { readReport } from '../bounces/read-report.ts';
import { Refusal } from '../refusal.ts';
import { markBounced } from '../use-cases/mark-bounced.ts';
import type { Presence } from '../use-cases/read-arrivals.ts';
import { sendCalendar } from './calendar-reply.ts';
import type { Handlers } from './route.ts';

export type SystemDeps = {
  version: string;
  isOnline: (participantId: string) => boolean;
  /** Who is in the waiting rooms and calls now (Q9). */
  here: Presence;
  /** Visits that somebody is in, and connected pages. */
  presence: () => { visits: number; pages: number };
  /** The demo log-ins; empty in a real installation. */
  demoAccounts: () => {
    email: string;
    password: string;
    name: string;
    role: 'staff' | 'coordinator' | 'specialist' | 'admin';
    organisationName: string;
  }[];
};

export const systemRoutes = (
  system: SystemDeps,
): Pick<Handlers, 'health' | 'metrics' | 'demo' | 'mailbox' | 'mailboxCalendar' | 'takeBounce'> => ({
  health: ({ deps, reply }) => {
    const ok = deps.store.isWell();
    const { workers } = deps.media.health();
    const messages = ok ? deps.store.read((tx) => outbox.counts(tx)) : { waiting: 0, failed: 0 };
    const well = ok && workers.some((worker) => worker.alive);
    if (!well) reply.status(503);
    return {
      status: well ? 'ok' : 'degraded',
      database: { ok },
      workers,
      outbox: messages,
      version: system.version,
    };
  },
  metrics: async ({ deps, reply }) => {
    const outboxCounts = deps.store.read((tx) => outbox.counts(tx));
    const text = await deps.metrics.text({
      ...deps.media.health(),
      ...(await deps.media.totals()),
      counts: deps.media.counts(),
      ...system.presence(),
      outbox: outboxCounts,
    });
    return reply.header('content-type', deps.metrics.contentType).send(text);
  },
  demo: () => ({ accounts: system.demoAccounts() }),
  mailbox: ({ deps }) => ({
    messages: deps.store
      .read((tx) => outbox.mailbox(tx, 200))
      .map(({ id, createdAt, channel, recipient, subject, body, calendar }) => ({
        id,
        at: createdAt,
        channel,
        to: recipient,
        subject,
        text: body,
        hasCalendar: calendar !== null,
      })),
  }),
  mailboxCalendar: ({ deps, params, reply }) => {
    const calendar = deps.store.read((tx) => outbox.inMailbox(tx, params.id))?.calendar;
    if (!calendar) throw new Refusal('not-found');
    return sendCalendar(reply, calendar);
  },
  takeBounce: async ({ deps, body }) => {
    const report = await readReport(body);
    const bounce = report && bounceOf(report);
    if (bounce) markBounced(deps, bounce);
  },
});
