import { caseTypeFault, sightOf, type RequestContent, type Sight } from '#domain';
import {
  organisationsOver,
  requestCaseTypes,
  serviceCaseTypes,
  type FormInUse,
  type KeptCaseType,
  type Service,
  type Tx,
} from '#db';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';

type Taking = Pick<Service, 'id' | 'needsCaseType'>;

/** CT3: what is chosen from, as the page of a request shows it. */
export function viewChoices(tx: Tx, { id, needsCaseType }: Taking) {
  const caseTypes = serviceCaseTypes
    .open(tx, id)
    .map(({ id: typeId, name, description }) => ({ id: typeId, name, description }));
  return { caseTypes, needsCaseType: needsCaseType && caseTypes.length > 0 };
}

/**
 * CT3: what is wrong with the case type of a request that is being sent, by its field. One that the service takes no more has
 * its writer see the form that is asked instead first (F8).
 */
export function caseTypeProblem(
  tx: Tx,
  { id, needsCaseType }: Taking,
  { caseTypeId }: Pick<RequestContent, 'caseTypeId'>,
): { caseTypeId?: 'required' } {
  const takenIds = serviceCaseTypes.open(tx, id).map((type) => type.id);
  const fault = caseTypeFault(caseTypeId, { takenIds, isNeeded: needsCaseType });
  if (fault === 'gone') throw new Refusal('form-changed');
  return fault ? { caseTypeId: fault } : {};
}

/** CT5: what a request that is sent or booked now keeps of the type that it was written under. */
export function keepCaseType(tx: Tx, requestId: string, service: Taking, content: RequestContent): void {
  if (content.caseTypeId === undefined) return;
  const type = serviceCaseTypes.open(tx, service.id).find(({ id }) => id === content.caseTypeId);
  if (!type) throw new Refusal('form-changed');
  const { organisationId, name, restrictedIds, shared } = type;
  const forms = Object.fromEntries(
    serviceCaseTypes.forms(tx, type.id).map(({ kind, version }) => [kind, version.id]),
  );
  const kept = { organisationId, name, restrictedIds, shared, forms };
  requestCaseTypes.keep(tx, { requestId, caseTypeId: type.id, ...kept });
}

/** CT5: another visit of the same matter is of the same type. */
export function keepCaseTypeOf(tx: Tx, formerRequestId: string, requestId: string): void {
  const kept = requestCaseTypes.of(tx, formerRequestId);
  if (kept) requestCaseTypes.keep(tx, { ...kept, requestId });
}

/** CT2: of two lists of forms the type's, and the service's where the type brings none. */
export const preferringType = (own: readonly FormInUse[], typed: readonly FormInUse[]): FormInUse[] => [
  ...typed,
  ...own.filter(({ kind }) => !typed.some((each) => each.kind === kind)),
];

export const nameOfType = (kept: KeptCaseType | undefined) =>
  kept ? { id: kept.caseTypeId, name: kept.name } : null;

/** CT7, CT8: what somebody sees of what a request of this type holds. `wroteIt`: whether it is their own text. */
export function sightOn(tx: Tx, kept: KeptCaseType | undefined, viewer: UserViewer, wroteIt: boolean): Sight {
  if (!kept) return 'everything';
  return sightOf(kept, requestCaseTypes.limitsToday(tx, kept.caseTypeId), {
    organisationIds: organisationsOver(tx, viewer.organisationId),
    wrote: wroteIt,
  });
}
