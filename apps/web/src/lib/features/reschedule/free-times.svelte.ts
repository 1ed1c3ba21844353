import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type FreeWeek = Reply<'listMoveTimes'>;
export type FreeTime = FreeWeek['days'][number]['times'][number];

/** One week of the free times of a visit's service. What is shown stays while the next week is fetched. */
export class FreeTimes {
  week: FreeWeek | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  isLoading = $state(false);
  readonly #path: string;
  readonly #token: string | undefined;
  #asked = 0;
  #wanted: string | undefined;

  /** @param token A guest's; staff have their session. */
  constructor(path: string, token?: string) {
    this.#path = path;
    this.#token = token;
  }

  /** @param monday Without one, the week that the visit is in. */
  async show(monday?: string): Promise<void> {
    this.#wanted = monday;
    await this.refresh();
  }

  refresh = async (): Promise<void> => {
    const asked = ++this.#asked;
    this.isLoading = true;
    const query = this.#wanted === undefined ? '' : `?week=${this.#wanted}`;
    const result = await api.get<FreeWeek>(this.#path + query, this.#token ? { token: this.#token } : {});
    if (asked !== this.#asked) return;
    this.isLoading = false;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.week = result.data;
  };

  get times(): FreeTime[] {
    return this.week?.days.flatMap((day) => day.times) ?? [];
  }
}
