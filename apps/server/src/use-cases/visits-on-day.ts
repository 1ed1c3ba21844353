import { addDays, instantOf, type BookedVisit, type Instant, type LocalDate } from '#domain';
import { appointments, practitioners, type Overview, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { findPractitioner } from './keep-hours.ts';

/** The coming visits of a day, somebody's own. */
export const visitsOn = (tx: Tx, practitionerId: string, date: LocalDate, now: Instant): BookedVisit[] =>
  practitioners
    .visits(tx, practitionerId, instantOf(date, '00:00') - 1, instantOf(addDays(date, 1), '00:00'))
    .filter(({ startsAt }) => startsAt > now);

/** One of the coming visits of that day, for whoever keeps the hours (W2): so they decide about it, of the team or not. */
export function visitOf(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  date: LocalDate,
  id: string,
): Overview {
  findPractitioner(tx, viewer, practitionerId);
  const known = visitsOn(tx, practitionerId, date, deps.now());
  if (!known.some((visit) => visit.appointmentId === id)) throw new Refusal('not-booked');
  return appointments.byId(tx, id)!;
}
