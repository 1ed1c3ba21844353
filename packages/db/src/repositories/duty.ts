// One file, however long: a queue, its places and those who serve it are read and written together.
import { and, asc, eq, exists, inArray, isNotNull, isNull, lt, ne, notInArray, or, sql } from 'drizzle-orm';
import { dutyOrder, type DutyPlace, type DutyQueue, type DutyShift, type Instant } from '#domain';
import type { Tx } from '../open.ts';
import { columnsOfTable, given, prepared, written } from '../prepared.ts';
import {
  appointment,
  dutyChoice,
  dutyPerson,
  dutyPlace,
  dutyQueue,
  dutyShift,
  encounter,
  healthcareService,
  organisation,
  servicePractitioner,
  userAccount,
} from '../schema.ts';
import { stillWorksThere } from './services.ts';

export type DutyQueueRow = typeof dutyQueue.$inferSelect;
export type DutyPlaceRow = typeof dutyPlace.$inferSelect;

type WaitingPlace = Extract<DutyPlace, { status: 'waiting' }>;
type PlaceRow = Pick<
  DutyPlaceRow,
  'id' | 'urgency' | 'since' | 'passed' | 'goneAt' | 'status' | 'takenBy' | 'because' | 'endedAt'
>;
function placeOf(row: PlaceRow): DutyPlace {
  const { id, urgency, since, passed, goneAt } = row;
  const base = { id, urgency, since, passed, goneAt };
  switch (row.status) {
    case 'waiting':
      return { ...base, status: 'waiting' };
    case 'taken':
      return { ...base, status: 'taken', by: row.takenBy! };
    case 'serving':
      return { ...base, status: 'serving', by: row.takenBy! };
    case 'ended':
      return { ...base, status: 'ended', because: row.because!, endedAt: row.endedAt! };
  }
}

const columnsOf = (place: DutyPlace) => ({
  status: place.status,
  passed: place.passed,
  goneAt: place.goneAt,
  since: place.since,
  takenBy: place.status === 'taken' || place.status === 'serving' ? place.by : null,
  because: place.status === 'ended' ? place.because : null,
  endedAt: place.status === 'ended' ? place.endedAt : null,
});

/** Written out, since SQLite uses a partial index only for what it can read in the query. */
const isLiving = sql`${dutyPlace.status} <> 'ended'`;

/** I1: the queue of a service and its settings. */
export const dutyQueues = {
  of: (tx: Tx, serviceId: string): DutyQueueRow | undefined =>
    tx.select().from(dutyQueue).where(eq(dutyQueue.serviceId, serviceId)).get(),

  /** The queue that is open by this link, of a service that is in use. */
  byLink: (tx: Tx, link: string): DutyQueueRow | undefined =>
    tx
      .select({ queue: dutyQueue })
      .from(dutyQueue)
      .innerJoin(healthcareService, eq(healthcareService.id, dutyQueue.serviceId))
      .where(and(eq(dutyQueue.link, link), eq(dutyQueue.active, true), eq(healthcareService.active, true)))
      .get()?.queue,

  save: (tx: Tx, row: DutyQueueRow, personIds: readonly string[]) => {
    tx.insert(dutyQueue).values(row).onConflictDoUpdate({ target: dutyQueue.serviceId, set: row }).run();
    tx.delete(dutyPerson).where(eq(dutyPerson.serviceId, row.serviceId)).run();
    const { serviceId, organisationId } = row;
    for (const userId of personIds) tx.insert(dutyPerson).values({ serviceId, organisationId, userId }).run();
  },
  rotate: (tx: Tx, serviceId: string, link: string) =>
    tx.update(dutyQueue).set({ link }).where(eq(dutyQueue.serviceId, serviceId)).run(),

  serviceName: (tx: Tx, serviceId: string) =>
    tx
      .select({ name: healthcareService.name })
      .from(healthcareService)
      .where(and(eq(healthcareService.id, serviceId), eq(healthcareService.active, true)))
      .get()?.name,

  personIds: (tx: Tx, serviceId: string): string[] =>
    tx
      .select({ id: dutyPerson.userId })
      .from(dutyPerson)
      .where(eq(dutyPerson.serviceId, serviceId))
      .all()
      .map(({ id }) => id),

  /** Y24: somebody is named only for queues of these organisations from now on. Answers the services of the others. */
  leave: (tx: Tx, userId: string, providerIds: readonly string[]): string[] =>
    tx
      .delete(dutyPerson)
      .where(and(eq(dutyPerson.userId, userId), notInArray(dutyPerson.organisationId, [...providerIds])))
      .returning({ id: dutyPerson.serviceId })
      .all()
      .map(({ id }) => id),

  /**
   * I1: the queues that somebody may be on duty in: as one of those who offer the service, or by name. One that has been
   * switched off is among them for as long as anybody waits in it.
   */
  servedBy: (tx: Tx, userId: string): DutyQueueRow[] =>
    queuesServedBy(tx)
      .all({ userId })
      .map(({ queue }) => queue),

  /** Who may be on duty by name, as far as they work for these organisations. */
  candidates: (tx: Tx, organisationIds: readonly string[]) =>
    tx
      .select({
        id: userAccount.id,
        name: userAccount.name,
        title: userAccount.title,
        organisationName: organisation.name,
      })
      .from(userAccount)
      .innerJoin(organisation, eq(organisation.id, userAccount.organisationId))
      .where(
        and(
          inArray(userAccount.organisationId, [...organisationIds]),
          eq(userAccount.active, true),
          ne(userAccount.role, 'admin'),
        ),
      )
      .orderBy(asc(userAccount.name))
      .all(),

  load: (tx: Tx, serviceId: string): DutyQueue => ({
    places: livingPlaces(tx, { serviceId }).map(placeOf),
    shifts: dutyShifts.of(tx, serviceId),
  }),

  /** Writes what a decision has changed. Throws when the database's guard sees two of one: a decision on stale data is a bug. */
  saveDecision: (tx: Tx, queue: DutyQueueRow, before: DutyQueue, after: DutyQueue, now: Instant) => {
    const known = new Map(before.places.map((place) => [place.id, place]));
    const changed = after.places.filter((place) => {
      const was = known.get(place.id);
      return was !== undefined && was !== place && JSON.stringify(was) !== JSON.stringify(place);
    });
    // First what lets go of somebody, then what is taken by somebody.
    const letsGo = (place: DutyPlace) => Number(place.status === 'taken' || place.status === 'serving');
    for (const place of changed.toSorted((a, b) => letsGo(a) - letsGo(b)))
      tx.update(dutyPlace).set(columnsOf(place)).where(eq(dutyPlace.id, place.id)).run();
    dutyShifts.save(tx, queue, before.shifts, after.shifts, now);
  },
};

const hasLiving = (tx: Tx) =>
  exists(
    tx
      .select({ id: dutyPlace.id })
      .from(dutyPlace)
      .where(and(eq(dutyPlace.serviceId, dutyQueue.serviceId), isLiving)),
  );

const queuesServedBy = prepared((tx) =>
  tx
    .selectDistinct({ queue: dutyQueue })
    .from(dutyQueue)
    .innerJoin(healthcareService, eq(healthcareService.id, dutyQueue.serviceId))
    .leftJoin(dutyPerson, eq(dutyPerson.serviceId, dutyQueue.serviceId))
    .leftJoin(servicePractitioner, eq(servicePractitioner.serviceId, dutyQueue.serviceId))
    .innerJoin(userAccount, eq(userAccount.id, given('userId')))
    .where(
      and(
        or(and(eq(dutyQueue.active, true), eq(healthcareService.active, true)), hasLiving(tx)),
        or(
          eq(dutyPerson.userId, userAccount.id),
          and(eq(servicePractitioner.practitionerId, userAccount.id), stillWorksThere()),
        ),
      ),
    )
    .orderBy(asc(dutyQueue.serviceId))
    .prepare(),
);

// Written out: thousands of rows are read whenever one of them changes, and mapping each would cost more than reading it.
const ofLiving = `FROM duty_place WHERE service_id = :serviceId AND status <> 'ended'`;
const living = written<DutyPlaceRow>(`SELECT ${columnsOfTable(dutyPlace)} ${ofLiving}`);
const livingPlaces = written<PlaceRow>(
  `SELECT id, urgency, since, passed, gone_at AS goneAt, status, taken_by AS takenBy, because, ended_at AS endedAt ${ofLiving}`,
);
const waitingPlaces = written<WaitingPlace & { number: number }>(
  `SELECT id, number, urgency, since, passed, gone_at AS goneAt, status FROM duty_place
   WHERE service_id = :serviceId AND status = 'waiting'`,
);
const livingOf = (tx: Tx, serviceId: string): DutyPlaceRow[] => living(tx, { serviceId });

export const dutyShifts = {
  of: (tx: Tx, serviceId: string): DutyShift[] =>
    tx
      .select({ userId: dutyShift.userId, status: dutyShift.status, goneAt: dutyShift.goneAt })
      .from(dutyShift)
      .where(eq(dutyShift.serviceId, serviceId))
      .all(),

  ofUser: (tx: Tx, userId: string) => tx.select().from(dutyShift).where(eq(dutyShift.userId, userId)).get(),

  named: (tx: Tx, serviceId: string) =>
    tx
      .select({ shift: dutyShift, name: userAccount.name, title: userAccount.title })
      .from(dutyShift)
      .innerJoin(userAccount, eq(userAccount.id, dutyShift.userId))
      .where(eq(dutyShift.serviceId, serviceId))
      .orderBy(asc(userAccount.name))
      .all(),

  save: (
    tx: Tx,
    { serviceId, organisationId }: DutyQueueRow,
    before: readonly DutyShift[],
    after: readonly DutyShift[],
    now: Instant,
  ) => {
    for (const { userId } of before)
      if (!after.some((shift) => shift.userId === userId))
        tx.delete(dutyShift)
          .where(and(eq(dutyShift.userId, userId), eq(dutyShift.serviceId, serviceId)))
          .run();
    for (const { userId, status, goneAt } of after)
      tx.insert(dutyShift)
        .values({ userId, serviceId, organisationId, status, since: now, goneAt })
        .onConflictDoUpdate({ target: dutyShift.userId, set: { status, goneAt } })
        .run();
  },
};

/** Those of them who wait, the next one first (I4). */
export function inOrder(living: readonly DutyPlaceRow[]): DutyPlaceRow[] {
  const rows = new Map(living.map((row) => [row.id, row]));
  return dutyOrder(living.map(placeOf)).map(({ id }) => rows.get(id)!);
}

export const dutyPlaces = {
  insert: (tx: Tx, row: typeof dutyPlace.$inferInsert) => tx.insert(dutyPlace).values(row).run(),
  byHash: (tx: Tx, tokenHash: string): DutyPlaceRow | undefined =>
    tx.select().from(dutyPlace).where(eq(dutyPlace.tokenHash, tokenHash)).get(),
  byId: (tx: Tx, organisationId: string, id: string): DutyPlaceRow | undefined =>
    tx
      .select()
      .from(dutyPlace)
      .where(and(eq(dutyPlace.id, id), eq(dutyPlace.organisationId, organisationId)))
      .get(),
  /** For whoever has to prove then that it is theirs to settle. */
  anywhere: (tx: Tx, id: string): DutyPlaceRow | undefined =>
    tx.select().from(dutyPlace).where(eq(dutyPlace.id, id)).get(),
  living: livingOf,
  /** The numbers of those who wait, the next one first (I4); nothing else of them is read. */
  numbers: (tx: Tx, serviceId: string) => dutyOrder(waitingPlaces(tx, { serviceId })),
  waiting: (tx: Tx, serviceId: string): DutyPlaceRow[] => inOrder(livingOf(tx, serviceId)),
  heldBy: (tx: Tx, userId: string): DutyPlaceRow | undefined =>
    tx.select().from(dutyPlace).where(eq(dutyPlace.takenBy, userId)).get(),
  ofVisit: (tx: Tx, appointmentId: string): DutyPlaceRow | undefined =>
    tx
      .select()
      .from(dutyPlace)
      .where(and(eq(dutyPlace.appointmentId, appointmentId), isNotNull(dutyPlace.takenBy)))
      .get(),
  setVisit: (tx: Tx, id: string, appointmentId: string | null) =>
    tx.update(dutyPlace).set({ appointmentId }).where(eq(dutyPlace.id, id)).run(),
  isNumberTaken: (tx: Tx, serviceId: string, number: number): boolean =>
    tx
      .select({ id: dutyPlace.id })
      .from(dutyPlace)
      .where(and(eq(dutyPlace.serviceId, serviceId), eq(dutyPlace.number, number), isLiving))
      .get() !== undefined,
  hasPhone: (tx: Tx, serviceId: string, phone: string): boolean =>
    livingOf(tx, serviceId).some((row) => row.phone === phone),
  /** Every queue in which somebody is away, who waits or is on duty. */
  queuesWithAway: (tx: Tx): string[] => [
    ...new Set(
      [
        ...tx
          .selectDistinct({ id: dutyPlace.serviceId })
          .from(dutyPlace)
          .where(and(isLiving, isNotNull(dutyPlace.goneAt)))
          .all(),
        ...tx
          .selectDistinct({ id: dutyShift.serviceId })
          .from(dutyShift)
          .where(isNotNull(dutyShift.goneAt))
          .all(),
      ].map(({ id }) => id),
    ),
  ],
  /** I9: after a restart nobody's page is there; the grace begins for all of them. */
  allGone: (tx: Tx, now: Instant) => {
    tx.update(dutyPlace)
      .set({ goneAt: now })
      .where(and(isLiving, isNull(dutyPlace.goneAt)))
      .run();
    tx.update(dutyShift).set({ goneAt: now }).where(isNull(dutyShift.goneAt)).run();
  },
  /** I13: what a number was taken with is forgotten with it. */
  forgetPerson: (tx: Tx, id: string) =>
    tx.update(dutyPlace).set({ name: '', phone: null }).where(eq(dutyPlace.id, id)).run(),
  noteChoice: (tx: Tx, row: typeof dutyChoice.$inferInsert) => tx.insert(dutyChoice).values(row).run(),

  /** I10: visits of this person whose time is over although it still runs. */
  endedVisits: (tx: Tx, practitionerId: string, now: Instant): string[] =>
    tx
      .select({ id: appointment.id })
      .from(appointment)
      .innerJoin(encounter, eq(encounter.appointmentId, appointment.id))
      .where(
        and(
          eq(appointment.practitionerId, practitionerId),
          sql`${appointment.endsAt} > ${now - 4 * 3_600_000}`,
          lt(appointment.startsAt, now),
          or(eq(encounter.status, 'finished'), eq(appointment.status, 'noshow')),
        ),
      )
      .all()
      .map(({ id }) => id),
};
