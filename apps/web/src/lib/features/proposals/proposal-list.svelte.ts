import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type Whose = 'own' | 'colleagues';
export type ProposalRow = Reply<'listProposals'>['proposals'][number];

/** One's own proposed times, or those of colleagues that one steers (N13). What it shows stays on the screen while it is fetched again. */
export class ProposalList {
  rows: ProposalRow[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  readonly #whose: Whose;

  constructor(whose: Whose = 'own') {
    this.#whose = whose;
  }

  refresh = async (): Promise<void> => {
    const result = await api.get<Reply<'listProposals'>>(`/api/proposals?whose=${this.#whose}`);
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.rows = result.data.proposals;
  };
}
