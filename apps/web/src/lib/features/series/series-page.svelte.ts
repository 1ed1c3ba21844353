import type { Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { Newest } from '#lib/newest.ts';

export type Series = Reply<'readSeries'>;

/** One series with all its meetings. What it shows stays on the screen while it is fetched again. */
export class SeriesPage {
  series: Series | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  readonly address: string;
  readonly #newest = new Newest();

  constructor(id: string) {
    this.address = `/api/series/${encodeURIComponent(id)}`;
  }

  get isMissing(): boolean {
    return this.error?.code === 'not-found' || this.error?.code === 'bad-request';
  }

  refresh = (): Promise<void> =>
    this.#newest.ask(api.get<Series>(this.address), (result) => {
      this.error = result.ok ? undefined : result.error;
      if (result.ok) this.series = result.data;
      else if (this.isMissing) this.series = undefined;
    });

  /** @param seen The meeting as the person saw it. */
  swap = (seen: Series['meetings'][number], userId: string | null) => {
    const { n, startsAt, isSwapped, convener } = seen;
    const convenerId = isSwapped ? (convener?.id ?? null) : null;
    return this.#put(`/meetings/${n}/convener`, { userId, seen: { convenerId, startsAt } });
  };
  /** @param basedOn The revision that the person saw. */
  changeConveners = (convenerIds: string[], basedOn: number) =>
    this.#put('/conveners', { convenerIds, basedOn });

  /** T14. @param basedOn The revision that the person saw. @param override Why it is held outside hours (H14). */
  async takeBack(
    n: number,
    basedOn: number,
    override: string | undefined,
  ): Promise<ApiResult<Reply<'takeMeetingBack'>>> {
    const path = `${this.address}/meetings/${n}/take-back`;
    const result = await api.post<Reply<'takeMeetingBack'>>(path, {
      basedOn,
      ...(override !== undefined && { override }),
    });
    if (result.ok || result.error.code === 'series-changed') await this.refresh();
    return result;
  }

  async #put(what: string, body: object): Promise<ApiResult<unknown>> {
    const result = await api.put(this.address + what, body);
    // Also after a refusal: it mostly means that somebody else was quicker.
    if (result.ok || result.error.code === 'series-changed') await this.refresh();
    return result;
  }
}
