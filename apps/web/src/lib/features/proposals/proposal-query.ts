import type { Query } from '#protocol';

export type Whose = 'own' | 'colleagues';
export const states = ['all', 'open', 'settled'] as const;
export const sorts = ['state', 'service', 'convener', 'time'] as const;
export type ProposalQuery = Required<Query<'listProposals'>>;

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>, whose: Whose): ProposalQuery {
  const page = params.get('page') ?? '';
  return {
    whose,
    q: (params.get('q') ?? '').trim(),
    state: states.find((each) => each === params.get('state')) ?? 'all',
    ...readOrder(params.get('sort')),
    page: /^[1-9]\d{0,3}$/.test(page) ? page : '1',
  };
}

/** As the address keeps it: `service`, and from the end `-service`. */
function readOrder(word: string | null): Pick<ProposalQuery, 'sort' | 'order'> {
  const sort = sorts.find((each) => each === word?.replace(/^-/, ''));
  return { sort: sort ?? 'state', order: sort && word!.startsWith('-') ? 'down' : 'up' };
}
export const wordOf = ({ sort, order }: Pick<ProposalQuery, 'sort' | 'order'>): string =>
  order === 'down' ? `-${sort}` : sort;

/** The same as the server is asked for it. */
export const askFor = (query: ProposalQuery): string => `/api/proposals?${new URLSearchParams(query)}`;
