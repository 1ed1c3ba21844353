import type { Reply } from '#protocol';
import { m } from '#messages';

export type Organisation = Reply<'listOrganisations'>['organisations'][number];
export type Kind = Organisation['kind'];

export const kindNames: Record<Kind, () => string> = {
  county: m.admin_kind_county,
  municipality: m.admin_kind_municipality,
  hospital: m.admin_kind_hospital,
  ngo: m.admin_kind_ngo,
  authority: m.admin_kind_authority,
};
