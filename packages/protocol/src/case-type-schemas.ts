import { Type } from 'typebox';
import { caseTypeLimits } from '#domain';
import { FormKind, FormText, ServiceForms } from './form-schemas.ts';
import { Id, LocalText, ShortText, nullable, strict, textOf } from './schemas.ts';

/** A case type by its name, as a request keeps it (CT5). */
export const CaseTypeName = strict({ id: Id, name: LocalText });

/** CT3: what whoever asks chooses from. */
export const CaseTypeChoice = strict({ ...CaseTypeName.properties, description: LocalText });

/** `question`, or a template and one of its sections: `form-1:background`; empty after the colon for what is before the first. */
const Part = Type.String({ minLength: 1, maxLength: 110, pattern: '^[A-Za-z0-9_-]+(:[A-Za-z0-9_-]*)?$' });

export const CaseTypeSettings = strict({
  organisationId: Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' }),
  name: LocalText,
  description: LocalText,
  forms: ServiceForms,
  restrictedIds: Type.Array(Id, { maxItems: 2 * caseTypeLimits.restricted, uniqueItems: true }),
  shared: Type.Array(Part, { maxItems: 2 * caseTypeLimits.shared, uniqueItems: true }),
});

export const caseTypeStates = ['active', 'archived', 'all'] as const;
export const ManagedCaseTypeRow = strict({
  id: Id,
  name: LocalText,
  organisationName: ShortText,
  active: Type.Boolean(),
  /** Which templates it brings. */
  kinds: Type.Array(FormKind),
  /** How many organisations have a restricted view. */
  restricted: Type.Integer(),
  /** How many services take it. */
  services: Type.Integer(),
});

export const ManagedCaseType = strict({
  settings: CaseTypeSettings,
  organisationName: ShortText,
  active: Type.Boolean(),
  revision: Type.Integer(),
  usedBy: Type.Array(CaseTypeName),
});

/** A template that can be chosen, with its sections as parts that can be shown (CT6). */
const UsableForm = strict({
  id: Id,
  kind: FormKind,
  title: FormText,
  /** False for one that is archived: it stays where it was chosen, and is not chosen anew. */
  isOpen: Type.Boolean(),
  /** By the organisations whose case types may use it. */
  usableBy: Type.Array(Id),
  /** `heading` is null for what stands before the first. */
  sections: Type.Array(strict({ id: textOf(40), heading: nullable(FormText) })),
});
export const CaseTypeChoices = strict({
  ownId: Id,
  /** Those that the administrator manages. */
  organisations: Type.Array(strict({ id: Id, name: ShortText })),
  usable: Type.Array(UsableForm),
  /** Every organisation, with those on its own side, above and below it: none of these can have a restricted view. */
  others: Type.Array(strict({ id: Id, name: ShortText, side: Type.Array(Id) })),
});
