import {
  addDays,
  instantOf,
  mergePeriods,
  type BookedVisit,
  type Instant,
  type LocalDate,
  type Period,
} from '#domain';
import { appointments, caseSlots, claims, practitioners, type Overview, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { decidesFor, findAway } from './keep-hours.ts';
import { partsOfSeries } from './read-series.ts';
import { isAwaited } from './visit-change.ts';

/**
 * The visits of a day, somebody's own, that are to come or that people wait for although their time has come (Q12): somebody has
 * to receive them. Of those that the viewer decides about.
 */
export const visitsOn = (
  tx: Tx,
  viewer: UserViewer,
  practitionerId: string,
  date: LocalDate,
  now: Instant,
): BookedVisit[] => comingOn(tx, practitionerId, date, now, decidesFor(tx, viewer, practitionerId));

/** C4, N2: when they are taken by visits of another organisation, and nothing more of it. */
export function takenElsewhereOn(
  tx: Tx,
  viewer: UserViewer,
  practitionerId: string,
  date: LocalDate,
  now: Instant,
): Period[] {
  const known = new Set(visitsOn(tx, viewer, practitionerId, date, now).map((visit) => visit.appointmentId));
  const others = comingOn(tx, practitionerId, date, now).filter(
    ({ appointmentId }) => !known.has(appointmentId),
  );
  return mergePeriods(others.map(({ startsAt, endsAt }) => ({ startsAt, endsAt })));
}

const comingOn = (
  tx: Tx,
  practitionerId: string,
  date: LocalDate,
  now: Instant,
  providerIds?: readonly string[],
): BookedVisit[] =>
  practitioners
    .visits(
      tx,
      practitionerId,
      instantOf(date, '00:00') - 1,
      instantOf(addDays(date, 1), '00:00'),
      providerIds,
    )
    .filter(
      ({ startsAt, endsAt, appointmentId }) =>
        startsAt > now || (endsAt > now && isKeptWaiting(tx, appointmentId)),
    );

function isKeptWaiting(tx: Tx, id: string): boolean {
  const overview = appointments.byId(tx, id)!;
  return overview.encounter.status === 'planned' && isAwaited(tx, overview);
}

/** One of the coming visits of that day, for whoever keeps the hours (W2): so they decide about it, of the team or not. */
export function visitOf(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  date: LocalDate,
  id: string,
): Overview {
  findAway(tx, viewer, practitionerId);
  const known = visitsOn(tx, viewer, practitionerId, date, deps.now());
  if (!known.some((visit) => visit.appointmentId === id)) throw new Refusal('not-booked');
  return appointments.byId(tx, id)!;
}

/** What is told of each of these visits: also whose plans besides theirs hang on it, and nothing of a child. */
export function tellerOf(tx: Tx, ids: string[]) {
  const parts = partsOfSeries(tx, ids);
  return ({ appointment, service, requester, requesterOrganisation }: Overview) => {
    const part = parts.get(appointment.id);
    return {
      ...{ id: appointment.id, startsAt: appointment.startsAt, endsAt: appointment.endsAt },
      ...{ serviceName: service.name, requesterName: requester.name },
      requesterOrganisation: requesterOrganisation.name,
      series: part ? { n: part.n, of: part.of } : null,
      requiredCount: claims.peopleOf(tx, appointment.id).filter((id) => id !== appointment.practitionerId)
        .length,
      caseCount: caseSlots.of(tx, appointment.id).filter(({ caseId }) => caseId !== null).length,
    };
  };
}
