import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type ProposalRow = Reply<'listProposals'>['proposals'][number];

/** One's own proposed times. What it shows stays on the screen while it is fetched again. */
export class ProposalList {
  rows: ProposalRow[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();

  refresh = async (): Promise<void> => {
    const result = await api.get<Reply<'listProposals'>>('/api/proposals');
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.rows = result.data.proposals;
  };
}
