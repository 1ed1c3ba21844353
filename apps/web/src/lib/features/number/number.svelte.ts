import type { NumberForm, NumberState, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { learnServerTime } from '#lib/clock.svelte.ts';
import { connect, type Realtime } from '#lib/realtime.svelte.ts';
import { TabCopy } from '#lib/tab-copy.ts';

export type PublicQueue = Reply<'readPublicQueue'>;
type Known =
  | { name: 'loading' }
  | { name: 'unreachable'; error: ApiError }
  /** Wrong, changed and switched off alike: the server tells nobody which. */
  | { name: 'invalid' }
  | { name: 'form'; queue: PublicQueue }
  | { name: 'number'; queue: PublicQueue; state: NumberState };

/** What this tab keeps: the number's secret, by which link it was taken, and the call that its person has gone into. */
type Kept = { token: string; link: string; inVisit?: string | undefined };
const kept = new TabCopy<Kept>(
  'neuvo:number',
  ({ token, link }) => typeof token === 'string' && typeof link === 'string',
);

/** Staff take a number on a service's page, which has no public link. */
export function keepNumber(token: string): void {
  kept.write({ token, link: '' });
}

/** One number in a duty queue, from the form to the end of its call. Its secret lives in this tab and in no address. */
export class NumberPage {
  state: Known = $state.raw({ name: 'loading' });
  /** The visit that the person has gone into from here. */
  inVisit: string | undefined = $state();
  #line: Realtime | undefined = $state.raw();
  readonly #link: string;
  #token = '';

  constructor(link: string) {
    this.#link = link;
  }

  get isDown(): boolean {
    return this.#line?.status === 'reconnecting';
  }

  async load(): Promise<void> {
    const mine = kept.read();
    if (mine?.link === this.#link) {
      this.inVisit = mine.inVisit;
      return this.#follow(mine.token);
    }
    await this.look();
  }

  /** The form, or why there is none now. */
  async look(): Promise<void> {
    if (this.#link === '') return void (this.state = { name: 'invalid' });
    const result = await api.get<PublicQueue>('/api/queue', { token: this.#link });
    if (result.ok) this.state = { name: 'form', queue: result.data };
    else if (result.status === 401) this.state = { name: 'invalid' };
    else this.state = { name: 'unreachable', error: result.error };
  }

  async take(form: NumberForm): Promise<ApiError | undefined> {
    const result = await api.post<Reply<'takeNumber'>>('/api/queue/numbers', form, { token: this.#link });
    if (!result.ok) {
      if (result.status === 401) this.state = { name: 'invalid' };
      return result.error;
    }
    kept.write({ token: result.data.token, link: this.#link });
    await this.#follow(result.data.token);
    return undefined;
  }

  askCallBack(body: { name: string; phone: string; language: NumberForm['language']; consent: boolean }) {
    return api.post('/api/queue/call-backs', body, { token: this.#link });
  }

  goIn(appointmentId: string): void {
    this.inVisit = appointmentId;
    kept.write({ token: this.#token, link: this.#link, inVisit: appointmentId });
  }

  async leave(): Promise<ApiError | undefined> {
    const result = await api.delete('/api/number', { token: this.#token });
    return result.ok ? undefined : result.error;
  }

  /** Back to the form; the number before is over. */
  async again(): Promise<void> {
    this.close();
    kept.forget();
    this.inVisit = undefined;
    this.state = { name: 'loading' };
    await this.look();
  }

  async #follow(token: string): Promise<void> {
    this.#token = token;
    const result = await api.get<Reply<'readNumber'>>('/api/number', { token });
    if (!result.ok) {
      if (result.status !== 401) return void (this.state = { name: 'unreachable', error: result.error });
      kept.forget();
      return this.look();
    }
    const { queue } = result.data;
    this.#line?.close();
    this.#line = connect({ token }, '/number');
    this.#line.on('number:state', (state) => {
      learnServerTime(state.serverNow);
      this.state = { name: 'number', queue, state };
      if (state.state === 'over') kept.forget();
    });
  }

  close(): void {
    this.#line?.close();
    this.#line = undefined;
  }
}
