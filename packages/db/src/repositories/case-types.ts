import { and, asc, count, eq, inArray, or } from 'drizzle-orm';
import type { CaseTypeSettings, FormKind, Limits } from '#domain';
import type { Tx } from '../open.ts';
import { given, insertInto, prepared } from '../prepared.ts';
import {
  caseType,
  caseTypeForm,
  formTemplate,
  healthcareService,
  organisation,
  requestCaseType,
  serviceCaseType,
  serviceRequest,
  triageRequest,
} from '../schema.ts';
import { formVersions, type FormInUse } from './forms.ts';

export type CaseTypeRow = typeof caseType.$inferSelect;
/** What a request keeps of its type (CT5). */
export type KeptCaseType = typeof requestCaseType.$inferSelect;

const formsOf = (tx: Tx, caseTypeId: string): Partial<Record<FormKind, string>> =>
  Object.fromEntries(
    tx
      .select({ kind: caseTypeForm.kind, templateId: caseTypeForm.templateId })
      .from(caseTypeForm)
      .where(eq(caseTypeForm.caseTypeId, caseTypeId))
      .all()
      .map(({ kind, templateId }) => [kind, templateId]),
  );

function replaceForms(tx: Tx, caseTypeId: string, { organisationId, forms }: CaseTypeSettings): void {
  tx.delete(caseTypeForm).where(eq(caseTypeForm.caseTypeId, caseTypeId)).run();
  const rows = (Object.entries(forms) as [FormKind, string][]).map(([kind, templateId]) => ({
    ...{ caseTypeId, organisationId, kind, templateId },
  }));
  if (rows.length > 0) tx.insert(caseTypeForm).values(rows).run();
}

/** Case types as an administrator keeps them. */
export const caseTypes = {
  /** The templates that a type brings, by what they are for. */
  formsOf,

  /** Of these organisations, archived ones too. */
  list: (tx: Tx, organisationIds: string[]) =>
    tx
      .select({ type: caseType, organisationName: organisation.name })
      .from(caseType)
      .innerJoin(organisation, eq(organisation.id, caseType.organisationId))
      .where(inArray(caseType.organisationId, organisationIds))
      .all(),

  byId: (tx: Tx, organisationIds: string[], id: string) => {
    const found = tx
      .select({ type: caseType, organisationName: organisation.name })
      .from(caseType)
      .innerJoin(organisation, eq(organisation.id, caseType.organisationId))
      .where(and(eq(caseType.id, id), inArray(caseType.organisationId, organisationIds)))
      .get();
    if (!found) return undefined;
    const { organisationId, name, description, restrictedIds, shared } = found.type;
    const forms = formsOf(tx, id);
    const settings: CaseTypeSettings = { organisationId, name, description, restrictedIds, shared, forms };
    return { ...found, settings };
  },

  /** Whether an id is anybody's already. */
  isTaken: (tx: Tx, id: string): boolean =>
    tx.select({ id: caseType.id }).from(caseType).where(eq(caseType.id, id)).get() !== undefined,

  insert: (tx: Tx, id: string, settings: CaseTypeSettings, createdAt: number): void => {
    const { forms: _forms, ...columns } = settings;
    tx.insert(caseType)
      .values({ id, ...columns, createdAt })
      .run();
    replaceForms(tx, id, settings);
  },

  /** The organisation stays: services below it take the type. */
  update: (tx: Tx, known: CaseTypeRow, settings: CaseTypeSettings): void => {
    const { forms: _forms, organisationId: _own, ...columns } = settings;
    tx.update(caseType)
      .set({ ...columns, revision: known.revision + 1 })
      .where(eq(caseType.id, known.id))
      .run();
    replaceForms(tx, known.id, { ...settings, organisationId: known.organisationId });
  },

  setActive: (tx: Tx, known: CaseTypeRow, active: boolean): void => {
    tx.update(caseType)
      .set({ active, revision: known.revision + 1 })
      .where(eq(caseType.id, known.id))
      .run();
  },

  /** CT6: those that name organisations with a restricted view, wherever they are, archived ones too: what was asked keeps its type. */
  restricting: (tx: Tx) =>
    tx
      .select({
        id: caseType.id,
        organisationId: caseType.organisationId,
        restrictedIds: caseType.restrictedIds,
      })
      .from(caseType)
      .all()
      .filter(({ restrictedIds }) => restrictedIds.length > 0),

  /** Those that bring a template. */
  bringing: (tx: Tx, templateId: string) =>
    tx
      .select({ id: caseType.id, name: caseType.name })
      .from(caseTypeForm)
      .innerJoin(caseType, eq(caseType.id, caseTypeForm.caseTypeId))
      .where(eq(caseTypeForm.templateId, templateId))
      .all(),

  /** The services that take it. */
  usedBy: (tx: Tx, id: string) =>
    tx
      .select({ id: healthcareService.id, name: healthcareService.name })
      .from(serviceCaseType)
      .innerJoin(healthcareService, eq(healthcareService.id, serviceCaseType.serviceId))
      .where(eq(serviceCaseType.caseTypeId, id))
      .all(),

  usedCounts: (tx: Tx): Map<string, number> =>
    new Map(
      tx
        .select({ id: serviceCaseType.caseTypeId, n: count() })
        .from(serviceCaseType)
        .groupBy(serviceCaseType.caseTypeId)
        .all()
        .map(({ id, n }) => [id, n]),
    ),
};

/** CT3: what services take. */
export const serviceCaseTypes = {
  /** As an administrator has chosen them; archived ones too. */
  chosen: (tx: Tx, serviceId: string): string[] =>
    tx
      .select({ id: serviceCaseType.caseTypeId })
      .from(serviceCaseType)
      .where(eq(serviceCaseType.serviceId, serviceId))
      .orderBy(asc(serviceCaseType.position))
      .all()
      .map(({ id }) => id),

  replace: (tx: Tx, service: { id: string; organisationId: string }, ids: readonly string[]): void => {
    tx.delete(serviceCaseType).where(eq(serviceCaseType.serviceId, service.id)).run();
    const rows = ids.map((caseTypeId, position) => ({
      ...{ serviceId: service.id, organisationId: service.organisationId, caseTypeId, position },
    }));
    if (rows.length > 0) tx.insert(serviceCaseType).values(rows).run();
  },

  /** Those that can be chosen now, in the service's order. */
  open: (tx: Tx, serviceId: string): CaseTypeRow[] =>
    openTypes(tx)
      .all({ serviceId })
      .map(({ type }) => type),

  /** CT2: what a type asks instead of the service's own: the newest versions of its templates that are in use (F14). */
  forms: (tx: Tx, caseTypeId: string): FormInUse[] =>
    typesForms(tx)
      .all({ caseTypeId })
      .flatMap(({ kind, templateId }) => {
        const version = formVersions.newest(tx, templateId);
        return version ? [{ kind, version }] : [];
      }),
};

const openTypes = prepared((tx) =>
  tx
    .select({ type: caseType })
    .from(serviceCaseType)
    .innerJoin(caseType, eq(caseType.id, serviceCaseType.caseTypeId))
    .where(and(eq(serviceCaseType.serviceId, given('serviceId')), eq(caseType.active, true)))
    .orderBy(asc(serviceCaseType.position))
    .prepare(),
);

const typesForms = prepared((tx) =>
  tx
    .select({ kind: caseTypeForm.kind, templateId: caseTypeForm.templateId })
    .from(caseTypeForm)
    .innerJoin(formTemplate, eq(formTemplate.id, caseTypeForm.templateId))
    .where(and(eq(caseTypeForm.caseTypeId, given('caseTypeId')), eq(formTemplate.active, true)))
    .prepare(),
);

/** CT5: what requests keep of their types. */
export const requestCaseTypes = {
  keep: insertInto(requestCaseType),

  of: (tx: Tx, requestId: string): KeptCaseType | undefined => keptOf(tx).get({ requestId }),

  ofAll: (tx: Tx, requestIds: readonly string[]): Map<string, KeptCaseType> =>
    new Map(
      requestIds.length === 0
        ? []
        : tx
            .select()
            .from(requestCaseType)
            .where(inArray(requestCaseType.requestId, [...requestIds]))
            .all()
            .map((row) => [row.requestId, row]),
    ),

  /** What the type of a request says today (CT8). */
  limitsToday: (tx: Tx, caseTypeId: string) =>
    tx
      .select({ restrictedIds: caseType.restrictedIds, shared: caseType.shared })
      .from(caseType)
      .where(eq(caseType.id, caseTypeId))
      .get() ?? null,

  /**
   * CT10: whom case types restrict from whose slot it is: what the requests about this case and this request keep, what their
   * types say today, and what every type of these organisations says.
   */
  limitsAround: (
    tx: Tx,
    { caseId, requestId, organisationIds }: { caseId: string; requestId: string; organisationIds: string[] },
  ): Limits[] => {
    const ofCase = [serviceRequest, triageRequest].map((request) =>
      tx.select({ id: request.id }).from(request).where(eq(request.caseId, caseId)),
    );
    const kept = tx
      .select()
      .from(requestCaseType)
      .where(
        or(
          eq(requestCaseType.requestId, requestId),
          ...ofCase.map((ids) => inArray(requestCaseType.requestId, ids)),
        ),
      )
      .all();
    const ids = kept.map(({ caseTypeId }) => caseTypeId);
    const today = tx
      .select()
      .from(caseType)
      .where(or(inArray(caseType.organisationId, organisationIds), inArray(caseType.id, ids)))
      .all();
    return [...kept, ...today].map(({ restrictedIds, shared }) => ({ restrictedIds, shared }));
  },

  /** The types that requests of these services have been made with, by their names of today. */
  ofServices: (tx: Tx, serviceIds: readonly string[]) =>
    serviceIds.length === 0
      ? []
      : tx
          .selectDistinct({ id: caseType.id, name: caseType.name })
          .from(caseType)
          .innerJoin(serviceCaseType, eq(serviceCaseType.caseTypeId, caseType.id))
          .where(inArray(serviceCaseType.serviceId, [...serviceIds]))
          .all(),
};

const keptOf = prepared((tx) =>
  tx
    .select()
    .from(requestCaseType)
    .where(eq(requestCaseType.requestId, given('requestId')))
    .prepare(),
);
