import { readOrder, readPage, sortQuery, type Order } from '#lib/features/admin/list-order.ts';

export const states = ['active', 'closed', 'all'] as const;
export const roles = ['staff', 'coordinator', 'specialist', 'admin'] as const;
export const sorts = ['name', 'organisation', 'role', 'state'] as const;
export type PeopleQuery = {
  q: string;
  state: (typeof states)[number];
  role: (typeof roles)[number] | '';
  organisation: string;
  order: Order<(typeof sorts)[number]>;
  page: number;
};

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): PeopleQuery {
  const organisation = params.get('organisation') ?? '';
  return {
    q: params.get('q') ?? '',
    state: states.find((each) => each === params.get('state')) ?? 'active',
    role: roles.find((each) => each === params.get('role')) ?? '',
    organisation: /^[\w-]{1,64}$/.test(organisation) ? organisation : '',
    order: readOrder(params.get('sort'), sorts),
    page: readPage(params.get('page')),
  };
}

/** The same as the server is asked for it. */
export function askFor({ q, state, role, organisation, order, page }: PeopleQuery): string {
  const query = new URLSearchParams({ state, ...sortQuery(order), page: String(page) });
  if (q.trim()) query.set('q', q.trim());
  if (role) query.set('role', role);
  if (organisation) query.set('organisation', organisation);
  return `/api/people?${query}`;
}
