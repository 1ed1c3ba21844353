import { slugFits } from './front-door.ts';
import { normalisePhone } from './request.ts';
import { err, ok, type Result } from './result.ts';

export const organisationKinds = ['county', 'municipality', 'hospital', 'ngo', 'authority'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];
export type OrganisationFields = {
  name: string;
  kind: OrganisationKind;
  parentId: string;
  phone: string;
  /** Under which name its tray is found (G2); none where it is empty or left out. */
  slug?: string;
};

/** An organisation's place in the tree; null at its top. */
export type Placed = { id: string; name: string; parentId: string | null };

/**
 * O1–O3: what keeps an organisation from being saved. `managed` are those that the administrator manages, themselves
 * the first; `id` is the one that is changed, undefined for a new one.
 */
export function checkOrganisation(
  fields: OrganisationFields,
  managed: readonly Placed[],
  id?: string,
): Result<OrganisationFields, { field: string; code: string }[]> {
  const problems: { field: string; code: string }[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  const name = fields.name.trim();
  const isTop = id !== undefined && id === managed[0]?.id;
  need(name !== '', 'name', 'required');
  need(name.length <= 120, 'name', 'too-long');
  const isSame = (other: Placed) => other.id !== id && other.name.toLowerCase() === name.toLowerCase();
  need(!managed.some(isSame), 'name', 'name-taken');
  need(fields.phone.trim() === '' || normalisePhone(fields.phone) !== null, 'phone', 'phone');
  const slug = fields.slug?.trim() ?? '';
  need(slug === '' || slugFits(slug), 'slug', 'slug');
  // The administrator's own organisation stays where it is: above it they manage nothing.
  if (!isTop) {
    need(
      managed.some((each) => each.id === fields.parentId),
      'parentId',
      'required',
    );
    need(!isBelow(fields.parentId, id, managed), 'parentId', 'circle');
  }
  return problems.length > 0 ? err(problems) : ok({ ...fields, name });
}

/** O3: whether a place lies at or under an organisation. */
function isBelow(place: string, id: string | undefined, tree: readonly Placed[]): boolean {
  const seen = new Set<string>();
  for (let at: string | null | undefined = place; at && !seen.has(at);) {
    if (at === id) return true;
    seen.add(at);
    at = tree.find((each) => each.id === at)?.parentId;
  }
  return false;
}

/** The tree from its top, each organisation under the one above it, with how deep it lies. */
export function inTreeOrder<T extends Placed>(all: readonly T[]): (T & { depth: number })[] {
  const known = new Set(all.map(({ id }) => id));
  const under = (parentId: string | null, depth: number): (T & { depth: number })[] =>
    all
      .filter(
        (each) => (each.parentId !== null && known.has(each.parentId) ? each.parentId : null) === parentId,
      )
      .sort((a, b) => a.name.localeCompare(b.name, 'fi'))
      .flatMap((each) => [{ ...each, depth }, ...(depth < 20 ? under(each.id, depth + 1) : [])]);
  return under(null, 0);
}
