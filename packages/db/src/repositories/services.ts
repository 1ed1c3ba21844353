import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { SpokenLanguage } from '#domain';
import type { Tx } from '../open.ts';
import { given, prepared, written } from '../prepared.ts';
import { serviceNeeds } from './resources.ts';
import {
  healthcareService,
  organisation,
  servicePractitioner,
  serviceRequester,
  userAccount,
} from '../schema.ts';

export type Service = typeof healthcareService.$inferSelect & {
  providerName: string;
  /** D2: what its visits take besides their people's time. */
  needs: string[][];
};

const told = { service: healthcareService, providerName: organisation.name };
const visible = (tx: Tx) =>
  tx
    .selectDistinct(told)
    .from(healthcareService)
    .innerJoin(organisation, eq(organisation.id, healthcareService.organisationId))
    .leftJoin(serviceRequester, eq(serviceRequester.serviceId, healthcareService.id));

type OrganisationId = string | ReturnType<typeof given>;
const mayRequest = (organisationId: OrganisationId) => eq(serviceRequester.organisationId, organisationId);
const mayRead = (organisationId: OrganisationId) =>
  or(mayRequest(organisationId), eq(healthcareService.organisationId, organisationId));

type Found = { service: typeof healthcareService.$inferSelect; providerName: string };
const flat = (tx: Tx, { service, providerName }: Found): Service => ({
  ...service,
  providerName,
  needs: serviceNeeds.of(tx, service.id),
});

const readable = prepared((tx) =>
  visible(tx)
    .where(
      and(
        eq(healthcareService.id, given('id')),
        eq(healthcareService.active, true),
        mayRead(given('organisationId')),
      ),
    )
    .prepare(),
);

/** One row for a service and an organisation, so that none has to be told from others. */
const requestable = prepared((tx) =>
  tx
    .select(told)
    .from(serviceRequester)
    .innerJoin(healthcareService, eq(healthcareService.id, serviceRequester.serviceId))
    .innerJoin(organisation, eq(organisation.id, healthcareService.organisationId))
    .where(
      and(
        eq(healthcareService.id, given('id')),
        eq(healthcareService.active, true),
        mayRequest(given('organisationId')),
      ),
    )
    .prepare(),
);

const bookable = written(`
  SELECT 1 FROM service_requester r JOIN healthcare_service s ON s.id = r.service_id
  WHERE r.service_id = :id AND r.organisation_id = :organisationId AND s.active = 1 AND s.route <> 'triage'`);

const offers = prepared((tx) =>
  tx
    .select({ id: userAccount.id })
    .from(servicePractitioner)
    .innerJoin(userAccount, eq(userAccount.id, servicePractitioner.practitionerId))
    .innerJoin(healthcareService, eq(healthcareService.id, servicePractitioner.serviceId))
    .where(
      and(
        eq(servicePractitioner.serviceId, given('serviceId')),
        eq(userAccount.id, given('practitionerId')),
        stillWorksThere(),
      ),
    )
    .prepare(),
);

/** V12: with an open account, and for the organisation that provides the service; whoever was chosen elsewhere before stays on its list. */
export const stillWorksThere = () =>
  and(eq(userAccount.active, true), eq(userAccount.organisationId, healthcareService.organisationId));

export const services = {
  /** What an organisation may request or itself provides. */
  list: (tx: Tx, organisationId: string): Service[] =>
    visible(tx)
      .where(and(eq(healthcareService.active, true), mayRead(organisationId)))
      .orderBy(healthcareService.tier, healthcareService.id)
      .all()
      .map((row) => flat(tx, row)),

  byId: (tx: Tx, organisationId: string, id: string): Service | undefined => {
    const row = readable(tx).get({ id, organisationId });
    return row && flat(tx, row);
  },

  /** A service that this organisation may request, which providing it alone does not allow. */
  requestable: (tx: Tx, organisationId: string, id: string): Service | undefined => {
    const row = requestable(tx).get({ id, organisationId });
    return row && flat(tx, row);
  },

  /** Whether this organisation may ask for a time of it directly, without all that it says. */
  isBookable: (tx: Tx, organisationId: string, id: string): boolean =>
    bookable(tx, { organisationId, id }).length > 0,

  /** The service of a visit that the caller may see, also when it has been archived since (V13). */
  ofVisit: (tx: Tx, organisationId: string, id: string): Service | undefined => {
    const row = visible(tx)
      .where(and(eq(healthcareService.id, id), eq(healthcareService.organisationId, organisationId)))
      .get();
    return row && flat(tx, row);
  },

  /** V12: whether somebody offers a service and still works here. */
  isOfferedBy: (tx: Tx, serviceId: string, practitionerId: string): boolean =>
    offers(tx).get({ serviceId, practitionerId }) !== undefined,

  /** Who offers a service and still works here (V12). */
  offering: (tx: Tx, serviceId: string) =>
    tx
      .select({
        id: userAccount.id,
        name: userAccount.name,
        title: userAccount.title,
        languages: userAccount.languages,
      })
      .from(servicePractitioner)
      .innerJoin(userAccount, eq(userAccount.id, servicePractitioner.practitionerId))
      .innerJoin(healthcareService, eq(healthcareService.id, servicePractitioner.serviceId))
      .where(and(eq(servicePractitioner.serviceId, serviceId), stillWorksThere()))
      .all(),

  /** S13: the languages that these people work in. */
  languagesOf: (tx: Tx, ids: readonly string[]): Map<string, SpokenLanguage[]> =>
    new Map(
      tx
        .select({ id: userAccount.id, languages: userAccount.languages })
        .from(userAccount)
        .where(inArray(userAccount.id, [...ids]))
        .all()
        .map(({ id, languages }) => [id, languages]),
    ),

  /** S13: where a service can be had: the municipalities that may request it, themselves or through what they belong to. */
  municipalities: (tx: Tx, serviceId: string): { id: string; name: string }[] =>
    tx.all<{ id: string; name: string }>(sql`
      WITH RECURSIVE served (id, depth) AS (
        SELECT organisation_id, 0 FROM service_requester WHERE service_id = ${serviceId}
        UNION SELECT o.id, served.depth + 1 FROM organisation o JOIN served ON o.parent_id = served.id
        WHERE served.depth < 20
      )
      SELECT DISTINCT o.id, o.name FROM organisation o JOIN served ON served.id = o.id
      WHERE o.kind = 'municipality' ORDER BY o.name`),

  practitioners: (tx: Tx, ids: string[]) =>
    tx
      .select({ id: userAccount.id, name: userAccount.name, title: userAccount.title })
      .from(userAccount)
      .where(inArray(userAccount.id, ids))
      .all(),
};
