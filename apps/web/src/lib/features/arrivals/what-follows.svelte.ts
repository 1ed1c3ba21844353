import type { ExtensionMinutes } from '#domain';
import type { Reply } from '#protocol';
import { api, type ApiResult } from '#lib/api.ts';
import { isUnheard } from '#lib/unheard.ts';

type Found = Reply<'whatFollows'>;

/** What comes after a visit whose time is nearly up. What is known stays while it is asked again. */
export class WhatFollows {
  found: Found | undefined = $state.raw();
  isBusy = $state(false);
  readonly path: string;
  /** What was asked before something was done, or before another look, is older than what is shown. */
  #asked = 0;

  constructor(appointmentId: string) {
    this.path = `/api/appointments/${encodeURIComponent(appointmentId)}`;
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<Found>(`${this.path}/what-follows`);
    if (asked === this.#asked && result.ok) this.found = result.data;
  }

  /** L2. `basedOn`: the end that was on the screen. */
  extend(minutes: ExtensionMinutes, basedOn: number): Promise<ApiResult<Reply<'extendVisit'>>> {
    return this.#act(
      () => api.post(`${this.path}/extend`, { minutes, basedOn }),
      ({ endsAt }) => (endsAt > basedOn ? { endsAt } : undefined),
    );
  }

  /** L3: the next visit becomes a colleague's. */
  give(nextId: string, hands: { from: string | undefined; to: string }): Promise<ApiResult<object>> {
    return this.#act<object>(
      () => api.post(`/api/arrivals/${encodeURIComponent(nextId)}/take-over`, hands),
      ({ next }) => (next?.id === nextId ? undefined : {}),
    );
  }

  /**
   * Does something about it, and looks again whatever came of it. `cameOf`: what was done, by what is there then; where only the
   * answer was lost, to be told that it failed would have a person do it twice.
   */
  async #act<T>(
    work: () => Promise<ApiResult<T>>,
    cameOf: (found: Found) => T | undefined,
  ): Promise<ApiResult<T>> {
    this.isBusy = true;
    const result = await work();
    this.isBusy = false;
    await this.refresh();
    if (result.ok || !isUnheard(result.error) || !this.found) return result;
    const data = cameOf(this.found);
    return data === undefined ? result : { ok: true, data };
  }
}
