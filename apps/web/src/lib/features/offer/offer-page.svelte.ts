import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { whomToCall } from '#lib/features/family/whom-to-call.svelte.ts';
import { language } from '#lib/language.svelte.ts';

export type Offer = Reply<'readOffer'>;
type Known =
  | { name: 'loading' }
  | { name: 'unreachable'; error: ApiError }
  /** Wrong and expired alike: the server tells nobody which. */
  | { name: 'invalid' }
  | { name: 'known'; offer: Offer };

/** A time that is offered by link. The token lives here and in the address, nowhere else. */
export class OfferState {
  state: Known = $state.raw({ name: 'loading' });
  isBusy = $state(false);
  error: ApiError | undefined = $state.raw();
  readonly #token: string;
  /** A look that began before the last press or look is older than what is shown. */
  #asked = 0;

  constructor(token: string) {
    this.#token = token;
  }

  async load(): Promise<void> {
    if (this.#token === '') return void (this.state = { name: 'invalid' });
    this.state = { name: 'loading' };
    const result = await api.get<Offer>('/api/offer', { token: this.#token });
    if (!result.ok) {
      this.state = result.status === 401 ? { name: 'invalid' } : { name: 'unreachable', error: result.error };
      return;
    }
    if (!language.isChosen) language.follow(result.data.language);
    this.#show(result.data);
  }

  /** The same again, while what is known stays on the screen: its time to answer may be over. */
  async refresh(): Promise<void> {
    if (this.state.name !== 'known' || this.isBusy) return;
    const asked = ++this.#asked;
    const result = await api.get<Offer>('/api/offer', { token: this.#token });
    if (asked !== this.#asked) return;
    if (result.ok) this.#show(result.data);
    else if (result.status === 401) this.state = { name: 'invalid' };
  }

  /** Whatever comes of it, the page then shows how it is; an answer that came too late is no error but another page. */
  async answer(what: 'take' | 'decline'): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.#asked++;
    const result = await api.post<Offer>(`/api/offer/${what}`, undefined, { token: this.#token });
    this.isBusy = false;
    this.error = undefined;
    if (result.ok) return this.#show(result.data);
    if (result.error.code !== 'offer-over') this.error = result.error;
    await this.refresh();
  }

  #show(offer: Offer): void {
    whomToCall.set({ name: offer.organisationName, phone: offer.phone });
    this.state = { name: 'known', offer };
  }
}
