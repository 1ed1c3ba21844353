import { readOrder, readPage, sortQuery, type Order } from '#lib/features/admin/list-order.ts';
import type { VisitForm } from '#lib/features/forms/form-text.ts';
// By its file: the package's front door would bring the calendar library to every page.
import { formKinds } from '../../../../../../packages/domain/src/forms/form.ts';

export const kinds = ['all', ...formKinds] as const;
export const states = ['active', 'archived', 'all'] as const;
export const sorts = ['title', 'kind', 'organisation', 'version', 'services', 'state'] as const;
export type Kind = VisitForm['kind'];
export type FormQuery = {
  q: string;
  kind: (typeof kinds)[number];
  state: (typeof states)[number];
  order: Order<(typeof sorts)[number]>;
  page: number;
};

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): FormQuery {
  return {
    q: params.get('q') ?? '',
    kind: kinds.find((each) => each === params.get('kind')) ?? 'all',
    state: states.find((each) => each === params.get('state')) ?? 'active',
    order: readOrder(params.get('sort'), sorts),
    page: readPage(params.get('page')),
  };
}

/** The same as the server is asked for it. */
export function askFor({ q, kind, state, order, page }: FormQuery): string {
  const query = new URLSearchParams({ kind, state, ...sortQuery(order), page: String(page) });
  if (q.trim()) query.set('q', q.trim());
  return `/api/managed-forms?${query}`;
}
