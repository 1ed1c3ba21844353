import { and, asc, count, eq, exists, gte, inArray, min, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { localDateOf, minuteMs, wallTimeOf, type Instant } from '#domain';
import type { Occurrence } from '#domain/series';
import type { Tx } from '../open.ts';
import {
  appointment,
  healthcareService,
  participant,
  series as table,
  seriesChange,
  seriesConvener,
  seriesMeeting,
  userAccount,
} from '../schema.ts';
import type { Reader } from './appointments.ts';
import { isStillIn } from './participants.ts';

export type Series = typeof table.$inferSelect;
export type SeriesChange = typeof seriesChange.$inferSelect;
type Visit = typeof appointment.$inferSelect;
/** A meeting as the rules take it, with the visit that it is; null when it was left out. */
export type Meeting = Occurrence & {
  appointment: Visit | null;
  convenerId: string | null;
  plannedStartsAt: Instant;
};

function meetingOf(row: typeof seriesMeeting.$inferSelect, visit: Visit | null): Meeting {
  const { n, byHand: isByHand, plannedStartsAt, convenerId } = row;
  const { startsAt, endsAt } = visit ?? { startsAt: plannedStartsAt, endsAt: row.plannedEndsAt };
  const base = {
    ...{ n, isByHand, plannedStartsAt, convenerId, startsAt, endsAt, appointment: visit },
    date: localDateOf(startsAt),
    time: wallTimeOf(startsAt),
    lengthMinutes: (endsAt - startsAt) / minuteMs,
  };
  if (!visit) return { ...base, status: 'skipped', reason: row.skipReason ?? '' };
  if (visit.status !== 'cancelled') return { ...base, status: 'planned' };
  return { ...base, status: 'cancelled', reason: visit.cancelReason ?? '', cancelledAt: visit.statusAt };
}

/** R2: who made it or takes part in a meeting of it; a coordinator also those of the own organisation. */
function mayReadSeries(tx: Tx, reader: Reader): SQL | undefined {
  const takesPart = exists(
    tx
      .select({ one: sql`1` })
      .from(seriesMeeting)
      .innerJoin(participant, eq(participant.appointmentId, seriesMeeting.appointmentId))
      .innerJoin(appointment, eq(appointment.id, participant.appointmentId))
      .where(and(eq(seriesMeeting.seriesId, table.id), eq(participant.userId, reader.userId), isStillIn())),
  );
  const own = or(eq(table.creatorId, reader.userId), takesPart);
  if (reader.role !== 'coordinator') return own;
  return or(
    own,
    eq(table.organisationId, reader.organisationId),
    eq(table.requesterOrganisationId, reader.organisationId),
  );
}

const practitioner = alias(userAccount, 'practitioner');
const creator = alias(userAccount, 'creator');
const actor = alias(userAccount, 'actor');

const withNames = (tx: Tx) =>
  tx
    .select({
      series: table,
      serviceName: healthcareService.name,
      practitionerName: practitioner.name,
      creatorName: creator.name,
    })
    .from(table)
    .innerJoin(healthcareService, eq(healthcareService.id, table.serviceId))
    .innerJoin(practitioner, eq(practitioner.id, table.practitionerId))
    .innerJoin(creator, eq(creator.id, table.creatorId));

export const seriesOfVisits = {
  insert: (tx: Tx, row: typeof table.$inferInsert) => tx.insert(table).values(row).run(),

  /** For a confirmation that comes again, whoever's it is. */
  byId: (tx: Tx, id: string): Series | undefined => tx.select().from(table).where(eq(table.id, id)).get(),

  /** Undefined alike when it does not exist and when it is not theirs. */
  forReader: (tx: Tx, reader: Reader, id: string) =>
    withNames(tx)
      .where(and(eq(table.id, id), mayReadSeries(tx, reader)))
      .get(),

  /** Those that go on first, the one whose next meeting is soonest first; then those that are over. */
  list: (tx: Tx, reader: Reader, now: Instant, limit: number) => {
    const coming = tx
      .select({
        seriesId: seriesMeeting.seriesId,
        left: count(appointment.id).as('left'),
        next: min(appointment.startsAt).as('next'),
      })
      .from(seriesMeeting)
      .innerJoin(appointment, eq(appointment.id, seriesMeeting.appointmentId))
      .where(and(gte(appointment.endsAt, now), inArray(appointment.status, ['booked', 'arrived'])))
      .groupBy(seriesMeeting.seriesId)
      .as('coming');
    return tx
      .select({
        series: table,
        serviceName: healthcareService.name,
        practitionerName: practitioner.name,
        left: sql<number>`coalesce(${coming.left}, 0)`,
        next: sql<number | null>`${coming.next}`,
      })
      .from(table)
      .innerJoin(healthcareService, eq(healthcareService.id, table.serviceId))
      .innerJoin(practitioner, eq(practitioner.id, table.practitionerId))
      .leftJoin(coming, eq(coming.seriesId, table.id))
      .where(mayReadSeries(tx, reader))
      .orderBy(sql`${coming.next} IS NULL`, asc(sql`${coming.next}`), sql`${table.createdAt} DESC`)
      .limit(limit)
      .all();
  },

  /** A change: false when somebody else has changed it since `basedOn` was read. */
  change: (
    tx: Tx,
    id: string,
    basedOn: number,
    set: Partial<Pick<Series, 'rule' | 'fromDate' | 'time' | 'lengthMinutes' | 'content'>> = {},
  ): boolean =>
    tx
      .update(table)
      .set({ ...set, revision: basedOn + 1 })
      .where(and(eq(table.id, id), eq(table.revision, basedOn)))
      .run().changes > 0,

  addChange: (tx: Tx, row: typeof seriesChange.$inferInsert) => tx.insert(seriesChange).values(row).run(),
  /** What was made of a change that a page has named, in whichever organisation: what is sent again is known by it. */
  changeAs: (tx: Tx, id: string) => tx.select().from(seriesChange).where(eq(seriesChange.id, id)).get(),
  /** Latest first. */
  changes: (tx: Tx, seriesId: string) =>
    tx
      .select({ change: seriesChange, actorName: actor.name })
      .from(seriesChange)
      .innerJoin(actor, eq(actor.id, seriesChange.actorId))
      .where(eq(seriesChange.seriesId, seriesId))
      .orderBy(sql`${seriesChange}.rowid DESC`)
      .all(),
};

export const meetings = {
  add: (tx: Tx, row: typeof seriesMeeting.$inferInsert) => tx.insert(seriesMeeting).values(row).run(),

  /** In the order of numbers. */
  of: (tx: Tx, seriesId: string): Meeting[] =>
    tx
      .select({ meeting: seriesMeeting, visit: appointment })
      .from(seriesMeeting)
      .leftJoin(appointment, eq(appointment.id, seriesMeeting.appointmentId))
      .where(eq(seriesMeeting.seriesId, seriesId))
      .orderBy(asc(seriesMeeting.n))
      .all()
      .map(({ meeting, visit }) => meetingOf(meeting, visit)),

  /** Which series these visits belong to, and as what number. */
  ofAppointments: (tx: Tx, ids: readonly string[]) =>
    tx
      .select({
        appointmentId: seriesMeeting.appointmentId,
        seriesId: seriesMeeting.seriesId,
        n: seriesMeeting.n,
      })
      .from(seriesMeeting)
      .where(inArray(seriesMeeting.appointmentId, [...ids]))
      .all()
      .map((row) => ({ ...row, appointmentId: row.appointmentId! })),

  /** What the series of these visits are called; one that belongs to none is left out. */
  seriesNames: (tx: Tx, ids: readonly string[]): Map<string, string> =>
    new Map(
      tx
        .select({ id: seriesMeeting.appointmentId, name: table.name })
        .from(seriesMeeting)
        .innerJoin(table, eq(table.id, seriesMeeting.seriesId))
        .where(inArray(seriesMeeting.appointmentId, [...ids]))
        .all()
        .map(({ id, name }) => [id!, name]),
    ),

  /** T6: a visit that was changed on its own; nothing happens to one that belongs to no series. */
  markByHand: (tx: Tx, appointmentId: string) =>
    tx
      .update(seriesMeeting)
      .set({ byHand: true })
      .where(eq(seriesMeeting.appointmentId, appointmentId))
      .run(),

  /** A cancelled visit that was taken up again by another one, which has its number from then on. */
  succeed: (tx: Tx, appointmentId: string, successorId: string) =>
    tx
      .update(seriesMeeting)
      .set({ appointmentId: successorId, byHand: true })
      .where(eq(seriesMeeting.appointmentId, appointmentId))
      .run(),

  /** T14: a meeting that was left out or cancelled takes place again, by this visit. */
  takeBack: (tx: Tx, seriesId: string, n: number, appointmentId: string) =>
    tx
      .update(seriesMeeting)
      .set({ appointmentId, skipReason: null })
      .where(and(eq(seriesMeeting.seriesId, seriesId), eq(seriesMeeting.n, n)))
      .run(),

  /** Where the series' rule has a meeting from now on. */
  replan: (tx: Tx, seriesId: string, n: number, plannedStartsAt: Instant, plannedEndsAt: Instant) =>
    tx
      .update(seriesMeeting)
      .set({ plannedStartsAt, plannedEndsAt })
      .where(and(eq(seriesMeeting.seriesId, seriesId), eq(seriesMeeting.n, n)))
      .run(),
};

/** T9: in whose order a series is convened, and what was decided for single meetings. */
export const conveners = {
  of: (tx: Tx, seriesId: string): { id: string; name: string }[] =>
    tx
      .select({ id: seriesConvener.userId, name: userAccount.name })
      .from(seriesConvener)
      .innerJoin(userAccount, eq(userAccount.id, seriesConvener.userId))
      .where(eq(seriesConvener.seriesId, seriesId))
      .orderBy(asc(seriesConvener.position))
      .all(),

  /** The series that any of these people convenes in turn. */
  seriesOf: (tx: Tx, userIds: readonly string[]): string[] =>
    tx
      .selectDistinct({ id: seriesConvener.seriesId })
      .from(seriesConvener)
      .where(inArray(seriesConvener.userId, [...userIds]))
      .all()
      .map(({ id }) => id),

  /** The series in which it was decided by hand that this person convenes a meeting. */
  settledSeriesOf: (tx: Tx, userId: string): string[] =>
    tx
      .selectDistinct({ id: seriesMeeting.seriesId })
      .from(seriesMeeting)
      .where(eq(seriesMeeting.convenerId, userId))
      .all()
      .map(({ id }) => id),

  replace: (tx: Tx, { id: seriesId, organisationId }: Series, userIds: readonly string[]) => {
    tx.delete(seriesConvener).where(eq(seriesConvener.seriesId, seriesId)).run();
    userIds.forEach((userId, index) =>
      tx
        .insert(seriesConvener)
        .values({ seriesId, organisationId, userId, position: index + 1 })
        .run(),
    );
  },

  /** Null gives a meeting back to the order of the list. */
  settle: (tx: Tx, seriesId: string, n: number, convenerId: string | null) =>
    tx
      .update(seriesMeeting)
      .set({ convenerId })
      .where(and(eq(seriesMeeting.seriesId, seriesId), eq(seriesMeeting.n, n)))
      .run(),
};
