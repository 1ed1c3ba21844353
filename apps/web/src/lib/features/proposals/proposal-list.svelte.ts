import type { Query, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type Whose = 'own' | 'colleagues';
export const states = ['all', 'open', 'settled'] as const;
export type ProposalQuery = Required<Query<'listProposals'>>;
export type ProposalRow = Reply<'listProposals'>['proposals'][number];

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>, whose: Whose): ProposalQuery {
  const page = params.get('page') ?? '';
  return {
    whose,
    q: (params.get('q') ?? '').trim(),
    state: states.find((each) => each === params.get('state')) ?? 'all',
    page: /^[1-9]\d{0,3}$/.test(page) ? page : '1',
  };
}

/** One's own proposed times, or those of colleagues that one steers (N13): a page of them. What it shows stays on the screen while it is fetched again. */
export class ProposalList {
  list: Reply<'listProposals'> | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #query: ProposalQuery;
  #asked = 0;

  constructor(query: ProposalQuery) {
    this.#query = query;
  }

  show(query: ProposalQuery): Promise<void> {
    this.#query = query;
    return this.refresh();
  }

  refresh = async (): Promise<void> => {
    const asked = ++this.#asked;
    const query = new URLSearchParams(this.#query);
    const result = await api.get<Reply<'listProposals'>>(`/api/proposals?${query}`);
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.list = result.data;
  };
}
