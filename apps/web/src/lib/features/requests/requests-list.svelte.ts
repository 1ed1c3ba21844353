import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { isBack } from '#lib/places-left.ts';
import type { Summary } from './appointment-state.ts';

export type View = 'coming' | 'past';
export const filters = ['all', 'answer-missing', 'answer-ready', 'cancelled'] as const;
export type Filter = (typeof filters)[number];

export const columns = ['time', 'service', 'subject', 'who', 'state'] as const;
export type Order = { by: (typeof columns)[number]; isDown: boolean };

export type Search = { view: View; text: string; filter: Filter; order: Order };

/** What is to come goes by time, the soonest first; what is past the latest first. */
export const usualOrder = (view: View): Order => ({ by: 'time', isDown: view === 'past' });

/** As the address keeps it: `service`, and from the end `-service`; what is not known there is the usual one. */
export function readOrder(word: string | null, view: View): Order {
  const by = columns.find((each) => each === word?.replace(/^-/, ''));
  return by ? { by, isDown: word!.startsWith('-') } : usualOrder(view);
}
export const wordOf = ({ by, isDown }: Order): string => (isDown ? `-${by}` : by);

/** How far each list was shown: whoever comes back to it from a visit finds as much of it, and with it their place. */
const shownBefore: Record<string, number> = {};

/** The requests of one tab that fit, a page at a time; news fetches again as many pages as are shown. */
export class RequestsList {
  rows: Summary[] | undefined = $state.raw();
  /** Where the rows go on; null when all are here. */
  next: string | null = $state.raw(null);
  isBusy = $state(false);
  error: ApiError | undefined = $state.raw();
  #search: Search | undefined;
  #key = '';
  /** Of which search the rows are that are shown. */
  #shownKey = '';
  #asked = 0;
  /** How many rows the person asked for at least: news that comes while more is fetched must not take it back. */
  #wanted = 0;

  /** Another tab begins empty; another search keeps what is shown until it is answered, so that nothing jumps while one types. */
  async show(search: Search): Promise<void> {
    if (search.view !== this.#search?.view) this.rows = undefined;
    const key = JSON.stringify(search);
    if (key !== this.#key) this.#wanted = isBack() ? (shownBefore[key] ?? 0) : 0;
    this.#key = key;
    this.#search = search;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    if (!this.#search) return;
    const asked = ++this.#asked;
    const key = this.#key;
    const wanted = () => this.#wanted;
    const rows: Summary[] = [];
    let next: string | null = null;
    do {
      const result = await this.#page(next);
      if (asked !== this.#asked) return;
      this.error = result.ok ? undefined : result.error;
      if (!result.ok) return;
      rows.push(...result.data.appointments);
      next = result.data.next;
    } while (next !== null && rows.length < wanted());
    this.rows = rows;
    this.next = next;
    this.#shownKey = key;
  }

  /** Adds the next page to what is shown. */
  async more(): Promise<void> {
    // What is shown while another search is on its way does not go on.
    if (this.next === null || this.isBusy || this.#key !== this.#shownKey) return;
    const asked = ++this.#asked;
    this.#wanted = (this.rows?.length ?? 0) + 1;
    shownBefore[this.#key] = this.#wanted;
    this.isBusy = true;
    const result = await this.#page(this.next);
    this.isBusy = false;
    if (asked !== this.#asked) return;
    // The row that it went on after is no more to be seen, so it has no place: from the start, as far as is wanted.
    if (!result.ok && result.error.fields?.after === 'place') return this.refresh();
    this.error = result.ok ? undefined : result.error;
    if (!result.ok) return;
    this.rows = [...(this.rows ?? []), ...result.data.appointments];
    this.next = result.data.next;
  }

  #page(after: string | null) {
    const place = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const { view, text, filter, order } = this.#search!;
    const q = text.trim() === '' ? '' : `&q=${encodeURIComponent(text.trim())}`;
    const state = filter === 'all' ? '' : `&state=${filter}`;
    const usual = wordOf(order) === wordOf(usualOrder(view));
    const sort = usual ? '' : `&sort=${order.by}&order=${order.isDown ? 'down' : 'up'}`;
    return api.get<Reply<'listAppointments'>>(`/api/appointments?view=${view}${q}${state}${sort}${place}`);
  }
}
