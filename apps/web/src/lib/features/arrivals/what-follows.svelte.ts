import type { Reply } from '#protocol';
import { api, type ApiResult } from '#lib/api.ts';

/** What comes after a visit whose time is nearly up. What is known stays while it is asked again. */
export class WhatFollows {
  found: Reply<'whatFollows'> | undefined = $state.raw();
  isBusy = $state(false);
  readonly path: string;
  /** What was asked before something was done, or before another look, is older than what is shown. */
  #asked = 0;

  constructor(appointmentId: string) {
    this.path = `/api/appointments/${encodeURIComponent(appointmentId)}`;
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<Reply<'whatFollows'>>(`${this.path}/what-follows`);
    if (asked === this.#asked && result.ok) this.found = result.data;
  }

  /** Does something about it, and looks again whatever came of it. */
  async act<T>(work: () => Promise<ApiResult<T>>): Promise<ApiResult<T>> {
    this.isBusy = true;
    const result = await work();
    this.isBusy = false;
    await this.refresh();
    return result;
  }
}
