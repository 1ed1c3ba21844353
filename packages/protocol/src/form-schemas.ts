import { Type } from 'typebox';
import { formKinds, formLimits, guestRoles, requestForms, suggestedRoutes, urgencies } from '#domain';
import { At, Id, ShortText, nullable, oneOf, strict, textOf } from './schemas-base.ts';

/** Bounds against unbounded messages only; what makes sense is the domain's to say, place by place. */
const Words = textOf(4000);
export const FormText = strict({ fi: Words, sv: Words, en: Words, se: Words });
const FieldId = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' });
const Points = Type.Integer({ minimum: -100_000, maximum: 100_000 });

const base = { id: FieldId, label: FormText, help: FormText };
const required = Type.Boolean();
const written = <const K extends string>(kind: K) => strict({ ...base, kind: Type.Literal(kind), required });
const options = Type.Array(strict({ id: FieldId, label: FormText, points: Points }), {
  maxItems: 2 * formLimits.options,
});
const chosen = <const K extends string>(kind: K) =>
  strict({ ...base, kind: Type.Literal(kind), required, options });
const read = <const K extends string>(kind: K) => strict({ ...base, kind: Type.Literal(kind) });

export const FormField = Type.Union([
  written('short-text'),
  written('long-text'),
  written('date'),
  chosen('choice'),
  chosen('choices'),
  strict({
    ...base,
    ...{ kind: Type.Literal('scale'), required, from: Points, to: Points, weight: Points },
    ...{ low: FormText, high: FormText },
  }),
  strict({ ...base, kind: Type.Literal('yes-no'), required, points: Points }),
  read('section'),
  read('help'),
]);

export const FormContent = strict({
  title: FormText,
  lead: FormText,
  fields: Type.Array(FormField, { maxItems: 2 * formLimits.fields }),
  bands: Type.Array(
    strict({
      from: Points,
      urgency: oneOf(urgencies),
      route: oneOf(suggestedRoutes),
      lengthMinutes: Points,
      advice: FormText,
    }),
    { maxItems: 2 * formLimits.bands },
  ),
});

const FormValue = Type.Union([
  textOf(20_000),
  Type.Array(FieldId, { maxItems: 2 * formLimits.options }),
  Type.Integer(),
  Type.Boolean(),
]);
export const FormAnswers = Type.Record(FieldId, FormValue, { maxProperties: 2 * formLimits.fields });

export const FormKind = oneOf(formKinds);
export const GuestRole = oneOf(guestRoles);

export const RequestFill = strict({
  use: oneOf(requestForms),
  versionId: Id,
  answers: FormAnswers,
  noLongerAsked: Type.Array(
    strict({
      fieldId: FieldId,
      label: FormText,
      said: strict({
        fi: textOf(20_000),
        sv: textOf(20_000),
        en: textOf(20_000),
        se: textOf(20_000),
      }),
    }),
    { maxItems: 200 },
  ),
});

/** Which template a service uses for what. */
export const ServiceForms = strict(
  Object.fromEntries(formKinds.map((kind) => [kind, Type.Optional(Id)])) as Record<
    (typeof formKinds)[number],
    ReturnType<typeof Type.Optional<typeof Id>>
  >,
);

/** A version that is to be filled in. */
export const FormInUse = strict({
  kind: FormKind,
  versionId: Id,
  number: Type.Integer(),
  content: FormContent,
});

/** A form of a visit: what was asked and, once it is sent, what was written. */
export const VisitForm = strict({
  kind: FormKind,
  number: Type.Integer(),
  content: FormContent,
  writerName: ShortText,
  /** `asked`: nothing yet; `begun`: being written, which nobody else reads. */
  state: oneOf(['asked', 'begun', 'submitted']),
  answers: FormAnswers,
  submittedAt: nullable(At),
});

export const ManagedFormRow = strict({
  id: Id,
  kind: FormKind,
  title: FormText,
  organisationName: ShortText,
  active: Type.Boolean(),
  /** The newest version, null before the first. */
  published: nullable(Type.Integer()),
  hasChanges: Type.Boolean(),
  services: Type.Integer(),
});

export const ManagedForm = strict({
  organisationId: Id,
  organisationName: ShortText,
  kind: FormKind,
  content: FormContent,
  active: Type.Boolean(),
  revision: Type.Integer(),
  /** What the newest version says, null before the first. */
  published: nullable(FormContent),
  versions: Type.Array(strict({ number: Type.Integer(), publishedAt: At, publishedByName: ShortText })),
  usedBy: Type.Array(strict({ id: Id, name: strict({ fi: Words, sv: Words, en: Words }) })),
  /** Which case types bring it (CT2). */
  caseTypes: Type.Array(strict({ id: Id, name: strict({ fi: Words, sv: Words, en: Words }) })),
});
