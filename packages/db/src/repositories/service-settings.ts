import { and, count, eq, gte, inArray, lt, ne, sql } from 'drizzle-orm';
import { ageGroupsOf, agesOf, type Instant, type ServiceSettings } from '#domain';
import type { Tx } from '../open.ts';
import { serviceCaseTypes } from './case-types.ts';
import { serviceForms } from './forms.ts';
import { serviceNeeds } from './resources.ts';
import { serviceHandlers } from './service-handlers.ts';
import {
  appointment,
  healthcareService,
  organisation,
  servicePractitioner,
  serviceRequester,
  userAccount,
} from '../schema.ts';

type Row = typeof healthcareService.$inferSelect;

/** R7: an organisation and all below it in the tree. The depth is bounded, so that a circle ends too. */
export function organisationsUnder(tx: Tx, organisationId: string): string[] {
  const rows = tx.all<{ id: string }>(sql`
    WITH RECURSIVE below (id, depth) AS (
      SELECT ${organisationId}, 0
      UNION SELECT o.id, below.depth + 1 FROM organisation o JOIN below ON o.parent_id = below.id WHERE below.depth < 20
    )
    SELECT DISTINCT id FROM below`);
  return rows.map(({ id }) => id);
}

/** Everything that an administrator decides about services; the booking side reads them through `services`. */
export const serviceSettings = {
  /** All services of these organisations, archived ones too. */
  list: (tx: Tx, organisationIds: string[]) =>
    tx
      .select({ service: healthcareService, providerName: organisation.name })
      .from(healthcareService)
      .innerJoin(organisation, eq(organisation.id, healthcareService.organisationId))
      .where(inArray(healthcareService.organisationId, organisationIds))
      .all(),

  practitionerCounts: (tx: Tx, organisationIds: string[]): Map<string, number> =>
    new Map(
      tx
        .select({ id: servicePractitioner.serviceId, n: count() })
        .from(servicePractitioner)
        .where(inArray(servicePractitioner.organisationId, organisationIds))
        .groupBy(servicePractitioner.serviceId)
        .all()
        .map(({ id, n }) => [id, n]),
    ),

  byId: (tx: Tx, organisationIds: string[], id: string) => {
    const row = tx
      .select()
      .from(healthcareService)
      .where(and(eq(healthcareService.id, id), inArray(healthcareService.organisationId, organisationIds)))
      .get();
    return row && { row, settings: settingsOf(tx, row) };
  },

  /** Whether an id is anybody's already. */
  isTaken: (tx: Tx, id: string): boolean =>
    tx
      .select({ id: healthcareService.id })
      .from(healthcareService)
      .where(eq(healthcareService.id, id))
      .get() !== undefined,

  insert: (tx: Tx, id: string, settings: ServiceSettings) => {
    tx.insert(healthcareService)
      .values({ id, ...columnsOf(settings) })
      .run();
    replaceLists(tx, id, settings);
  },

  /** The organisation stays: what has been booked belongs to it. */
  update: (tx: Tx, known: Row, settings: ServiceSettings) => {
    const { organisationId, ...columns } = columnsOf(settings, known);
    tx.update(healthcareService)
      .set({ ...columns, revision: known.revision + 1 })
      .where(and(eq(healthcareService.id, known.id), eq(healthcareService.organisationId, organisationId)))
      .run();
    replaceLists(tx, known.id, settings);
  },

  setActive: (tx: Tx, known: Row, active: boolean) =>
    tx
      .update(healthcareService)
      .set({ active, revision: known.revision + 1 })
      .where(eq(healthcareService.id, known.id))
      .run(),

  names: (tx: Tx, ids: string[]) =>
    tx
      .select({ id: healthcareService.id, name: healthcareService.name })
      .from(healthcareService)
      .where(inArray(healthcareService.id, ids))
      .all(),

  quota: (tx: Tx, id: string): number | null =>
    tx
      .select({ monthlyQuota: healthcareService.monthlyQuota })
      .from(healthcareService)
      .where(eq(healthcareService.id, id))
      .get()?.monthlyQuota ?? null,

  /** V8: the visits of a service that an organisation has in [from, to). */
  countVisits: (tx: Tx, serviceId: string, organisationId: string, from: Instant, to: Instant): number =>
    tx
      .select({ n: count() })
      .from(appointment)
      .where(
        and(
          eq(appointment.serviceId, serviceId),
          eq(appointment.requesterOrganisationId, organisationId),
          gte(appointment.startsAt, from),
          lt(appointment.startsAt, to),
          ne(appointment.status, 'cancelled'),
        ),
      )
      .get()?.n ?? 0,

  /** Who can be chosen to offer a service: specialists who work for one of these organisations. */
  candidates: (tx: Tx, organisationIds: string[]) =>
    tx
      .select({
        id: userAccount.id,
        name: userAccount.name,
        title: userAccount.title,
        organisationId: userAccount.organisationId,
      })
      .from(userAccount)
      .where(
        and(
          inArray(userAccount.organisationId, organisationIds),
          eq(userAccount.role, 'specialist'),
          eq(userAccount.active, true),
        ),
      )
      .orderBy(userAccount.name)
      .all(),

  organisations: (tx: Tx) =>
    tx
      .select({ id: organisation.id, name: organisation.name, kind: organisation.kind })
      .from(organisation)
      .orderBy(organisation.name)
      .all(),
};

function settingsOf(tx: Tx, row: Row): ServiceSettings {
  const { id: _id, active: _active, revision: _revision, ageMin, ageMax, ...rest } = row;
  const requesters = tx
    .select({ id: serviceRequester.organisationId })
    .from(serviceRequester)
    .where(eq(serviceRequester.serviceId, row.id))
    .all();
  const practitioners = tx
    .select({ id: servicePractitioner.practitionerId })
    .from(servicePractitioner)
    .where(eq(servicePractitioner.serviceId, row.id))
    .all();
  return {
    ...rest,
    ageGroups: ageGroupsOf({ ageMin, ageMax }),
    requesterIds: requesters.map(({ id }) => id),
    practitionerIds: practitioners.map(({ id }) => id),
    forms: serviceForms.chosen(tx, row.id),
    needs: serviceNeeds.of(tx, row.id, true),
    handlerIds: serviceHandlers.chosen(tx, row.id),
    caseTypeIds: serviceCaseTypes.chosen(tx, row.id),
  };
}

function columnsOf(settings: ServiceSettings, known?: Row) {
  const {
    ageGroups,
    requesterIds: _requesters,
    practitionerIds: _practitioners,
    forms: _forms,
    needs: _needs,
    handlerIds: _handlers,
    caseTypeIds: _caseTypes,
    ...columns
  } = settings;
  return { ...columns, ...agesOf(ageGroups, known) };
}

function replaceLists(tx: Tx, serviceId: string, settings: ServiceSettings): void {
  tx.delete(serviceRequester).where(eq(serviceRequester.serviceId, serviceId)).run();
  tx.delete(servicePractitioner).where(eq(servicePractitioner.serviceId, serviceId)).run();
  const {
    organisationId,
    requesterIds,
    practitionerIds,
    forms,
    needs = [],
    handlerIds,
    caseTypeIds,
  } = settings;
  if (handlerIds) serviceHandlers.replace(tx, { id: serviceId, organisationId }, handlerIds);
  if (caseTypeIds) serviceCaseTypes.replace(tx, { id: serviceId, organisationId }, caseTypeIds);
  serviceNeeds.replace(tx, { id: serviceId, organisationId }, needs);
  if (forms) serviceForms.replace(tx, { id: serviceId, organisationId }, forms);
  if (requesterIds.length > 0)
    tx.insert(serviceRequester)
      .values(requesterIds.map((id) => ({ serviceId, organisationId: id })))
      .run();
  if (practitionerIds.length > 0)
    tx.insert(servicePractitioner)
      .values(practitionerIds.map((practitionerId) => ({ serviceId, practitionerId, organisationId })))
      .run();
}
