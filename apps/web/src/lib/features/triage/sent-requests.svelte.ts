import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import type { SentRow } from './words.ts';

/** What one has sent without a time. While it can't be fetched again, what is known stays. */
export class SentRequests {
  rows: SentRow[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #asked = 0;

  refresh = async (): Promise<void> => {
    const asked = ++this.#asked;
    const result = await api.get<Reply<'listSentRequests'>>('/api/sent-requests');
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.rows = result.data.requests;
  };
}
