import { audit, type AuditEntry, type Tx } from '#db';
import { minuteMs, type AuditEntity, type Instant } from '#domain';
import type { Deps } from '../deps.ts';
import { actor, type Actor, type UserViewer } from '../viewer.ts';

/**
 * R6: what a person goes on doing, and for how long it is the same deed. A page that is open refreshes itself, and a text is
 * saved at every pause in typing: a row for each would bury what else was done.
 */
const lasting = new Set(['read', 'list', 'write-answer', 'write-form']);
const sameDeedMs = 10 * minuteMs;

type Parties = { id: string; organisationId: string; requesterOrganisationId: string };

/** Who else reads of what is done to a visit: the organisation that provides it and the one that asked for it. */
export const concernedBy = ({ organisationId, requesterOrganisationId }: Omit<Parties, 'id'>): string[] => [
  organisationId,
  requesterOrganisationId,
];

/** Writes what somebody did to something of their own organisation. */
export function logEvent(
  tx: Tx,
  viewer: Actor,
  at: Instant,
  event: Pick<AuditEntry, 'action' | 'entity' | 'entityId'>,
  concerned: readonly string[] = [],
): void {
  const entry = { organisationId: viewer.organisationId, at, ...actor(viewer), ...event };
  if (lasting.has(entry.action) && audit.has(tx, entry, at - sameDeedMs)) return;
  audit.write(tx, entry, concerned);
}

/** Writes what an administrator did to one of the things of an organisation: `logOf('form')(tx, deps, viewer, 'add', …)`. */
export const logOf =
  (entity: AuditEntity) =>
  (
    tx: Tx,
    { now }: Pick<Deps, 'now'>,
    viewer: UserViewer,
    action: string,
    entityId: string,
    organisationId: string,
  ): void =>
    logEvent(tx, viewer, now(), { action, entity, entityId }, [organisationId]);

/** Writes what somebody did to a visit, into the logs of all whom it concerns. */
export function logOnAppointment(tx: Tx, viewer: Actor, at: Instant, action: string, visit: Parties): void {
  logEvent(tx, viewer, at, { action, entity: 'appointment', entityId: visit.id }, concernedBy(visit));
}
