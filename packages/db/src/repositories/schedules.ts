import { and, eq, exists, gte, lte, ne, or, sql } from 'drizzle-orm';
import { addDays, type DayException, type LocalDate, type Schedule, type WeeklyHours } from '#domain';
import type { Tx } from '../open.ts';
import {
  dayException,
  exceptionService,
  healthcareService,
  schedule,
  scheduleHours,
  scheduleService,
  servicePractitioner,
  userAccount,
} from '../schema.ts';

/** The days before and after a span whose exceptions reach into it (S10). */
const reachDays = 2;

/** A schedule as it is kept: `revision` grows with every change (S15). */
export type KeptSchedule = Schedule & { revision: number };
/** An exception as a person made it: hours off can last for several days. */
export type KeptException = DayException & { id: string; lastDate: LocalDate };

export const schedules = {
  /**
   * What the times of a service are computed from, for the days from `from` to `to`: the schedules and exceptions of those
   * who offer it, work for its provider and have an open account (V12).
   */
  ofService: (
    tx: Tx,
    serviceId: string,
    from: LocalDate,
    to: LocalDate,
  ): { schedules: Schedule[]; exceptions: DayException[] } => {
    const offering = and(
      eq(servicePractitioner.serviceId, serviceId),
      eq(userAccount.active, true),
      eq(userAccount.organisationId, healthcareService.organisationId),
    );
    const exceptions = tx
      .select({ row: dayException, extraFor: exceptionService.serviceId })
      .from(servicePractitioner)
      .innerJoin(userAccount, eq(userAccount.id, servicePractitioner.practitionerId))
      .innerJoin(healthcareService, eq(healthcareService.id, servicePractitioner.serviceId))
      .innerJoin(dayException, eq(dayException.practitionerId, userAccount.id))
      .leftJoin(
        exceptionService,
        and(eq(exceptionService.exceptionId, dayException.id), eq(exceptionService.serviceId, serviceId)),
      )
      .where(and(offering, touches(from, to)))
      .all()
      .filter(({ row, extraFor }) => row.kind !== 'extra' || extraFor !== null);
    const rows = tx
      .select({ row: schedule, week: scheduleHours.week, weekday: scheduleHours.weekday, ...times })
      .from(servicePractitioner)
      .innerJoin(userAccount, eq(userAccount.id, servicePractitioner.practitionerId))
      .innerJoin(healthcareService, eq(healthcareService.id, servicePractitioner.serviceId))
      .innerJoin(schedule, eq(schedule.practitionerId, userAccount.id))
      .innerJoin(
        scheduleService,
        and(eq(scheduleService.scheduleId, schedule.id), eq(scheduleService.serviceId, serviceId)),
      )
      .innerJoin(scheduleHours, eq(scheduleHours.scheduleId, schedule.id))
      .where(and(offering, isNeeded(tx, from, to)))
      .all();
    const byId = new Map<string, Schedule & { hours: WeeklyHours[] }>();
    for (const { row, ...hours } of rows) {
      const known = byId.get(row.id);
      if (known) known.hours.push(hours);
      else byId.set(row.id, { ...row, serviceIds: [serviceId], hours: [hours] });
    }
    return {
      schedules: [...byId.values()],
      exceptions: exceptions.flatMap(({ row }) =>
        daysOf(row, [serviceId], addDays(from, -reachDays), addDays(to, reachDays)),
      ),
    };
  },

  /** Every service that a change of this practitioner's time can be seen in: what they offer, or offered a moment ago. */
  serviceIdsOf: (tx: Tx, practitionerId: string): string[] => {
    const offered = tx
      .select({ id: servicePractitioner.serviceId })
      .from(servicePractitioner)
      .where(eq(servicePractitioner.practitionerId, practitionerId))
      .all();
    const weekly = tx
      .selectDistinct({ id: scheduleService.serviceId })
      .from(schedule)
      .innerJoin(scheduleService, eq(scheduleService.scheduleId, schedule.id))
      .where(eq(schedule.practitionerId, practitionerId))
      .all();
    const extra = tx
      .selectDistinct({ id: exceptionService.serviceId })
      .from(dayException)
      .innerJoin(exceptionService, eq(exceptionService.exceptionId, dayException.id))
      .where(eq(dayException.practitionerId, practitionerId))
      .all();
    return [...new Set([...offered, ...weekly, ...extra].map(({ id }) => id))];
  },

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

const touches = (from: LocalDate, to: LocalDate) =>
  and(
    gte(dayException.lastDate, addDays(from, -reachDays)),
    or(lte(dayException.date, addDays(to, reachDays)), lte(dayException.toDate, addDays(to, reachDays))),
  );

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

/** Valid in these days, or one whose hours were moved into them. Hours of the day before reach into the first. */
const isNeeded = (tx: Tx, from: LocalDate, to: LocalDate) =>
  or(
    and(lte(schedule.validFrom, to), gte(schedule.validTo, addDays(from, -reachDays))),
    exists(
      tx
        .select({ one: sql`1` })
        .from(dayException)
        .where(
          and(eq(dayException.scheduleId, schedule.id), ne(dayException.kind, 'off'), touches(from, to)),
        ),
    ),
  );

const daysOf = (row: Row, serviceIds: string[], from: LocalDate, to: LocalDate): DayException[] =>
  exceptionDays(exceptionOf(row, serviceIds), from, to);

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
