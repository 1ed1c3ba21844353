import { offPeriodsAround, openHours, type Period, type Timetable } from './schedule.ts';
import { overlaps, type Slot } from './slots.ts';
import { localDateOf, type Instant } from './time.ts';

export type BookedVisit = Slot & { appointmentId: string; serviceId: string };

/** What somebody's hours have to hold: a visit of their own, or one of others in which they are required (W6). */
export type KeptVisit = Omit<BookedVisit, 'serviceId'> & {
  part: 'host' | 'colleague';
  /** The service whose hours count; of who is required as a colleague any do (N1). */
  serviceId?: string;
};

/** Why a booked visit no longer fits: hours off touch it, or no hours of its service hold it any more. */
export type Affected = { visit: KeptVisit; because: 'off' | 'no-hours' };

/**
 * S12: what becomes of bookings when hours are removed: the coming visits that fitted into the hours before the change and
 * do not after it, soonest first. Nothing is cancelled by a change of hours; each is asked about. What lay outside the
 * hours already (booked by override) is not told again, and new cuts between slots affect nobody. A colleague's days who
 * keeps no weekly hours are the office's (N5): only hours off take them away.
 *
 * @param before The practitioner's hours as they were; @param after as they would be. Both of one practitioner.
 */
export function affectedVisits(
  before: Timetable,
  after: Timetable,
  visits: readonly KeptVisit[],
  now: Instant,
): Affected[] {
  return visits
    .filter((visit) => visit.practitionerId === after.practitionerId && visit.startsAt > now)
    .filter((visit) => {
      const keepsNone = visit.part === 'colleague' && before.schedules.length === 0;
      return keepsNone
        ? !isOff(before, visit) && isOff(after, visit)
        : fits(before, visit) && !fits(after, visit);
    })
    .sort((a, b) => a.startsAt - b.startsAt)
    .map((visit) => ({ visit, because: isOff(after, visit) ? 'off' : 'no-hours' }));
}

function fits(timetable: Timetable, visit: KeptVisit): boolean {
  const open = openHours(timetable, localDateOf(visit.startsAt), localDateOf(visit.endsAt), visit.serviceId);
  return open.some((period) => period.startsAt <= visit.startsAt && visit.endsAt <= period.endsAt);
}

function isOff(timetable: Timetable, visit: Period): boolean {
  return offPeriodsAround(timetable, localDateOf(visit.startsAt)).some((period) => overlaps(period, visit));
}
