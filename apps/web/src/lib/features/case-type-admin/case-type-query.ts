export const states = ['active', 'archived', 'all'] as const;
export type CaseTypeQuery = { q: string; state: (typeof states)[number]; page: number };

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): CaseTypeQuery {
  const page = params.get('page') ?? '';
  return {
    q: params.get('q') ?? '',
    state: states.find((each) => each === params.get('state')) ?? 'active',
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
  };
}

/** The same as the server is asked for it. */
export function askFor({ q, state, page }: CaseTypeQuery): string {
  const query = new URLSearchParams({ state, page: String(page) });
  if (q.trim()) query.set('q', q.trim());
  return `/api/case-types?${query}`;
}
