import { formKinds, type FormKind } from '../forms/form.ts';
import { err, ok, type Result } from '../result.ts';
import type { ServiceText } from '../service.ts';
import type { Limits } from './sight.ts';

/** What an administrator decides about a case type. */
export type CaseTypeSettings = Limits & {
  organisationId: string;
  name: ServiceText;
  /** One or two sentences by which whoever asks knows that it is this one. */
  description: ServiceText;
  /** Which templates it brings; where it names none, the service's own is asked (CT2). */
  forms: Partial<Record<FormKind, string>>;
};

export const caseTypeLimits = {
  name: 120,
  description: 300,
  /** Organisations with a restricted view, and parts that they see: more is not kept in view by anybody. */
  restricted: 50,
  shared: 200,
} as const;
const tongues = ['fi', 'sv', 'en'] as const;

/**
 * CT1, CT6: what keeps a case type from being saved, each with the field it belongs to.
 *
 * @param ownSide Its organisation with all above and below it: whoever provides under it must read what was asked.
 */
export function checkCaseType(
  settings: CaseTypeSettings,
  ownSide: readonly string[],
): Result<CaseTypeSettings, { field: string; code: string }[]> {
  const problems: { field: string; code: string }[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  need(settings.organisationId !== '', 'organisationId', 'required');
  need(settings.name.fi.trim() !== '', 'name.fi', 'required');
  for (const tongue of tongues) {
    need(settings.name[tongue].length <= caseTypeLimits.name, `name.${tongue}`, 'too-long');
    need(
      settings.description[tongue].length <= caseTypeLimits.description,
      `description.${tongue}`,
      'too-long',
    );
  }
  need(
    Object.keys(settings.forms).every((kind) => (formKinds as readonly string[]).includes(kind)),
    'forms',
    'invalid',
  );
  need(!settings.restrictedIds.some((id) => ownSide.includes(id)), 'restrictedIds', 'own-side');
  need(settings.restrictedIds.length <= caseTypeLimits.restricted, 'restrictedIds', 'too-many');
  need(settings.shared.length <= caseTypeLimits.shared, 'shared', 'too-many');
  return problems.length > 0 ? err(problems) : ok(settings);
}

/** A service's say about case types. */
export type CaseTypesTaken = { takenIds: readonly string[]; isNeeded: boolean };

/**
 * CT3: what is wrong with the choice of a case type, if anything: one that the service takes no more, or none where one is
 * needed. Where none is in use there is none to choose, and none is asked for.
 */
export function caseTypeFault(
  chosenId: string | undefined,
  { takenIds, isNeeded }: CaseTypesTaken,
): 'gone' | 'required' | undefined {
  if (chosenId !== undefined) return takenIds.includes(chosenId) ? undefined : 'gone';
  return isNeeded && takenIds.length > 0 ? 'required' : undefined;
}
