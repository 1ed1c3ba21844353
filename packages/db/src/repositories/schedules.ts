import { and, eq, exists, gte, or, sql } from 'drizzle-orm';
import { addDays, type DayException, type LocalDate, type Schedule, type WeeklyHours } from '#domain';
import type { Tx } from '../open.ts';
import { written } from '../prepared.ts';
import { dayException, exceptionService, schedule, scheduleHours, scheduleService } from '../schema.ts';

/** The days before and after a span whose exceptions reach into it (S10). */
const reachDays = 2;

/** Two hundred people share a few weeks' patterns: each is taken apart once. */
const knownHours = new Map<string, readonly WeeklyHours[]>();
const mostKnownHours = 2000;

function hoursOf(text: string): readonly WeeklyHours[] {
  const known = knownHours.get(text);
  if (known) return known;
  const rows = JSON.parse(text) as [number, number, string, string][];
  const hours = rows.map(([week, weekday, from, to]) => ({ week, weekday, from, to }));
  if (knownHours.size >= mostKnownHours) knownHours.clear();
  knownHours.set(text, hours);
  return hours;
}

/** A schedule as it is kept: `revision` grows with every change (S15). */
export type KeptSchedule = Schedule & { revision: number };
/** An exception as a person made it: hours off can last for several days. */
export type KeptException = DayException & { id: string; lastDate: LocalDate };

export const schedules = {
  /**
   * What the times of a service are computed from, for the days from `from` to `to`: the schedules and exceptions of those
   * who offer it (V12). Written out, and the hours as one value a schedule: two hundred people are asked about at every look.
   *
   * @param practitionerId Only this one's, where it is about one time of theirs.
   */
  ofService: (
    tx: Tx,
    serviceId: string,
    from: LocalDate,
    to: LocalDate,
    practitionerId?: string,
  ): { schedules: Schedule[]; exceptions: DayException[] } => {
    const days = { from, to, reachesFrom: addDays(from, -reachDays), reachesTo: addDays(to, reachDays) };
    const whom = practitionerId === undefined ? 'all' : 'one';
    const given = { ...days, serviceId, ...(practitionerId !== undefined && { practitionerId }) };
    return {
      schedules: plans[whom](tx, given).map(({ rests, hours, ...row }) => ({
        ...row,
        serviceIds: [serviceId],
        restsOnHolidays: rests === 1,
        hours: hoursOf(hours),
      })),
      exceptions: differingDays[whom](tx, given).flatMap((row) =>
        exceptionDays(exceptionOf(row, [serviceId]), days.reachesFrom, days.reachesTo),
      ),
    };
  },

  /** Every service that a change of this practitioner's time can be seen in: what they offer, or offered a moment ago. */
  serviceIdsOf: (tx: Tx, practitionerId: string): string[] =>
    servicesOf(tx, { practitionerId }).map(({ id }) => id),

  /** The rows go where their practitioner goes. */
  follow: (tx: Tx, practitionerId: string, organisationId: string) => {
    tx.update(schedule).set({ organisationId }).where(eq(schedule.practitionerId, practitionerId)).run();
    tx.update(dayException)
      .set({ organisationId })
      .where(eq(dayException.practitionerId, practitionerId))
      .run();
  },

  /**
   * A practitioner's schedules, the one that begins first first. Those that ended before `from` are left out, unless hours of
   * theirs were moved to a day from then on.
   */
  ofPractitioner: (tx: Tx, practitionerId: string, from: LocalDate): KeptSchedule[] =>
    tx
      .select()
      .from(schedule)
      .where(and(eq(schedule.practitionerId, practitionerId), isStillNeeded(tx, from)))
      .orderBy(schedule.validFrom, schedule.id)
      .all()
      .map((row) => ({ ...row, ...partsOf(tx, row.id) })),

  byId: (tx: Tx, practitionerId: string, id: string): KeptSchedule | undefined => {
    const row = tx
      .select()
      .from(schedule)
      .where(and(eq(schedule.id, id), eq(schedule.practitionerId, practitionerId)))
      .get();
    return row && { ...row, ...partsOf(tx, id) };
  },

  insert: (tx: Tx, organisationId: string, value: Schedule) => {
    tx.insert(schedule)
      .values({ ...columnsOf(value), organisationId })
      .run();
    insertParts(tx, organisationId, value);
  },

  replace: (tx: Tx, organisationId: string, value: KeptSchedule) => {
    const { id: _id, ...columns } = columnsOf(value);
    tx.update(schedule)
      .set({ ...columns, revision: value.revision + 1 })
      .where(eq(schedule.id, value.id))
      .run();
    tx.delete(scheduleService).where(eq(scheduleService.scheduleId, value.id)).run();
    tx.delete(scheduleHours).where(eq(scheduleHours.scheduleId, value.id)).run();
    insertParts(tx, organisationId, value);
  },

  /** With its hours, and with what was moved of them. */
  remove: (tx: Tx, id: string) => tx.delete(schedule).where(eq(schedule.id, id)).run(),
};

/** Days that differ. */
export const dayExceptions = {
  /** Those of a practitioner that touch the days from `from` on, soonest first. */
  ofPractitioner: (tx: Tx, practitionerId: string, from: LocalDate): KeptException[] =>
    tx
      .select()
      .from(dayException)
      .where(and(eq(dayException.practitionerId, practitionerId), gte(dayException.lastDate, from)))
      .orderBy(dayException.date, dayException.from, dayException.id)
      .all()
      .map((row) => keptOf(tx, row)),

  byId: (tx: Tx, practitionerId: string, id: string): KeptException | undefined => {
    const row = tx
      .select()
      .from(dayException)
      .where(and(eq(dayException.id, id), eq(dayException.practitionerId, practitionerId)))
      .get();
    return row && keptOf(tx, row);
  },

  insert: (tx: Tx, organisationId: string, value: KeptException) => {
    const { id, practitionerId, kind, date, lastDate, from, to } = value;
    const moved = value.kind === 'moved' ? { scheduleId: value.scheduleId, toDate: value.toDate } : undefined;
    tx.insert(dayException)
      .values({ id, organisationId, practitionerId, kind, date, lastDate, from, to, ...moved })
      .run();
    if (value.kind === 'extra')
      tx.insert(exceptionService)
        .values(value.serviceIds.map((serviceId) => ({ exceptionId: id, serviceId, organisationId })))
        .run();
  },

  remove: (tx: Tx, id: string) => tx.delete(dayException).where(eq(dayException.id, id)).run(),
};

/** One for each day that it is about, as the rules take them, within the days from `from` to `to`. */
export function exceptionDays(kept: KeptException, from: LocalDate, to: LocalDate): DayException[] {
  const { id: _id, lastDate, ...exception } = kept;
  if (exception.kind !== 'off') return [exception];
  const days: DayException[] = [];
  const last = lastDate < to ? lastDate : to;
  for (let date = exception.date < from ? from : exception.date; date <= last; date = addDays(date, 1))
    days.push({ ...exception, date });
  return days;
}

type Row = typeof dayException.$inferSelect;
type Times = Pick<WeeklyHours, 'from' | 'to'>;
const times = { from: scheduleHours.from, to: scheduleHours.to };

/** Two texts, since one that asks whether a practitioner was named looks at all of them. */
type Whom = 'all' | 'one';

type PlanRow = Omit<Schedule, 'serviceIds' | 'hours' | 'restsOnHolidays'> & { rests: number; hours: string };

/** V12: who was chosen for a service, works for its provider and has an open account. */
const offering = (whom: Whom) => `service_practitioner p
  JOIN user_account u ON u.id = p.practitioner_id AND u.active = 1 AND p.service_id = :serviceId
    ${whom === 'one' ? 'AND p.practitioner_id = :practitionerId' : ''}
  JOIN healthcare_service v ON v.id = p.service_id AND v.organisation_id = u.organisation_id`;

const touches = `e.last_date >= :reachesFrom AND (e.date <= :reachesTo OR e.to_date <= :reachesTo)`;

const plansOf = (whom: Whom) =>
  written<PlanRow>(`
  SELECT s.id, s.practitioner_id AS practitionerId, s.valid_from AS validFrom, s.valid_to AS validTo,
    s.cycle_weeks AS cycleWeeks, s.cycle_from AS cycleFrom, s.rests_on_holidays AS rests,
    (
      SELECT json_group_array(json_array(h.week, h.weekday, h.from_time, h.to_time))
      FROM schedule_hours h WHERE h.schedule_id = s.id
    ) AS hours
  FROM ${offering(whom)}
  JOIN schedule s ON s.practitioner_id = u.id
  JOIN schedule_service o ON o.schedule_id = s.id AND o.service_id = :serviceId
  WHERE (s.valid_from <= :to AND s.valid_to >= :reachesFrom)
    OR EXISTS (SELECT 1 FROM day_exception e WHERE e.schedule_id = s.id AND ${touches})`);

const differingDaysOf = (whom: Whom) =>
  written<Row>(`
  SELECT e.id, e.practitioner_id AS practitionerId, e.kind, e.date, e.last_date AS lastDate,
    e.from_time AS "from", e.to_time AS "to", e.schedule_id AS scheduleId, e.to_date AS toDate
  FROM ${offering(whom)}
  JOIN day_exception e ON e.practitioner_id = u.id
  WHERE ${touches} AND (
    e.kind <> 'extra'
    OR EXISTS (SELECT 1 FROM exception_service x WHERE x.exception_id = e.id AND x.service_id = :serviceId)
  )`);

const plans = { all: plansOf('all'), one: plansOf('one') };
const differingDays = { all: differingDaysOf('all'), one: differingDaysOf('one') };

const servicesOf = written<{ id: string }>(`
  SELECT service_id AS id FROM service_practitioner WHERE practitioner_id = :practitionerId
  UNION
  SELECT o.service_id FROM schedule s JOIN schedule_service o ON o.schedule_id = s.id
  WHERE s.practitioner_id = :practitionerId
  UNION
  SELECT x.service_id FROM day_exception e JOIN exception_service x ON x.exception_id = e.id
  WHERE e.practitioner_id = :practitionerId`);

const isStillNeeded = (tx: Tx, from: LocalDate) =>
  or(
    gte(schedule.validTo, from),
    exists(
      tx
        .select({ one: sql`1` })
        .from(dayException)
        .where(and(eq(dayException.scheduleId, schedule.id), gte(dayException.lastDate, from))),
    ),
  );

function exceptionOf(row: Row, serviceIds: string[]): KeptException {
  const { id, practitionerId, date, lastDate, from, to } = row;
  const common = { id, practitionerId, date, lastDate, from, to };
  if (row.kind === 'off') return { kind: 'off', ...common };
  if (row.kind === 'extra') return { kind: 'extra', serviceIds, ...common };
  return { kind: 'moved', scheduleId: row.scheduleId!, toDate: row.toDate!, ...common };
}

function keptOf(tx: Tx, row: Row): KeptException {
  if (row.kind !== 'extra') return exceptionOf(row, []);
  const rows = tx
    .select({ id: exceptionService.serviceId })
    .from(exceptionService)
    .where(eq(exceptionService.exceptionId, row.id))
    .all();
  return exceptionOf(
    row,
    rows.map(({ id }) => id),
  );
}

function partsOf(tx: Tx, id: string): { serviceIds: string[]; hours: (WeeklyHours & Times)[] } {
  const hours = tx
    .select({ week: scheduleHours.week, weekday: scheduleHours.weekday, ...times })
    .from(scheduleHours)
    .where(eq(scheduleHours.scheduleId, id))
    .all();
  const ids = tx
    .select({ id: scheduleService.serviceId })
    .from(scheduleService)
    .where(eq(scheduleService.scheduleId, id))
    .all();
  return { serviceIds: ids.map((row) => row.id), hours };
}

const columnsOf = (value: Schedule) => {
  const { id, practitionerId, validFrom, validTo, cycleWeeks, cycleFrom, restsOnHolidays } = value;
  return { id, practitionerId, validFrom, validTo, cycleWeeks, cycleFrom, restsOnHolidays };
};

function insertParts(tx: Tx, organisationId: string, { id, serviceIds, hours }: Schedule): void {
  if (serviceIds.length > 0)
    tx.insert(scheduleService)
      .values(serviceIds.map((serviceId) => ({ scheduleId: id, serviceId, organisationId })))
      .run();
  if (hours.length > 0)
    tx.insert(scheduleHours)
      .values(hours.map((each) => ({ ...each, scheduleId: id, organisationId })))
      .run();
}
