import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type Desk = Reply<'readDuty'>;
export type DutyQueue = Desk['queues'][number];
export type Waiting = DutyQueue['waiting'][number];
export type Current = NonNullable<Desk['current']>;

/** What somebody on duty sees and does. What is shown stays on the screen while it is fetched again. */
export class DutyDesk {
  desk: Desk | undefined = $state.raw();
  loadError: ApiError | undefined = $state.raw();
  /** Why what was pressed last was not done. */
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  #asked = 0;

  async load(): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<Desk>('/api/duty');
    if (asked !== this.#asked) return;
    this.loadError = result.ok ? undefined : result.error;
    if (result.ok) this.desk = result.data;
  }

  shift = (serviceId: string, state: 'on' | 'paused' | 'off') =>
    this.#do(() => api.put<Desk>(`/api/duty/${serviceId}/shift`, { state }));
  next = (serviceId: string) => this.#do(() => api.post<Desk>(`/api/duty/${serviceId}/next`));
  choose = (serviceId: string, placeId: string, reason: string) =>
    this.#do(() => api.post<Desk>(`/api/duty/${serviceId}/choose`, { placeId, reason }));
  putBack = (placeId: string) => this.#do(() => api.post<Desk>(`/api/duty-places/${placeId}/put-back`));
  finish = (placeId: string) => this.#do(() => api.post<Desk>(`/api/duty-places/${placeId}/finish`));
  handOver = (placeId: string, userId: string) =>
    this.#do(() => api.post<Desk>(`/api/duty-places/${placeId}/hand-over`, { userId }));
  markCallBack = (id: string, done: boolean) =>
    this.#do(() => api.put<Desk>(`/api/call-backs/${id}`, { done }));

  /** Answers whether it was done; otherwise `refusal` says why not, and the screen is brought up to date. */
  async #do(send: () => ReturnType<typeof api.get<Desk>>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    const asked = ++this.#asked;
    const result = await send();
    this.isBusy = false;
    // A look that began meanwhile may have been before it.
    const isTold = asked !== this.#asked;
    this.#asked++;
    this.refusal = result.ok ? undefined : result.error;
    if (result.ok) this.desk = result.data;
    if (!result.ok || isTold) await this.load();
    return result.ok;
  }
}
