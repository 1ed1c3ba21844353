import { readOrder, type Order } from '#lib/features/admin/list-order.ts';
import type { Kind, Organisation } from './kind-name.ts';

export const kinds = ['county', 'municipality', 'hospital', 'ngo', 'authority'] as const satisfies Kind[];
/** `tree`: each below the one that it is part of. */
export const sorts = ['tree', 'name', 'kind', 'people'] as const;
export type OrganisationQuery = {
  q: string;
  kind: Kind | '';
  order: Order<(typeof sorts)[number]>;
};
export type Shown = Organisation & { parentName: string | undefined };

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): OrganisationQuery {
  const { by, isDown } = readOrder(params.get('sort'), sorts);
  return {
    q: params.get('q') ?? '',
    kind: kinds.find((each) => each === params.get('kind')) ?? '',
    order: { by, isDown: isDown && by !== 'tree' },
  };
}

export const isFiltered = ({ q, kind }: OrganisationQuery): boolean => q.trim() !== '' || kind !== '';

const names = new Intl.Collator('fi', { numeric: true });

/**
 * The whole tree is here, since the dialog needs it, so the page narrows and sorts it by itself. Out of the tree's order,
 * or with some left out, nothing is indented: each says what it is part of.
 */
export function shownOf(tree: readonly Organisation[], query: OrganisationQuery): Shown[] {
  const { by, isDown } = query.order;
  const words = query.q.toLowerCase().split(/\s+/);
  const fits = ({ name, kind }: Organisation) =>
    (query.kind === '' || kind === query.kind) && words.every((word) => name.toLowerCase().includes(word));
  const isTree = by === 'tree' && !isFiltered(query);
  const rows = tree.filter(fits).map((row) => ({
    ...row,
    depth: isTree ? row.depth : 0,
    parentName: isTree ? undefined : tree.find(({ id }) => id === row.parentId)?.name,
  }));
  if (by === 'tree') return rows;
  const way = isDown ? -1 : 1;
  const keys = {
    name: (a: Shown, b: Shown) => names.compare(a.name, b.name),
    kind: (a: Shown, b: Shown) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
    people: (a: Shown, b: Shown) => a.people - b.people,
  };
  return rows.toSorted((a, b) => way * keys[by](a, b) || names.compare(a.name, b.name));
}
