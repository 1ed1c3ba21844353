import { claimedPeriod, isLive, overlaps, type Instant } from '#domain';
import {
  appointments,
  claims,
  newId,
  resources,
  serviceNeeds,
  type Overview,
  type Thing,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { tellMoved } from './tell-people.ts';
import { serviceAsBooked } from './visit-change.ts';

/**
 * D5: what a visit could have in the place of a room or device that is closed: another choice of the same need, or, of what
 * was only named for it, another of the same kind and organisation. Undefined when none of them is free then.
 */
export function insteadOf(tx: Tx, overview: Overview, closedId: string, now: Instant): Thing | undefined {
  const { appointment } = overview;
  const had = resources.ofVisit(tx, appointment.id);
  const closed = resources.named(tx, [closedId])[0];
  if (!closed) return undefined;
  const need = serviceNeeds.of(tx, appointment.serviceId, true).find((choices) => choices.includes(closedId));
  const owner = resources.organisationOf(tx, closedId);
  const candidates = need
    ? resources.named(tx, need)
    : resources.open(tx, owner ? [owner] : []).filter(({ kind }) => kind === closed.kind);
  const period = periodOf(tx, overview);
  return candidates.find(
    ({ id }) =>
      id !== closedId &&
      !had.some((thing) => thing.id === id) &&
      resources.isOpen(tx, id) &&
      !claims
        .around(tx, [id], period.startsAt, period.endsAt)
        .some((claim) => isLive(claim, now) && overlaps(claim, period)),
  );
}

/** Gives the visit that one and tells everybody; a bug when there is none. For within the transaction that has decided. */
export function replaceResource(tx: Tx, deps: Deps, overview: Overview, closedId: string): void {
  const now = deps.now();
  const { appointment } = overview;
  const instead = insteadOf(tx, overview, closedId, now);
  if (!instead) throw new Error('what is replaced has something in its place');
  const period = periodOf(tx, overview);
  const lapsed = claims
    .around(tx, [instead.id], period.startsAt, period.endsAt)
    .filter((claim) => !isLive(claim, now));
  claims.remove(
    tx,
    lapsed.map(({ id }) => id),
  );
  claims.dropPart(tx, appointment.id, closedId);
  const part = { id: newId(), resourceId: instead.id, ...period };
  const service = serviceAsBooked(tx, overview);
  claims.insert(tx, service, [{ ...part, kind: 'booking', appointmentId: appointment.id }]);
  if (appointment.modality !== 'on-site') return;
  appointments.bumpCalendar(tx, appointment.id, appointment.calendarSequence + 1);
  const after = appointments.inOrganisation(tx, appointment.organisationId, appointment.id)!;
  tellMoved(tx, deps, after, appointment.startsAt, false);
}

const periodOf = (tx: Tx, overview: Overview) =>
  claimedPeriod(overview.appointment, serviceAsBooked(tx, overview));
