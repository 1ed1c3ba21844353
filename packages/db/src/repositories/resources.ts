import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Instant, ResourceFields, ResourceKind, ServiceText } from '#domain';
import type { Tx } from '../open.ts';
import { given, prepared } from '../prepared.ts';
import { appointment, claim, healthcareService, organisation, resource, serviceNeed } from '../schema.ts';

/** A room or a device, as people are told of it. */
export type Thing = { id: string; kind: ResourceKind; name: ServiceText; address: string };

const isThing = ne(resource.kind, 'person');
const isBooking = sql`${claim.kind} = 'booking'`;
const told = { id: resource.id, kind: resource.kind, name: resource.name, address: resource.address };
type Told = Omit<Thing, 'kind'> & { kind: 'person' | ResourceKind };
const asThing = (row: Told): Thing[] => (row.kind === 'person' ? [] : [{ ...row, kind: row.kind }]);

/** Rooms and devices (D). People are resources too, and are read as the accounts that they are. */
export const resources = {
  /** Of these organisations, closed ones too, with how many services need each. */
  list: (tx: Tx, organisationIds: string[]) =>
    tx
      .select({
        resource,
        organisationName: organisation.name,
        services: sql<number>`(SELECT count(*) FROM service_need n WHERE n.resource_id = ${resource.id})`,
      })
      .from(resource)
      .innerJoin(organisation, eq(organisation.id, resource.organisationId))
      .where(and(isThing, inArray(resource.organisationId, organisationIds)))
      .all(),

  byId: (tx: Tx, organisationIds: string[], id: string) =>
    tx
      .select()
      .from(resource)
      .where(and(eq(resource.id, id), isThing, inArray(resource.organisationId, organisationIds)))
      .get(),

  /** Open ones of these organisations, by kind and name. */
  open: (tx: Tx, organisationIds: string[]): (Thing & { organisationId: string })[] =>
    tx
      .select({ ...told, organisationId: resource.organisationId })
      .from(resource)
      .where(and(isThing, eq(resource.active, true), inArray(resource.organisationId, organisationIds)))
      .orderBy(asc(resource.kind), asc(sql`json_extract(${resource.name}, '$.fi')`), asc(resource.id))
      .all()
      .flatMap(({ organisationId, ...row }) => asThing(row).map((thing) => ({ ...thing, organisationId }))),

  /** Those of these ids that are rooms or devices, open or not, in the order of the ids. */
  named: (tx: Tx, ids: readonly string[]): Thing[] => {
    if (ids.length === 0) return [];
    const found = tx
      .select(told)
      .from(resource)
      .where(and(isThing, inArray(resource.id, [...ids])))
      .all()
      .flatMap(asThing);
    return ids.flatMap((id) => found.find((thing) => thing.id === id) ?? []);
  },

  organisationOf: (tx: Tx, id: string): string | undefined =>
    tx.select({ id: resource.organisationId }).from(resource).where(eq(resource.id, id)).get()?.id,

  isOpen: (tx: Tx, id: string): boolean =>
    tx
      .select({ id: resource.id })
      .from(resource)
      .where(and(eq(resource.id, id), isThing, eq(resource.active, true)))
      .get() !== undefined,

  /** Of whosever it is, people among them. */
  isTaken: (tx: Tx, id: string): boolean =>
    tx.select({ id: resource.id }).from(resource).where(eq(resource.id, id)).get() !== undefined,

  insert: (tx: Tx, id: string, fields: ResourceFields) =>
    tx
      .insert(resource)
      .values({ id, ...fields })
      .run(),
  /** The organisation stays: what has been booked belongs to it. */
  update: (tx: Tx, id: string, { kind, name, address }: ResourceFields) =>
    tx.update(resource).set({ kind, name, address }).where(eq(resource.id, id)).run(),
  setActive: (tx: Tx, id: string, active: boolean) =>
    tx.update(resource).set({ active }).where(eq(resource.id, id)).run(),

  /** Which rooms and devices a booked visit has. */
  ofVisit: (tx: Tx, appointmentId: string): Thing[] =>
    tx
      .select(told)
      .from(claim)
      .innerJoin(resource, eq(resource.id, claim.resourceId))
      .where(and(isBooking, eq(claim.appointmentId, appointmentId), isThing))
      .orderBy(sql`${claim}.rowid`)
      .all()
      .flatMap(asThing),

  /** The visits that have it and are to come, the soonest first. */
  coming: (tx: Tx, id: string, after: Instant): string[] =>
    tx
      .select({ id: appointment.id })
      .from(claim)
      .innerJoin(appointment, eq(appointment.id, claim.appointmentId))
      .where(
        and(
          isBooking,
          eq(claim.resourceId, id),
          sql`${appointment.startsAt} > ${after}`,
          inArray(appointment.status, ['booked', 'arrived']),
        ),
      )
      .orderBy(asc(appointment.startsAt))
      .all()
      .map((row) => row.id),
};

const needsOf = prepared((tx) =>
  tx
    .select({ id: serviceNeed.resourceId, need: serviceNeed.need, active: resource.active })
    .from(serviceNeed)
    .innerJoin(resource, eq(resource.id, serviceNeed.resourceId))
    .where(eq(serviceNeed.serviceId, given('serviceId')))
    .orderBy(asc(serviceNeed.need), asc(serviceNeed.position))
    .prepare(),
);

/** What visits of a service need besides their people (D2). */
export const serviceNeeds = {
  /** Need by need, in the order in which they are tried; of what is open alone unless `closedToo`. A need can be empty. */
  of: (tx: Tx, serviceId: string, closedToo = false): string[][] => {
    const rows = needsOf(tx).all({ serviceId });
    const needs: string[][] = [];
    for (const { id, need, active } of rows) {
      const choices = (needs[need] ??= []);
      if (active || closedToo) choices.push(id);
    }
    return needs;
  },

  replace: (
    tx: Tx,
    service: { id: string; organisationId: string },
    needs: readonly (readonly string[])[],
  ) => {
    tx.delete(serviceNeed).where(eq(serviceNeed.serviceId, service.id)).run();
    const rows = needs.flatMap((choices, need) =>
      choices.map((resourceId, position) => ({
        ...{ serviceId: service.id, organisationId: service.organisationId },
        ...{ resourceId, need, position },
      })),
    );
    if (rows.length > 0) tx.insert(serviceNeed).values(rows).run();
  },

  /** Which services in use need it. */
  servicesNeeding: (tx: Tx, resourceId: string) =>
    tx
      .select({ id: healthcareService.id, name: healthcareService.name })
      .from(serviceNeed)
      .innerJoin(healthcareService, eq(healthcareService.id, serviceNeed.serviceId))
      .where(and(eq(serviceNeed.resourceId, resourceId), eq(healthcareService.active, true)))
      .all(),

  /** What these services need, and the other services that need any of it: whose free times change with theirs. */
  sharedBy: (tx: Tx, serviceIds: readonly string[]): { serviceIds: string[]; resourceIds: string[] } => {
    const rows = tx.all<{ serviceId: string; resourceId: string }>(sql`
      SELECT other.service_id AS serviceId, other.resource_id AS resourceId
      FROM service_need own JOIN service_need other ON other.resource_id = own.resource_id
      WHERE own.service_id IN (SELECT value FROM json_each(${JSON.stringify(serviceIds)}))`);
    return {
      serviceIds: [...new Set(rows.map((row) => row.serviceId))],
      resourceIds: [...new Set(rows.map((row) => row.resourceId))],
    };
  },
};
