import type { Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';

export type External = Reply<'readExternalCalendar'>;
const path = '/api/external-calendar';

/** The own calendar elsewhere, as its owner manages it. */
export class ExternalCalendar {
  data: External | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  /** A look that began before a change, or before another look, is older than what is shown. */
  #asked = 0;

  #take(result: ApiResult<External>): ApiResult<External> {
    this.#asked++;
    if (result.ok) this.data = result.data;
    return result;
  }
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<External>(path);
    if (asked !== this.#asked) return;
    this.#take(result);
    this.error = result.ok ? undefined : result.error;
  }
  connect = async (address: string) => this.#take(await api.put<External>(path, { address }));
  fetchNow = async () => this.#take(await api.post<External>(`${path}/fetch`));
  disconnect = async () => this.#take(await api.delete<External>(path));
}
