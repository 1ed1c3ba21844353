import { audit, type Tx } from '#db';
import { minuteMs, type Instant } from '#domain';
import { actor, type Viewer } from '../viewer.ts';

/** How long saving the same text again is the same deed: a row for every pause in typing would bury the rest. */
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
  viewer: Viewer,
  at: Instant,
  event: { action: string; entity: string; entityId: string },
): void {
  audit.write(tx, { organisationId: viewer.organisationId, at, ...actor(viewer), ...event });
}

/** Writes what somebody did to a visit, into the logs of all whom it concerns. */
export function logOnAppointment(tx: Tx, viewer: Viewer, at: Instant, action: string, visit: Parties): void {
  audit.write(tx, entryOf(viewer, at, action, visit), concernedBy(visit));
}

/** The same for what repeats itself while somebody types: once in ten minutes. */
export function logWritingOn(tx: Tx, viewer: Viewer, at: Instant, action: string, visit: Parties): void {
  if (!audit.has(tx, entryOf(viewer, at, action, visit), at - sameDeedMs))
    logOnAppointment(tx, viewer, at, action, visit);
}

const entryOf = (viewer: Viewer, at: Instant, action: string, { id }: Parties) => ({
  organisationId: viewer.organisationId,
  at,
  ...actor(viewer),
  action,
  entity: 'appointment',
  entityId: id,
});
