import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

/** Whom to call about one visit. Nothing of another visit is shown, however late its answer comes. */
export class Phones {
  found: Reply<'readPhones'>['phones'] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #asked = 0;

  async load(visitId: string): Promise<void> {
    const asked = ++this.#asked;
    this.found = this.error = undefined;
    const path = `/api/arrivals/${encodeURIComponent(visitId)}/phones`;
    const result = await api.get<Reply<'readPhones'>>(path);
    if (asked !== this.#asked) return;
    if (result.ok) this.found = result.data.phones;
    else this.error = result.error;
  }
}
