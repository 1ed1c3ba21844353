import { and, asc, count, eq, gt, inArray, lt, ne, notInArray, type SQL } from 'drizzle-orm';
import { hourMs, type Instant } from '#domain';
import type { Tx } from '../open.ts';
import {
  appointment,
  claim,
  healthcareService,
  participant,
  servicePractitioner,
  userAccount,
} from '../schema.ts';
import { overview, type Overview } from './appointment-overview.ts';
import { mayRead, type Reader } from './appointments.ts';
import { isStillIn } from './participants.ts';

/** No visit is longer (healthcare_service's CHECK), which bounds how far back an overlap can begin. */
const longestMs = 8 * hourMs;
/** More ids than this in one statement are asked for in turns. */
const idsAtOnce = 2000;

export type CalendarPerson = { id: string; name: string; title: string };
/** One person's part in one visit that is not cancelled. */
export type Part = {
  appointmentId: string;
  serviceId: string;
  personId: string;
  startsAt: Instant;
  endsAt: Instant;
};

const within = (from: Instant, to: Instant): SQL | undefined =>
  and(
    lt(appointment.startsAt, to),
    gt(appointment.startsAt, from - longestMs),
    gt(appointment.endsAt, from),
    ne(appointment.status, 'cancelled'),
  );

const part = {
  appointmentId: appointment.id,
  serviceId: appointment.serviceId,
  startsAt: appointment.startsAt,
  endsAt: appointment.endsAt,
};

function peopleWhere(tx: Tx, where: SQL | undefined, offset: number, limit: number) {
  const total = tx.select({ n: count() }).from(userAccount).where(where).get()?.n ?? 0;
  const people: CalendarPerson[] = tx
    .select({ id: userAccount.id, name: userAccount.name, title: userAccount.title })
    .from(userAccount)
    .where(where)
    .orderBy(asc(userAccount.name), asc(userAccount.id))
    .limit(limit)
    .offset(offset)
    .all();
  return { people, total };
}

export const calendar = {
  /** The people of an organisation who can have visits, by name, a part of them. */
  team: (tx: Tx, organisationId: string, offset: number, limit: number) =>
    peopleWhere(
      tx,
      and(
        eq(userAccount.organisationId, organisationId),
        eq(userAccount.active, true),
        notInArray(userAccount.role, ['admin']),
      ),
      offset,
      limit,
    ),

  /** Who offers a service (V12), by name, a part of them. */
  ofService: (tx: Tx, serviceId: string, offset: number, limit: number) =>
    peopleWhere(
      tx,
      and(
        eq(userAccount.active, true),
        inArray(
          userAccount.id,
          tx
            .select({ id: servicePractitioner.practitionerId })
            .from(servicePractitioner)
            .innerJoin(healthcareService, eq(healthcareService.id, servicePractitioner.serviceId))
            .where(
              and(
                eq(servicePractitioner.serviceId, serviceId),
                eq(healthcareService.organisationId, userAccount.organisationId),
              ),
            ),
        ),
      ),
      offset,
      limit,
    ),

  /** What these people take part in within [from, to), as hosts or otherwise, whoever asks. */
  parts: (tx: Tx, personIds: string[], from: Instant, to: Instant): Part[] => {
    if (personIds.length === 0) return [];
    const hosted = tx
      .select({ ...part, personId: appointment.practitionerId })
      .from(appointment)
      .where(and(inArray(appointment.practitionerId, personIds), within(from, to)))
      .all();
    const joined = tx
      .select({ ...part, personId: participant.userId })
      .from(participant)
      .innerJoin(appointment, eq(appointment.id, participant.appointmentId))
      .where(
        and(
          inArray(participant.userId, personIds),
          ne(participant.kind, 'host'),
          isStillIn(),
          within(from, to),
        ),
      )
      .all();
    return [...hosted, ...joined.map((row) => ({ ...row, personId: row.personId! }))];
  },

  /** The same for a room or a device: the visits that have it. */
  partsOfResource: (tx: Tx, resourceId: string, from: Instant, to: Instant): Part[] =>
    tx
      .select({ ...part, personId: claim.resourceId })
      .from(claim)
      .innerJoin(appointment, eq(appointment.id, claim.appointmentId))
      .where(and(eq(claim.resourceId, resourceId), within(from, to)))
      .all(),

  /** Those of these visits that somebody may read (R2), in the order of time, so many of them; the ids in that order too. */
  readable: (tx: Tx, reader: Reader, appointmentIds: string[], limit: number): Overview[] => {
    const found: Overview[] = [];
    for (let at = 0; at < appointmentIds.length && found.length < limit; at += idsAtOnce) {
      const some = appointmentIds.slice(at, at + idsAtOnce);
      found.push(
        ...overview(tx)
          .where(and(inArray(appointment.id, some), mayRead(tx, reader)))
          .all(),
      );
    }
    return found.sort((a, b) => a.appointment.startsAt - b.appointment.startsAt).slice(0, limit);
  },
};
