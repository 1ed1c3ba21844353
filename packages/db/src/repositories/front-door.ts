import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { DoorSettings } from '#domain';
import type { Tx } from '../open.ts';
import { dutyQueue, healthcareService, organisation, serviceDoor } from '../schema.ts';
import { organisationsUnder } from './service-settings.ts';

export type DoorRow = typeof serviceDoor.$inferSelect;

const shown = and(eq(serviceDoor.shown, true), eq(healthcareService.active, true));
const columns = {
  door: serviceDoor,
  service: healthcareService,
  providerName: organisation.name,
  providerPhone: organisation.phone,
};
const all = (tx: Tx) =>
  tx
    .select(columns)
    .from(serviceDoor)
    .innerJoin(healthcareService, eq(healthcareService.id, serviceDoor.serviceId))
    .innerJoin(organisation, eq(organisation.id, serviceDoor.organisationId));

export type ShownService = ReturnType<ReturnType<typeof all>['all']>[number];

/** G1–G3: what families see of services. Everything here is public; who may change it is asked elsewhere. */
export const frontDoor = {
  of: (tx: Tx, serviceId: string): DoorRow | undefined =>
    tx.select().from(serviceDoor).where(eq(serviceDoor.serviceId, serviceId)).get(),

  save: (tx: Tx, row: DoorSettings & { serviceId: string; organisationId: string; revision: number }) =>
    tx.insert(serviceDoor).values(row).onConflictDoUpdate({ target: serviceDoor.serviceId, set: row }).run(),

  organisation: (tx: Tx, slug: string) =>
    tx.select().from(organisation).where(eq(organisation.slug, slug)).get(),

  hasSlug: (tx: Tx, slug: string, exceptId: string | undefined): boolean => {
    const row = frontDoor.organisation(tx, slug);
    return row !== undefined && row.id !== exceptId;
  },

  /** The organisations that have a tray. */
  withSlugs: (tx: Tx) =>
    tx
      .select({ id: organisation.id, name: organisation.name, slug: organisation.slug })
      .from(organisation)
      .where(isNotNull(organisation.slug))
      .orderBy(sql`${organisation.name} COLLATE NOCASE`)
      .all(),

  /** Every shown service of the installation, which are tens. */
  shown: (tx: Tx): ShownService[] => all(tx).where(shown).all(),

  shownService: (tx: Tx, serviceId: string): ShownService | undefined =>
    all(tx)
      .where(and(shown, eq(serviceDoor.serviceId, serviceId)))
      .get(),

  /** G3: the municipalities at and below an organisation, by name. */
  municipalities: (tx: Tx, organisationId: string): { id: string; name: string }[] =>
    tx
      .select({ id: organisation.id, name: organisation.name })
      .from(organisation)
      .where(
        and(
          eq(organisation.kind, 'municipality'),
          inArray(organisation.id, organisationsUnder(tx, organisationId)),
        ),
      )
      .orderBy(sql`${organisation.name} COLLATE NOCASE`)
      .all(),

  /** The public link of a service's duty queue, while it is switched on (I1). */
  queueLink: (tx: Tx, serviceId: string): string | undefined =>
    tx
      .select({ link: dutyQueue.link })
      .from(dutyQueue)
      .where(and(eq(dutyQueue.serviceId, serviceId), eq(dutyQueue.active, true)))
      .get()?.link,
};
