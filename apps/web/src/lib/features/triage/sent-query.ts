import { readPage } from '#lib/features/admin/list-order.ts';
import type { SentRow } from './words.ts';

export const sentStates = [
  'all',
  'submitted',
  'needs-info',
  'waitlisted',
  'accepted',
  'declined',
  'revoked',
] as const satisfies readonly (SentRow['status'] | 'all')[];
export const sentSorts = ['newest', 'promised', 'service'] as const;
export type SentQuery = {
  q: string;
  state: (typeof sentStates)[number];
  sort: (typeof sentSorts)[number];
  page: number;
};
/** What the address calls them: the list of visits stands on the same page. */
export const sentKeys = { q: 'sentQ', state: 'sentState', sort: 'sentSort' } as const;

/** As many as leave room for the visits below them; so many need neither search nor pages. */
export const sentPageLength = 8;

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readSentQuery(params: Pick<URLSearchParams, 'get'>): SentQuery {
  return {
    q: (params.get(sentKeys.q) ?? '').trim(),
    state: sentStates.find((each) => each === params.get(sentKeys.state)) ?? 'all',
    sort: sentSorts.find((each) => each === params.get(sentKeys.sort)) ?? 'newest',
    page: readPage(params.get('page')),
  };
}

/** Whether something is looked for, so that none may be found. */
export const isNarrowed = ({ q, state }: SentQuery): boolean => q !== '' || state !== 'all';

/** The address without what is looked for in this list; what narrows the visits stays. */
export function withoutSent(params: { toString: () => string }): string {
  const left = new URLSearchParams(params.toString());
  for (const key of [...Object.values(sentKeys), 'page']) left.delete(key);
  return left.size > 0 ? `?${left}` : '';
}

/** What waits for an answer of one's own. */
const waitsForYou = (row: SentRow, now: number): boolean =>
  row.status === 'needs-info' || (row.offer !== null && row.offer.until > now);

/**
 * A page of one's requests without a time. The newest first, as the server gives them, and before them those that wait for one's
 * own answer; or by the promise, or by service.
 *
 * @param nameOf The service's name as its reader reads it.
 */
export function pageOfSent(
  rows: readonly SentRow[],
  { q, state, sort, page: asked }: SentQuery,
  now: number,
  nameOf: (row: SentRow) => string,
): { rows: SentRow[]; total: number; page: number; pages: number } {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (row: SentRow) => {
    const text = [nameOf(row), row.subject, row.requesterName, row.caseType?.name.fi].join(' ').toLowerCase();
    return (state === 'all' || row.status === state) && words.every((word) => text.includes(word));
  };
  const collator = new Intl.Collator('fi');
  const compare: Record<typeof sort, (a: SentRow, b: SentRow) => number> = {
    newest: (a, b) => Number(waitsForYou(b, now)) - Number(waitsForYou(a, now)),
    promised: (a, b) => a.promisedAt - b.promisedAt,
    service: (a, b) => collator.compare(nameOf(a), nameOf(b)),
  };
  const found = rows.filter(fits).toSorted(compare[sort]);
  const pages = Math.max(1, Math.ceil(found.length / sentPageLength));
  const page = Math.min(asked, pages);
  const from = (page - 1) * sentPageLength;
  return { rows: found.slice(from, from + sentPageLength), total: found.length, page, pages };
}
