import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

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

/** The services that an administrator manages, a page of them. */
export class ManagedServices {
  list: Reply<'listManagedServices'> | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #asked = 0;

  async show({ q, state, sort, page }: ListQuery): Promise<void> {
    const asked = ++this.#asked;
    const query = new URLSearchParams({ state, sort, order: order[sort], page: String(page) });
    if (q.trim()) query.set('q', q.trim());
    const result = await api.get<Reply<'listManagedServices'>>(`/api/managed-services?${query}`);
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.list = result.data;
  }
}
