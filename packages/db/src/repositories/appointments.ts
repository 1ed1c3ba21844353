import { and, asc, eq, gt, gte, inArray, isNull, lt, ne, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Appointment, Encounter, Instant } from '#domain';
import type { Tx } from '../open.ts';
import { given, insertInto, prepared } from '../prepared.ts';
import {
  answer,
  appointment,
  childCase,
  encounter,
  healthcareService,
  participant,
  serviceRequest,
} from '../schema.ts';
import {
  overview,
  overviewIn,
  practitioner,
  requester,
  requesterOrganisation,
  toldVisit,
  type Overview,
  type ToldVisit,
} from './appointment-overview.ts';
import { inThisOrder, keyOf, type AppointmentOrder, type AppointmentPlace } from './appointment-order.ts';
import { fitsSearch, type AppointmentSearch } from './appointment-search.ts';
import { isStillIn } from './participants.ts';

type Row = typeof appointment.$inferSelect;

export function appointmentOf(row: Row): Appointment {
  const base = { id: row.id, startsAt: row.startsAt, endsAt: row.endsAt };
  switch (row.status) {
    case 'booked':
      return { ...base, status: 'booked' };
    case 'arrived':
      return { ...base, status: 'arrived', arrivedAt: row.statusAt };
    case 'fulfilled':
      return { ...base, status: 'fulfilled', fulfilledAt: row.statusAt };
    case 'cancelled':
      return { ...base, status: 'cancelled', cancelledAt: row.statusAt, reason: row.cancelReason ?? '' };
    case 'noshow':
      return { ...base, status: 'noshow', markedAt: row.statusAt };
  }
}

export function encounterOf(row: typeof encounter.$inferSelect): Encounter {
  switch (row.status) {
    case 'planned':
      return { status: 'planned' };
    case 'in-progress':
      return { status: 'in-progress', startedAt: row.startedAt! };
    case 'finished':
      return { status: 'finished', startedAt: row.startedAt, finishedAt: row.finishedAt! };
  }
}

/** Who asks, as far as whose appointments they may see goes. */
export type Reader = { userId: string; organisationId: string; role: string };

/** The visit of a seat, where the query is about visits already. */
const joined = alias(appointment, 'joined');

/** R2: one's own visits, and those that one has booked for a colleague; a coordinator also sees all that the own organisation asked for or provides. */
export function mayRead(tx: Tx, reader: Reader): SQL | undefined {
  const takesPart = inArray(
    appointment.id,
    tx
      .select({ id: participant.appointmentId })
      .from(participant)
      .innerJoin(joined, eq(joined.id, participant.appointmentId))
      .where(and(eq(participant.userId, reader.userId), isStillIn())),
  );
  // B7: who booked it in a colleague's name, for as long as they work for the same organisation.
  const booked = and(
    eq(appointment.bookedBy, reader.userId),
    eq(appointment.requesterOrganisationId, reader.organisationId),
  );
  if (reader.role !== 'coordinator') return or(takesPart, booked);
  return or(
    takesPart,
    eq(appointment.organisationId, reader.organisationId),
    eq(appointment.requesterOrganisationId, reader.organisationId),
  );
}

const whoseVisit = prepared((tx) =>
  tx
    .select({ practitionerId: appointment.practitionerId, serviceId: appointment.serviceId })
    .from(appointment)
    .where(eq(appointment.id, given('id')))
    .prepare(),
);

/** What one row is sorted by. */
const keyAt = (tx: Tx, reader: Reader, key: SQL<string | number>, id: string) =>
  tx
    .select({ key })
    .from(appointment)
    .innerJoin(healthcareService, eq(healthcareService.id, appointment.serviceId))
    .innerJoin(serviceRequest, eq(serviceRequest.id, appointment.requestId))
    .innerJoin(practitioner, eq(practitioner.id, appointment.practitionerId))
    .innerJoin(requester, eq(requester.id, appointment.requesterId))
    .leftJoin(childCase, eq(childCase.id, serviceRequest.caseId))
    .leftJoin(answer, eq(answer.appointmentId, appointment.id))
    .where(and(eq(appointment.id, id), mayRead(tx, reader)))
    .get();

export const appointments = {
  insert: insertInto(appointment),
  insertEncounter: insertInto(encounter),
  idOfRequest: (tx: Tx, requestId: string): string | undefined =>
    tx.select({ id: appointment.id }).from(appointment).where(eq(appointment.requestId, requestId)).get()?.id,

  /** Whose visit it is, and of which service: asked at every change of a visit, so compiled once. */
  whose: (tx: Tx, id: string): { practitionerId: string; serviceId: string } | undefined =>
    whoseVisit(tx).get({ id }),

  /** For a person with an account; undefined alike when it does not exist and when it is not theirs. */
  forReader: (tx: Tx, reader: Reader, id: string): Overview | undefined =>
    overview(tx)
      .where(and(eq(appointment.id, id), mayRead(tx, reader)))
      .get(),

  /** For the visit itself, whose caller has proved to be a participant. */
  inOrganisation: (tx: Tx, organisationId: string, id: string): Overview | undefined =>
    overviewIn(tx).get({ id, organisationId }),

  /** The same for the letters that tell of it. */
  forLetters: (tx: Tx, organisationId: string, id: string): ToldVisit | undefined =>
    toldVisit(tx).get({ id, organisationId }),

  /** For what has been decided on already, whoever's it is. */
  byId: (tx: Tx, id: string): Overview | undefined => overview(tx).where(eq(appointment.id, id)).get(),

  /** Of what fits, in an order, from the start or after a place; undefined where the place is no row of the reader's. */
  list: (
    tx: Tx,
    reader: Reader,
    view: 'coming' | 'past',
    now: Instant,
    after: AppointmentPlace | undefined,
    limit: number,
    { order, ...search }: AppointmentSearch & { order: AppointmentOrder },
  ): Overview[] | undefined => {
    const names = {
      practitioner: practitioner.name,
      requester: requester.name,
      organisation: requesterOrganisation.name,
    };
    // What a row shows first of who is on the other side.
    const who =
      reader.role === 'coordinator'
        ? sql`${requester.name}`
        : sql`iif(${appointment.practitionerId} = ${reader.userId}, ${requester.name}, ${practitioner.name})`;
    const key = keyOf(order, { language: search.language, who });
    const last = after && key ? keyAt(tx, reader, key, after.id) : undefined;
    if (after && key && !last) return undefined;
    const { orderBy, beyond } = inThisOrder(key, order, view, after && { ...after, key: last?.key });
    return overview(tx)
      .where(
        and(
          mayRead(tx, reader),
          view === 'coming' ? gte(appointment.endsAt, now) : lt(appointment.endsAt, now),
          fitsSearch(search, names, now),
          beyond,
        ),
      )
      .orderBy(...orderBy)
      .limit(limit)
      .all();
  },

  /** One person's own visits that start in [from, to). */
  ofDay: (tx: Tx, userId: string, from: Instant, to: Instant): Overview[] =>
    overview(tx)
      .innerJoin(
        participant,
        and(eq(participant.appointmentId, appointment.id), eq(participant.userId, userId), isStillIn()),
      )
      .where(and(gt(appointment.endsAt, from), lt(appointment.startsAt, to)))
      .orderBy(asc(appointment.startsAt))
      .all(),

  /** The visits that these people take part in, to come or going on, and that touch [from, to), a row for each of them. */
  ofPeople: (
    tx: Tx,
    userIds: string[],
    from: Instant,
    to: Instant,
  ): { userId: string; appointmentId: string; startsAt: Instant; endsAt: Instant }[] =>
    tx
      .select({
        userId: sql<string>`${participant.userId}`,
        appointmentId: appointment.id,
        startsAt: appointment.startsAt,
        endsAt: appointment.endsAt,
      })
      .from(participant)
      .innerJoin(appointment, eq(appointment.id, participant.appointmentId))
      .innerJoin(encounter, eq(encounter.appointmentId, appointment.id))
      .where(
        and(
          inArray(participant.userId, userIds),
          ne(participant.seat, 'removed'),
          gt(appointment.endsAt, from),
          lt(appointment.startsAt, to),
          inArray(appointment.status, ['booked', 'arrived', 'fulfilled']),
          ne(encounter.status, 'finished'),
        ),
      )
      .all(),

  save: (tx: Tx, next: Appointment) => {
    const statusAt =
      next.status === 'arrived'
        ? next.arrivedAt
        : next.status === 'fulfilled'
          ? next.fulfilledAt
          : next.status === 'cancelled'
            ? next.cancelledAt
            : next.status === 'noshow'
              ? next.markedAt
              : undefined;
    if (statusAt === undefined) throw new Error('an appointment never becomes booked again');
    const cancelReason = next.status === 'cancelled' ? next.reason : null;
    tx.update(appointment)
      .set({ status: next.status, statusAt, cancelReason })
      .where(and(eq(appointment.id, next.id), ne(appointment.status, next.status)))
      .run();
  },

  /** H11: another time, or another practitioner; a calendar that has the old one follows the higher sequence. */
  move: (
    tx: Tx,
    row: Row,
    to: { practitionerId: string; startsAt: Instant; endsAt: Instant },
    now: Instant,
  ) =>
    tx
      .update(appointment)
      .set({ ...to, status: 'booked', statusAt: now, calendarSequence: row.calendarSequence + 1 })
      .where(and(eq(appointment.id, row.id), eq(appointment.status, 'booked')))
      .run(),

  /** A cancelled or missed visit is taken up again by another one, once. False when it was already. */
  succeed: (tx: Tx, id: string, successorId: string): boolean =>
    tx
      .update(appointment)
      .set({ successorId })
      .where(
        and(
          eq(appointment.id, id),
          inArray(appointment.status, ['cancelled', 'noshow']),
          isNull(appointment.successorId),
        ),
      )
      .run().changes > 0,

  /** G9: whoever a family's own booking is with is its requester. */
  setRequester: (tx: Tx, id: string, requesterId: string) =>
    tx.update(appointment).set({ requesterId }).where(eq(appointment.id, id)).run(),

  bumpCalendar: (tx: Tx, id: string, sequence: number) =>
    tx.update(appointment).set({ calendarSequence: sequence }).where(eq(appointment.id, id)).run(),

  saveEncounter: (tx: Tx, appointmentId: string, next: Encounter) =>
    tx
      .update(encounter)
      .set({
        status: next.status,
        startedAt: next.status === 'planned' ? null : next.startedAt,
        finishedAt: next.status === 'finished' ? next.finishedAt : null,
      })
      .where(eq(encounter.appointmentId, appointmentId))
      .run(),

  /** Encounters that are still open although their appointment ended before `endedBefore`. */
  forgotten: (tx: Tx, endedBefore: Instant): { id: string; organisationId: string }[] =>
    tx
      .select({ id: appointment.id, organisationId: appointment.organisationId })
      .from(encounter)
      .innerJoin(appointment, eq(appointment.id, encounter.appointmentId))
      .where(and(ne(encounter.status, 'finished'), lt(appointment.endsAt, endedBefore)))
      .limit(100)
      .all(),
};
