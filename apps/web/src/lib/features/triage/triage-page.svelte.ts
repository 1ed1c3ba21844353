import type { Body, Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { Newest } from '#lib/newest.ts';
import type { TriageRequest } from './words.ts';

/** Goes on being one's own for as long as somebody looks at it: well before half an hour is over (Y5). */
const keepMs = 10 * 60_000;

/** One request as those see it who handle it. What it shows stays on the screen while it is fetched again. */
export class TriagePage {
  request: TriageRequest | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  /** Why it could not be taken. */
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  readonly #id: string;
  readonly #userId: string;
  readonly #newest = new Newest();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(id: string, userId: string) {
    this.#id = id;
    this.#userId = userId;
    this.#timer = setInterval(() => {
      if (this.isMine && !document.hidden) void api.post(`${this.path}/take`);
    }, keepMs);
  }

  get path(): string {
    return `/api/triage/${encodeURIComponent(this.#id)}`;
  }
  get isMissing(): boolean {
    return this.error?.code === 'not-found' || this.error?.code === 'bad-request';
  }
  get isOpen(): boolean {
    return ['submitted', 'needs-info', 'waitlisted'].includes(this.request?.status ?? '');
  }
  /** Who works on it now, as far as is known. */
  get taker() {
    const taker = this.request?.taker;
    return taker && taker.until > now() ? taker : undefined;
  }
  get isMine(): boolean {
    return this.taker?.id === this.#userId;
  }

  refresh = (): Promise<void> =>
    this.#newest.ask(api.get<Reply<'readTriage'>>(this.path), (result) => {
      this.error = result.ok ? undefined : result.error;
      if (result.ok) this.request = result.data.request;
      else if (this.isMissing) this.request = undefined;
    });

  take = async (): Promise<boolean> => {
    this.isBusy = true;
    const result = await api.post(`${this.path}/take`);
    this.isBusy = false;
    this.refusal = result.ok ? undefined : result.error;
    await this.refresh();
    return result.ok;
  };
  /** Answers what kept it, if anything did. */
  giveBack = async (): Promise<ApiError | undefined> => {
    this.isBusy = true;
    const result = await api.post(`${this.path}/release`);
    this.isBusy = false;
    await this.refresh();
    return result.ok ? undefined : result.error;
  };

  ask = (body: Body<'askRequester'>) => this.#decide('ask', body);
  redirect = (body: Body<'redirectRequest'>) => this.#decide('redirect', body);
  waitlist = (body: Body<'waitlistRequest'>) => this.#decide('waitlist', body);
  decline = (body: Body<'declineRequest'>) => this.#decide('decline', body);
  accept = (body: Body<'acceptRequest'>) =>
    this.#decide('accept', body) as Promise<ApiResult<Reply<'acceptRequest'>>>;

  offer = (body: Body<'offerTime'>) => this.#decide('offers', body);
  withdrawOffer = (offerId: string) => this.#decide(`offers/${encodeURIComponent(offerId)}/withdraw`, {});
  pauseOffers = async (paused: boolean): Promise<ApiResult<unknown>> => {
    const result = await api.put(`${this.path}/offers-paused`, { paused });
    await this.refresh();
    return result;
  };

  async #decide(what: string, body: object): Promise<ApiResult<unknown>> {
    const result = await api.post(`${this.path}/${what}`, body);
    // Also after a refusal: it mostly means that somebody else was quicker.
    await this.refresh();
    return result;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
