import { readOrder, readPage, sortQuery, type Order } from '#lib/features/admin/list-order.ts';

export const sorts = ['name', 'organisation', 'services', 'state'] as const;
export const states = ['all', 'some', 'none'] as const;
export type PractitionerQuery = {
  q: string;
  hours: (typeof states)[number];
  order: Order<(typeof sorts)[number]>;
  page: number;
};

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): PractitionerQuery {
  return {
    q: (params.get('q') ?? '').trim(),
    hours: states.find((each) => each === params.get('hours')) ?? 'all',
    order: readOrder(params.get('sort'), sorts),
    page: readPage(params.get('page')),
  };
}

/** The same as the server is asked for it. */
export function askFor({ q, hours, order, page }: PractitionerQuery): string {
  const query = new URLSearchParams({ ...sortQuery(order), page: String(page) });
  if (q) query.set('q', q);
  if (hours !== 'all') query.set('hours', hours);
  return `/api/hours?${query}`;
}
