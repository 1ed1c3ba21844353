import { and, eq, gte, inArray, lte, or } from 'drizzle-orm';
import type { LocalDate, ScheduleException, WeeklyRule } from '#domain';
import type { Tx } from '../open.ts';
import {
  healthcareService,
  organisation,
  scheduleException,
  servicePractitioner,
  serviceRequester,
  userAccount,
  weeklyRule,
} from '../schema.ts';

export type Service = typeof healthcareService.$inferSelect & { providerName: string };

const visible = (tx: Tx) =>
  tx
    .selectDistinct({ service: healthcareService, providerName: organisation.name })
    .from(healthcareService)
    .innerJoin(organisation, eq(organisation.id, healthcareService.organisationId))
    .leftJoin(serviceRequester, eq(serviceRequester.serviceId, healthcareService.id));

const mayRequest = (organisationId: string) => eq(serviceRequester.organisationId, organisationId);
const mayRead = (organisationId: string) =>
  or(mayRequest(organisationId), eq(healthcareService.organisationId, organisationId));

const flat = (row: { service: typeof healthcareService.$inferSelect; providerName: string }): Service => ({
  ...row.service,
  providerName: row.providerName,
});

export const services = {
  /** What an organisation may request or itself provides. */
  list: (tx: Tx, organisationId: string): Service[] =>
    visible(tx)
      .where(and(eq(healthcareService.active, true), mayRead(organisationId)))
      .orderBy(healthcareService.tier, healthcareService.id)
      .all()
      .map(flat),

  byId: (tx: Tx, organisationId: string, id: string): Service | undefined => {
    const row = visible(tx)
      .where(and(eq(healthcareService.id, id), eq(healthcareService.active, true), mayRead(organisationId)))
      .get();
    return row && flat(row);
  },

  /** A service that this organisation may request, which providing it alone does not allow. */
  requestable: (tx: Tx, organisationId: string, id: string): Service | undefined => {
    const row = visible(tx)
      .where(
        and(eq(healthcareService.id, id), eq(healthcareService.active, true), mayRequest(organisationId)),
      )
      .get();
    return row && flat(row);
  },

  /** The service of a visit that the caller may see, also when it has been archived since (V13). */
  ofVisit: (tx: Tx, organisationId: string, id: string): Service | undefined => {
    const row = visible(tx)
      .where(and(eq(healthcareService.id, id), eq(healthcareService.organisationId, organisationId)))
      .get();
    return row && flat(row);
  },

  /** V12: whether somebody offers a service and still works here. */
  isOfferedBy: (tx: Tx, serviceId: string, practitionerId: string): boolean =>
    tx
      .select({ id: userAccount.id })
      .from(servicePractitioner)
      .innerJoin(userAccount, eq(userAccount.id, servicePractitioner.practitionerId))
      .where(
        and(
          eq(servicePractitioner.serviceId, serviceId),
          eq(userAccount.id, practitionerId),
          eq(userAccount.active, true),
        ),
      )
      .get() !== undefined,

  /** Every service that a change of this practitioner's time can be seen in. */
  idsOfPractitioner: (tx: Tx, practitionerId: string): string[] => {
    const weekly = tx
      .selectDistinct({ id: weeklyRule.serviceId })
      .from(weeklyRule)
      .where(eq(weeklyRule.practitionerId, practitionerId))
      .all();
    const extra = tx
      .selectDistinct({ id: scheduleException.serviceId })
      .from(scheduleException)
      .where(eq(scheduleException.practitionerId, practitionerId))
      .all();
    return [...new Set([...weekly, ...extra].flatMap(({ id }) => id ?? []))];
  },

  /** Who has any hours for a service in these days, weekly or extra, offers it (V12) and still works here. */
  practitionerIds: (tx: Tx, serviceId: string, from: LocalDate, to: LocalDate): string[] => {
    const extra = tx
      .selectDistinct({ id: scheduleException.practitionerId })
      .from(scheduleException)
      .where(
        and(
          eq(scheduleException.serviceId, serviceId),
          gte(scheduleException.date, from),
          lte(scheduleException.date, to),
        ),
      )
      .all();
    const weekly = services.rules(tx, serviceId, from, to).map((rule) => ({ id: rule.practitionerId }));
    const ids = [...new Set([...weekly, ...extra].map(({ id }) => id))];
    return tx
      .select({ id: userAccount.id })
      .from(userAccount)
      .innerJoin(
        servicePractitioner,
        and(
          eq(servicePractitioner.practitionerId, userAccount.id),
          eq(servicePractitioner.serviceId, serviceId),
        ),
      )
      .where(and(inArray(userAccount.id, ids), eq(userAccount.active, true)))
      .all()
      .map(({ id }) => id);
  },

  rules: (tx: Tx, serviceId: string, from: LocalDate, to: LocalDate): WeeklyRule[] =>
    tx
      .select()
      .from(weeklyRule)
      .where(
        and(
          eq(weeklyRule.serviceId, serviceId),
          lte(weeklyRule.validFrom, to),
          gte(weeklyRule.validTo, from),
        ),
      )
      .all(),

  /** Exceptions that touch a service: its own extra hours, and whatever is off for its practitioners. */
  exceptions: (
    tx: Tx,
    serviceId: string,
    practitionerIds: string[],
    from: LocalDate,
    to: LocalDate,
  ): ScheduleException[] =>
    tx
      .select()
      .from(scheduleException)
      .where(
        and(
          inArray(scheduleException.practitionerId, practitionerIds),
          gte(scheduleException.date, from),
          lte(scheduleException.date, to),
          or(eq(scheduleException.kind, 'off'), eq(scheduleException.serviceId, serviceId)),
        ),
      )
      .all(),

  practitioners: (tx: Tx, ids: string[]) =>
    tx
      .select({ id: userAccount.id, name: userAccount.name, title: userAccount.title })
      .from(userAccount)
      .where(inArray(userAccount.id, ids))
      .all(),
};
