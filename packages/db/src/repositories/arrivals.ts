import { and, asc, desc, eq, gt, inArray, lt, ne, or, sql } from 'drizzle-orm';
import type { Instant, NoteKind, QueuedVisit, SeatStatus } from '#domain';
import type { Tx } from '../open.ts';
import { insertInto } from '../prepared.ts';
import {
  appointment,
  encounter,
  healthcareService,
  participant,
  servicePractitioner,
  userAccount,
  waitingNote,
} from '../schema.ts';
import { overview, type Overview } from './appointment-overview.ts';
import type { Reader } from './appointments.ts';

/** Q9: whose visits a member of a team sees: of the services that they offer, or that their organisation provides. */
export const arrivals = {
  /** The services by video that one receives people for, by id. */
  teamServices: (tx: Tx, { userId, organisationId, role }: Reader) =>
    tx
      .selectDistinct({ id: healthcareService.id, name: healthcareService.name })
      .from(healthcareService)
      .leftJoin(servicePractitioner, eq(servicePractitioner.serviceId, healthcareService.id))
      .where(
        and(
          eq(healthcareService.modality, 'video'),
          // V12: who was chosen for a service offers it while they work for its provider.
          eq(healthcareService.organisationId, organisationId),
          role === 'coordinator' ? undefined : eq(servicePractitioner.practitionerId, userId),
        ),
      )
      .orderBy(healthcareService.id)
      .all(),

  /** The team's visits by video that touch [from, to), and the viewer's own whatever service they are of. */
  ofTeam: (tx: Tx, userId: string, serviceIds: string[], from: Instant, to: Instant): Overview[] =>
    overview(tx)
      .where(
        and(
          or(inArray(appointment.serviceId, serviceIds), eq(appointment.practitionerId, userId)),
          eq(appointment.modality, 'video'),
          ne(appointment.status, 'cancelled'),
          gt(appointment.endsAt, from),
          lt(appointment.startsAt, to),
        ),
      )
      .orderBy(asc(appointment.startsAt), asc(appointment.id))
      .all(),

  /** Q10: one specialist's visits that touch [from, to), with where their people are, the host left out. */
  queueOf: (tx: Tx, practitionerId: string, from: Instant, to: Instant): QueuedVisit[] =>
    tx
      .select({
        id: appointment.id,
        startsAt: appointment.startsAt,
        endsAt: appointment.endsAt,
        status: appointment.status,
        encounterStatus: encounter.status,
        seats: sql<string>`(SELECT group_concat(${participant.seat}) FROM ${participant}
          WHERE ${participant.appointmentId} = ${appointment.id} AND ${participant.kind} <> 'host')`,
      })
      .from(appointment)
      .innerJoin(encounter, eq(encounter.appointmentId, appointment.id))
      .where(
        and(
          eq(appointment.practitionerId, practitionerId),
          gt(appointment.endsAt, from),
          lt(appointment.startsAt, to),
          inArray(appointment.status, ['booked', 'arrived', 'fulfilled']),
        ),
      )
      .all()
      .map((row) => ({ ...row, seats: (row.seats ?? '').split(',') as SeatStatus[] })),

  /** L3: the visit that this specialist has next after a time, that day. */
  nextOf: (
    tx: Tx,
    practitionerId: string,
    after: Instant,
    until: Instant,
    notId: string,
  ): Overview | undefined =>
    overview(tx)
      .where(
        and(
          eq(appointment.practitionerId, practitionerId),
          ne(appointment.id, notId),
          inArray(appointment.status, ['booked', 'arrived']),
          ne(encounter.status, 'finished'),
          gt(appointment.endsAt, after),
          lt(appointment.startsAt, until),
        ),
      )
      .orderBy(asc(appointment.startsAt), asc(appointment.id))
      .limit(1)
      .get(),

  /** L2: a visit that is made longer; its calendar entry follows. */
  setEnd: (tx: Tx, id: string, endsAt: Instant) =>
    tx
      .update(appointment)
      // ST8: the end that was booked stays known.
      .set({ endsAt, bookedEndsAt: sql`coalesce(${appointment.bookedEndsAt}, ${appointment.endsAt})` })
      .where(eq(appointment.id, id))
      .run(),

  /** ST7: the longest wait of a visit counts. */
  noteWait: (tx: Tx, id: string, waitedMs: number) =>
    tx
      .update(appointment)
      .set({ waitedMs: sql`max(coalesce(${appointment.waitedMs}, 0), ${Math.max(0, Math.round(waitedMs))})` })
      .where(eq(appointment.id, id))
      .run(),

  /** Q12: whose visit it is from now on. False when it was not `from`'s any more. */
  handTo: (tx: Tx, id: string, from: string, to: string, calendarSequence: number): boolean =>
    tx
      .update(appointment)
      .set({ practitionerId: to, calendarSequence })
      .where(and(eq(appointment.id, id), eq(appointment.practitionerId, from)))
      .run().changes > 0,

  /** L6: what was marked as a no-show is booked again. */
  reopen: (tx: Tx, id: string, now: Instant) =>
    tx
      .update(appointment)
      .set({ status: 'booked', statusAt: now })
      .where(and(eq(appointment.id, id), eq(appointment.status, 'noshow')))
      .run(),
};

export type Note = { at: Instant; kind: NoteKind; text: string };

/** Q11: what was said to those who wait for a visit. */
export const waitingNotes = {
  add: insertInto(waitingNote),

  latest: (tx: Tx, appointmentId: string): (Note & { byName: string }) | undefined =>
    tx
      .select({
        at: waitingNote.at,
        kind: waitingNote.kind,
        text: waitingNote.text,
        byName: userAccount.name,
      })
      .from(waitingNote)
      .innerJoin(userAccount, eq(userAccount.id, waitingNote.sentBy))
      .where(eq(waitingNote.appointmentId, appointmentId))
      .orderBy(desc(waitingNote.at), desc(waitingNote.id))
      .limit(1)
      .get(),
};
