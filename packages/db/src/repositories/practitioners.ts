import { and, count, eq, exists, gt, gte, inArray, lt, max } from 'drizzle-orm';
import type { BookedVisit, Instant, LocalDate } from '#domain';
import type { Tx } from '../open.ts';
import {
  appointment,
  healthcareService,
  organisation,
  schedule,
  servicePractitioner,
  userAccount,
} from '../schema.ts';

const coming = ['booked', 'arrived'] as const;

const withOrganisation = (tx: Tx) =>
  tx
    .select({ user: userAccount, organisationName: organisation.name })
    .from(userAccount)
    .innerJoin(organisation, eq(organisation.id, userAccount.organisationId));

/** People whose hours are kept: specialists, what they offer, and what is booked with them. */
export const practitioners = {
  /** With an open account, of these organisations. */
  ofOrganisations: (tx: Tx, organisationIds: string[]) =>
    withOrganisation(tx)
      .where(
        and(
          inArray(userAccount.organisationId, organisationIds),
          eq(userAccount.role, 'specialist'),
          eq(userAccount.active, true),
        ),
      )
      .all(),

  byId: (tx: Tx, id: string) =>
    withOrganisation(tx)
      .where(and(eq(userAccount.id, id), eq(userAccount.role, 'specialist'), eq(userAccount.active, true)))
      .get(),

  /** Whoever has or had visits of their own, whatever they are by now: what is booked with a closed account stays (U4). */
  whoHosts: (tx: Tx, id: string) =>
    withOrganisation(tx)
      .where(
        and(
          eq(userAccount.id, id),
          exists(
            tx.select({ id: appointment.id }).from(appointment).where(eq(appointment.practitionerId, id)),
          ),
        ),
      )
      .get(),

  /** The last day of anybody's weekly hours, of those who have any from `from` on. */
  hoursUntil: (tx: Tx, ids: string[], from: LocalDate): Map<string, LocalDate> =>
    new Map(
      tx
        .select({ id: schedule.practitionerId, until: max(schedule.validTo) })
        .from(schedule)
        .where(and(inArray(schedule.practitionerId, ids), gte(schedule.validTo, from)))
        .groupBy(schedule.practitionerId)
        .all()
        .map(({ id, until }) => [id, until ?? '']),
    ),

  /** How many services each was chosen for that their own organisation provides (V12). */
  serviceCounts: (tx: Tx, ids: string[]): Map<string, number> =>
    new Map(
      offeredBy(tx)
        .where(and(inArray(userAccount.id, ids), eq(healthcareService.active, true)))
        .groupBy(userAccount.id)
        .all()
        .map(({ id, n }) => [id, n]),
    ),

  /** The services that a practitioner was chosen for and that their organisation provides (V12). */
  services: (tx: Tx, id: string) =>
    tx
      .select({
        id: healthcareService.id,
        name: healthcareService.name,
        lengthMinutes: healthcareService.lengthMinutes,
      })
      .from(servicePractitioner)
      .innerJoin(userAccount, eq(userAccount.id, servicePractitioner.practitionerId))
      .innerJoin(
        healthcareService,
        and(
          eq(healthcareService.id, servicePractitioner.serviceId),
          eq(healthcareService.organisationId, userAccount.organisationId),
        ),
      )
      .where(and(eq(servicePractitioner.practitionerId, id), eq(healthcareService.active, true)))
      .all(),

  /** Services by id, also ones that nobody offers any more. */
  servicesNamed: (tx: Tx, ids: string[]) =>
    tx
      .select({
        id: healthcareService.id,
        name: healthcareService.name,
        lengthMinutes: healthcareService.lengthMinutes,
      })
      .from(healthcareService)
      .where(inArray(healthcareService.id, ids))
      .all(),

  /**
   * What is booked with a practitioner and begins in (after, before); of a full year, some two thousand.
   *
   * @param providerIds Without them, whichever organisation provides it.
   */
  visits: (
    tx: Tx,
    id: string,
    after: Instant,
    before = Number.MAX_SAFE_INTEGER,
    providerIds?: readonly string[],
  ): BookedVisit[] =>
    tx
      .select({
        appointmentId: appointment.id,
        serviceId: appointment.serviceId,
        practitionerId: appointment.practitionerId,
        startsAt: appointment.startsAt,
        endsAt: appointment.endsAt,
      })
      .from(appointment)
      .where(
        and(
          eq(appointment.practitionerId, id),
          gt(appointment.startsAt, after),
          lt(appointment.startsAt, before),
          inArray(appointment.status, [...coming]),
          providerIds && inArray(appointment.organisationId, [...providerIds]),
        ),
      )
      .orderBy(appointment.startsAt)
      .all(),
};

const offeredBy = (tx: Tx) =>
  tx
    .select({ id: userAccount.id, n: count() })
    .from(servicePractitioner)
    .innerJoin(userAccount, eq(userAccount.id, servicePractitioner.practitionerId))
    .innerJoin(
      healthcareService,
      and(
        eq(healthcareService.id, servicePractitioner.serviceId),
        eq(healthcareService.organisationId, userAccount.organisationId),
      ),
    );
