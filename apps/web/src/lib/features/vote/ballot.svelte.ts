import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { whomToCall } from '#lib/features/family/whom-to-call.svelte.ts';
import { language, type Locale } from '#lib/language.svelte.ts';
import { SavedLanguage } from '#lib/saved-language.ts';

export type Ballot = Reply<'readBallot'>;
export type BallotTime = Ballot['times'][number];
export type Answer = NonNullable<BallotTime['answer']>;
type Known =
  | { name: 'loading' }
  | { name: 'unreachable'; error: ApiError }
  /** Wrong and expired alike: the server tells nobody which. */
  | { name: 'invalid' }
  | { name: 'known'; ballot: Ballot };

/** What somebody was asked, and what they have answered. The token lives here and in the address, nowhere else. */
export class BallotPage {
  state: Known = $state.raw({ name: 'loading' });
  /** What was pressed and is on its way, by time: the press is seen at once. */
  pending: Readonly<Record<string, Answer>> = $state.raw({});
  /** The last time whose answer was saved. */
  savedId: string | undefined = $state();
  error: ApiError | undefined = $state.raw();
  readonly #token: string;
  /** The answer before is waited for: of two presses the later one stands, here and on the server. */
  #sending: Promise<unknown> = Promise.resolve();
  /** A look that began before the last press or look is older than what is shown. */
  #asked = 0;
  readonly #language = new SavedLanguage((chosen) =>
    api.put('/api/vote/language', { language: chosen }, { token: this.#token }),
  );

  constructor(token: string) {
    this.#token = token;
  }

  async load(): Promise<void> {
    if (this.#token === '') return void (this.state = { name: 'invalid' });
    this.state = { name: 'loading' };
    const result = await api.get<Ballot>('/api/vote', { token: this.#token });
    if (!result.ok) {
      this.state = result.status === 401 ? { name: 'invalid' } : { name: 'unreachable', error: result.error };
      return;
    }
    const { data } = result;
    this.#language.known = data.language;
    language.follow(data.language);
    whomToCall.set({ name: data.convenerName, phone: data.phone });
    this.state = { name: 'known', ballot: data };
  }

  /** The same again, while what is known stays on the screen: times may have gone. */
  async refresh(): Promise<void> {
    if (this.state.name !== 'known' || Object.keys(this.pending).length > 0) return;
    const asked = ++this.#asked;
    const result = await api.get<Ballot>('/api/vote', { token: this.#token });
    if (asked !== this.#asked) return;
    if (result.ok) this.state = { name: 'known', ballot: result.data };
    else if (result.status === 401) this.state = { name: 'invalid' };
  }

  /** Saves one answer. True when the server has it; otherwise `error` says why, and the answer before stands. */
  answer(timeId: string, answer: Answer): Promise<boolean> {
    this.#asked++;
    this.error = undefined;
    this.savedId = undefined;
    this.pending = { ...this.pending, [timeId]: answer };
    const seen = this.state.name === 'known' ? this.state.ballot.state : 'open';
    const sending = this.#sending.then(() => this.#send(timeId, answer, seen));
    this.#sending = sending;
    return sending;
  }

  async #send(timeId: string, answer: Answer, seen: Ballot['state']): Promise<boolean> {
    const body = { answers: [{ timeId, answer }], seen };
    const result = await api.put<Ballot>('/api/vote', body, { token: this.#token });
    const { [timeId]: last, ...others } = this.pending;
    if (last === answer) this.pending = others;
    if (result.ok) {
      this.state = { name: 'known', ballot: result.data };
      this.savedId = timeId;
      return true;
    }
    if (result.status === 401) this.state = { name: 'invalid' };
    else {
      await this.refresh();
      this.error = result.error;
    }
    return false;
  }

  keepLanguage = (chosen: Locale): Promise<void> => this.#language.keep(chosen);
}
