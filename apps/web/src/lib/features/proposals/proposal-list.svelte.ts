import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { askFor, type ProposalQuery } from './proposal-query.ts';

export type ProposalRow = Reply<'listProposals'>['proposals'][number];

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
    const result = await api.get<Reply<'listProposals'>>(askFor(this.#query));
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.list = result.data;
  };
}
