import { readOrder, readPage, sortQuery, type Order } from '#lib/features/admin/list-order.ts';

export const states = ['active', 'archived', 'all'] as const;
export const sorts = ['name', 'provider', 'tier', 'length', 'people', 'state'] as const;

export type ListQuery = {
  q: string;
  state: (typeof states)[number];
  organisation: string;
  order: Order<(typeof sorts)[number]>;
  page: number;
};

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): ListQuery {
  const organisation = params.get('organisation') ?? '';
  return {
    q: params.get('q') ?? '',
    state: states.find((each) => each === params.get('state')) ?? 'active',
    organisation: /^[\w-]{1,64}$/.test(organisation) ? organisation : '',
    order: readOrder(params.get('sort'), sorts),
    page: readPage(params.get('page')),
  };
}

/** The same as the server is asked for it. */
export function askFor({ q, state, organisation, order, page }: ListQuery): string {
  const query = new URLSearchParams({ state, ...sortQuery(order), page: String(page) });
  if (q.trim()) query.set('q', q.trim());
  if (organisation) query.set('provider', organisation);
  return `/api/managed-services?${query}`;
}
