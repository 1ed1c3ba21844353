import {
  addDays,
  localDateOf,
  openHours,
  timetablesOf,
  type Instant,
  type LocalDate,
  type Period,
} from '#domain';
import { dayExceptions, exceptionDays, schedules, type Tx } from '#db';

export type OpenPeriod = Period & { personId: string };

/** How far exceptions reach into the days around a span (S10). */
const reachDays = 2;

/** When people are open, for a calendar's background: the hours that each keeps, whatever they are for. */
export function openPeriodsOf(
  tx: Tx,
  personIds: readonly string[],
  from: Instant,
  to: Instant,
): OpenPeriod[] {
  return personIds.flatMap((personId) =>
    (keptHours(tx, personId, localDateOf(from), localDateOf(to)) ?? [])
      .filter((hours) => hours.startsAt < to && hours.endsAt > from)
      .map((hours) => ({ personId, ...hours })),
  );
}

/** The weekly hours that somebody keeps on these days, with exceptions; undefined for who keeps none: their days are the office's (N5). */
export function keptHours(
  tx: Tx,
  personId: string,
  fromDate: LocalDate,
  toDate: LocalDate,
): Period[] | undefined {
  const first = addDays(fromDate, -reachDays);
  return schedules.ofPractitioner(tx, personId, first).length === 0
    ? undefined
    : hoursOn(tx, personId, fromDate, toDate);
}

/** When somebody is at work on these days, both included: weekly hours and exceptions, also where all hours are extra ones. */
export function hoursOn(tx: Tx, personId: string, fromDate: LocalDate, toDate: LocalDate): Period[] {
  const first = addDays(fromDate, -reachDays);
  const kept = schedules.ofPractitioner(tx, personId, first);
  const exceptions = dayExceptions
    .ofPractitioner(tx, personId, first)
    .flatMap((each) => exceptionDays(each, first, addDays(toDate, reachDays)));
  const [timetable] = timetablesOf(kept, exceptions);
  return timetable ? openHours(timetable, fromDate, toDate) : [];
}
