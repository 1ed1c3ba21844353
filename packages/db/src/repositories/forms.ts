import { and, count, desc, eq, inArray, isNull, max, sql } from 'drizzle-orm';
import { formKinds, type FormAnswers, type FormContent, type FormKind, type Instant } from '#domain';
import type { Tx } from '../open.ts';
import { equalsWritten, given, prepared } from '../prepared.ts';
import {
  appointmentForm,
  formResponse,
  formTemplate,
  formVersion,
  healthcareService,
  organisation,
  participant,
  serviceForm,
  userAccount,
} from '../schema.ts';

export type FormTemplate = typeof formTemplate.$inferSelect;
export type FormVersion = typeof formVersion.$inferSelect;

/** F4: an organisation and all above it in the tree, whose templates its services may use. */
export function organisationsOver(tx: Tx, organisationId: string): string[] {
  const rows = tx.all<{ id: string }>(sql`
    WITH RECURSIVE above (id, parent_id, depth) AS (
      SELECT id, parent_id, 0 FROM organisation WHERE id = ${organisationId}
      UNION SELECT o.id, o.parent_id, above.depth + 1 FROM organisation o JOIN above ON o.id = above.parent_id
      WHERE above.depth < 20
    )
    SELECT DISTINCT id FROM above`);
  return rows.map(({ id }) => id);
}

/** The templates as an administrator keeps them, and their versions. */
export const formTemplates = {
  /** Of these organisations, archived ones too, each with its newest version's number (null before the first). */
  list: (tx: Tx, organisationIds: string[]) =>
    tx
      .select({
        template: formTemplate,
        organisationName: organisation.name,
        published: max(formVersion.number),
      })
      .from(formTemplate)
      .innerJoin(organisation, eq(organisation.id, formTemplate.organisationId))
      .leftJoin(formVersion, eq(formVersion.templateId, formTemplate.id))
      .where(inArray(formTemplate.organisationId, organisationIds))
      .groupBy(formTemplate.id)
      .all(),

  byId: (tx: Tx, organisationIds: string[], id: string) =>
    tx
      .select({ template: formTemplate, organisationName: organisation.name })
      .from(formTemplate)
      .innerJoin(organisation, eq(organisation.id, formTemplate.organisationId))
      .where(and(eq(formTemplate.id, id), inArray(formTemplate.organisationId, organisationIds)))
      .get(),

  /** Of whosever it is. */
  isTaken: (tx: Tx, id: string): boolean =>
    tx.select({ id: formTemplate.id }).from(formTemplate).where(eq(formTemplate.id, id)).get() !== undefined,

  insert: (tx: Tx, row: typeof formTemplate.$inferInsert) => tx.insert(formTemplate).values(row).run(),

  save: (tx: Tx, known: FormTemplate, change: { draft?: FormContent; active?: boolean }) =>
    tx
      .update(formTemplate)
      .set({ ...change, revision: known.revision + 1 })
      .where(eq(formTemplate.id, known.id))
      .run(),

  /** The names of the services that use it. */
  usedBy: (tx: Tx, id: string) =>
    tx
      .select({ id: healthcareService.id, name: healthcareService.name })
      .from(serviceForm)
      .innerJoin(healthcareService, eq(healthcareService.id, serviceForm.serviceId))
      .where(eq(serviceForm.templateId, id))
      .all(),

  usedCounts: (tx: Tx): Map<string, number> =>
    new Map(
      tx
        .select({ id: serviceForm.templateId, n: count() })
        .from(serviceForm)
        .groupBy(serviceForm.templateId)
        .all()
        .map(({ id, n }) => [id, n]),
    ),
};

export const formVersions = {
  insert: (tx: Tx, row: typeof formVersion.$inferInsert) => tx.insert(formVersion).values(row).run(),

  /** The newest first. */
  of: (tx: Tx, templateId: string) =>
    tx
      .select({ version: formVersion, publishedByName: userAccount.name })
      .from(formVersion)
      .innerJoin(userAccount, eq(userAccount.id, formVersion.publishedBy))
      .where(eq(formVersion.templateId, templateId))
      .orderBy(desc(formVersion.number))
      .all(),

  byId: (tx: Tx, id: string): FormVersion | undefined =>
    tx.select().from(formVersion).where(eq(formVersion.id, id)).get(),

  newest: (tx: Tx, templateId: string): FormVersion | undefined =>
    tx
      .select()
      .from(formVersion)
      .where(eq(formVersion.templateId, templateId))
      .orderBy(desc(formVersion.number))
      .limit(1)
      .get(),
};

export type FormInUse = { kind: FormKind; version: FormVersion };

export const serviceForms = {
  chosen: (tx: Tx, serviceId: string): Partial<Record<FormKind, string>> =>
    Object.fromEntries(
      tx
        .select({ kind: serviceForm.kind, templateId: serviceForm.templateId })
        .from(serviceForm)
        .where(eq(serviceForm.serviceId, serviceId))
        .all()
        .map(({ kind, templateId }) => [kind, templateId]),
    ),

  replace: (
    tx: Tx,
    service: { id: string; organisationId: string },
    forms: Partial<Record<FormKind, string>>,
  ): void => {
    tx.delete(serviceForm).where(eq(serviceForm.serviceId, service.id)).run();
    const rows = (Object.entries(forms) as [FormKind, string][]).map(([kind, templateId]) => ({
      ...{ serviceId: service.id, organisationId: service.organisationId, kind, templateId },
    }));
    if (rows.length > 0) tx.insert(serviceForm).values(rows).run();
  },

  /** F14: what a service asks in new requests and visits now: the newest versions of templates that are in use. */
  inUse: (tx: Tx, serviceId: string): FormInUse[] =>
    formsInUse(tx)
      .all({ serviceId })
      .flatMap(({ kind, templateId }) => {
        const version = formVersions.newest(tx, templateId);
        return version ? [{ kind, version }] : [];
      })
      .sort((a, b) => formKinds.indexOf(a.kind) - formKinds.indexOf(b.kind)),
};

const formsInUse = prepared((tx) =>
  tx
    .select({ kind: serviceForm.kind, templateId: serviceForm.templateId })
    .from(serviceForm)
    .innerJoin(formTemplate, eq(formTemplate.id, serviceForm.templateId))
    .where(and(eq(serviceForm.serviceId, given('serviceId')), eq(formTemplate.active, true)))
    .prepare(),
);

const askedGuest = prepared((tx) =>
  tx
    .select({ id: participant.id })
    .from(participant)
    .innerJoin(
      appointmentForm,
      and(
        eq(appointmentForm.appointmentId, participant.appointmentId),
        eq(appointmentForm.kind, participant.guestRole),
      ),
    )
    .where(
      and(
        eq(participant.id, given('participantId')),
        equalsWritten(participant.kind, 'guest'),
        isNull(participant.interprets),
      ),
    )
    .prepare(),
);

export type FormResponse = typeof formResponse.$inferSelect;

/** F11: what a visit keeps, and what was written in it. */
export const visitForms = {
  keep: (tx: Tx, row: typeof appointmentForm.$inferInsert) => tx.insert(appointmentForm).values(row).run(),

  kept: (tx: Tx, appointmentId: string): FormInUse[] =>
    tx
      .select({ kind: appointmentForm.kind, version: formVersion })
      .from(appointmentForm)
      .innerJoin(formVersion, eq(formVersion.id, appointmentForm.versionId))
      .where(eq(appointmentForm.appointmentId, appointmentId))
      .all(),

  /** Which kinds of forms any of these visits keeps. */
  keptKinds: (tx: Tx, appointmentIds: readonly string[]): FormKind[] =>
    tx
      .selectDistinct({ kind: appointmentForm.kind })
      .from(appointmentForm)
      .where(inArray(appointmentForm.appointmentId, [...appointmentIds]))
      .all()
      .map(({ kind }) => kind),

  responses: (tx: Tx, appointmentId: string) =>
    tx
      .select({
        response: formResponse,
        version: formVersion,
        userName: userAccount.name,
        guest: participant.name,
      })
      .from(formResponse)
      .innerJoin(formVersion, eq(formVersion.id, formResponse.versionId))
      .leftJoin(userAccount, eq(userAccount.id, formResponse.userId))
      .leftJoin(participant, eq(participant.id, formResponse.participantId))
      .where(eq(formResponse.appointmentId, appointmentId))
      .all(),

  /** Whether a guest is asked something before the visit and has not sent it yet. */
  isAwaited: (tx: Tx, participantId: string): boolean =>
    askedGuest(tx).get({ participantId }) !== undefined &&
    visitForms.ofGuest(tx, participantId)?.status !== 'submitted',

  ofGuest: (tx: Tx, participantId: string): FormResponse | undefined =>
    tx.select().from(formResponse).where(eq(formResponse.participantId, participantId)).get(),

  insert: (tx: Tx, row: typeof formResponse.$inferInsert) => tx.insert(formResponse).values(row).run(),

  save: (
    tx: Tx,
    id: string,
    change: { answers: FormAnswers; status: 'draft' | 'submitted'; savedAt: Instant },
  ) =>
    tx
      .update(formResponse)
      .set({ ...change, submittedAt: change.status === 'submitted' ? change.savedAt : null })
      .where(eq(formResponse.id, id))
      .run(),
};
