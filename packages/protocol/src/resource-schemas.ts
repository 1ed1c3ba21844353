import { Type } from 'typebox';
import { At, Id, LocalText, ResourceFields, ShortText, strict } from './schemas.ts';

export const ResourceRow = strict({
  ...ResourceFields.properties,
  id: Id,
  organisationName: ShortText,
  active: Type.Boolean(),
  /** How many services need it, and how many coming visits have it. */
  services: Type.Integer(),
  coming: Type.Integer(),
});

/** D5: what becomes of the coming visits that have what is closed: they keep it, or take another that is free. */
export const ResourceDecisions = strict({
  keep: Type.Array(Id, { maxItems: 2000 }),
  replace: Type.Array(Id, { maxItems: 2000 }),
});

/** One of the visits in the details of `resource-in-use`. */
export const ResourceVisit = strict({
  id: Id,
  startsAt: At,
  endsAt: At,
  serviceName: LocalText,
  requesterName: ShortText,
  requesterOrganisation: ShortText,
  /** What it could have instead, if anything is free then. */
  instead: Type.Union([LocalText, Type.Null()]),
});
