import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { language, type Locale } from '#lib/language.svelte.ts';
import { Newest } from '#lib/newest.ts';
import { SavedLanguage } from '#lib/saved-language.ts';
import { whomToCall } from './whom-to-call.svelte.ts';

export type GuestVisit = Reply<'guestVisit'>;
type Known =
  | { name: 'loading' }
  | { name: 'unreachable'; error: ApiError }
  /** Wrong, expired and revoked alike: the server tells nobody which. */
  | { name: 'invalid' }
  | { name: 'known'; visit: GuestVisit };

/** What the link in the family's message leads to. The token lives here and in the address, nowhere else. */
export class GuestLink {
  state: Known = $state.raw({ name: 'loading' });
  readonly token: string;
  readonly #newest = new Newest();
  readonly #language = new SavedLanguage((chosen) =>
    api.put('/api/guest/language', { language: chosen }, { token: this.token }),
  );

  constructor(token: string) {
    this.token = token;
  }

  async load(): Promise<void> {
    if (this.token === '') return void (this.state = { name: 'invalid' });
    this.state = { name: 'loading' };
    const result = await api.get<GuestVisit>('/api/guest/visit', { token: this.token });
    if (!result.ok) {
      this.state = result.status === 401 ? { name: 'invalid' } : { name: 'unreachable', error: result.error };
      return;
    }
    const { data } = result;
    this.#language.known = data.language;
    language.follow(data.language);
    whomToCall.set({ name: data.inviterName, phone: data.inviterPhone });
    this.state = { name: 'known', visit: data };
  }

  /** The same again, while what is known stays on the screen; with `keepsKnown` also where the link has ended. */
  async refresh({ keepsKnown = false } = {}): Promise<void> {
    await this.#newest.ask(api.get<GuestVisit>('/api/guest/visit', { token: this.token }), (result) => {
      if (result.ok) this.state = { name: 'known', visit: result.data };
      else if (result.status === 401 && !keepsKnown) this.state = { name: 'invalid' };
    });
  }

  /** Later messages come in the language that the person has chosen here. */
  keepLanguage = (chosen: Locale): Promise<void> => this.#language.keep(chosen);

  /** The calendar file comes with the token in a header, so it can't be a plain link. */
  async calendar(): Promise<boolean> {
    const response = await fetch('/api/guest/calendar.ics', {
      headers: { authorization: `Bearer ${this.token}` },
    }).catch(() => undefined);
    if (!response?.ok) return false;
    const address = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement('a'), { href: address, download: 'neuvo.ics' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    return true;
  }
}
