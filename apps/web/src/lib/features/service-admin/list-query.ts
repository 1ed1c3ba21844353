export const states = ['active', 'archived', 'all'] as const;
export const sorts = ['name', 'provider', 'tier', 'length'] as const;
/** The longest first; everything else from its beginning. */
const order = { name: 'up', provider: 'up', tier: 'up', length: 'down' } as const;

export type ListQuery = {
  q: string;
  state: (typeof states)[number];
  sort: (typeof sorts)[number];
  page: number;
};

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): ListQuery {
  const page = params.get('page') ?? '';
  return {
    q: params.get('q') ?? '',
    state: states.find((each) => each === params.get('state')) ?? 'active',
    sort: sorts.find((each) => each === params.get('sort')) ?? 'name',
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
  };
}

/** The same as the server is asked for it. */
export function askFor({ q, state, sort, page }: ListQuery): string {
  const query = new URLSearchParams({ state, sort, order: order[sort], page: String(page) });
  if (q.trim()) query.set('q', q.trim());
  return `/api/managed-services?${query}`;
}
