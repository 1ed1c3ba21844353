import type { Query } from '#protocol';

export const states = ['all', 'going', 'over'] as const;
export const sorts = ['next', 'name'] as const;
export type SeriesQuery = Required<Query<'listSeries'>>;

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): SeriesQuery {
  const page = params.get('page') ?? '';
  return {
    q: (params.get('q') ?? '').trim(),
    state: states.find((each) => each === params.get('state')) ?? 'all',
    sort: sorts.find((each) => each === params.get('sort')) ?? 'next',
    page: /^[1-9]\d{0,3}$/.test(page) ? page : '1',
  };
}

/** The same as the server is asked for it. */
export const askFor = (query: SeriesQuery): string => `/api/series?${new URLSearchParams(query)}`;
