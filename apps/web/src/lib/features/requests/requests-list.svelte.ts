import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { stageOf, type Summary } from './appointment-state.ts';
import { local } from './local-text.ts';

export type View = 'coming' | 'past';
export const filters = ['all', 'answer-missing', 'answer-ready', 'cancelled'] as const;
export type Filter = (typeof filters)[number];

/** The requests of one tab, a page at a time; news fetches again as many pages as are shown. */
export class RequestsList {
  rows: Summary[] | undefined = $state.raw();
  /** Where the rows go on; null when all are here. */
  next: string | null = $state.raw(null);
  isBusy = $state(false);
  error: ApiError | undefined = $state.raw();
  #view: View | undefined;
  #asked = 0;
  /** How many rows the person asked for at least: news that comes while more is fetched must not take it back. */
  #wanted = 0;

  async show(view: View): Promise<void> {
    if (view !== this.#view) {
      this.rows = undefined;
      this.#wanted = 0;
    }
    this.#view = view;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    if (!this.#view) return;
    const asked = ++this.#asked;
    const wanted = () => Math.max(this.rows?.length ?? 0, this.#wanted);
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
  }

  /** Adds the next page to what is shown. */
  async more(): Promise<void> {
    if (this.next === null || this.isBusy) return;
    const asked = ++this.#asked;
    this.#wanted = (this.rows?.length ?? 0) + 1;
    this.isBusy = true;
    const result = await this.#page(this.next);
    this.isBusy = false;
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (!result.ok) return;
    this.rows = [...(this.rows ?? []), ...result.data.appointments];
    this.next = result.data.next;
  }

  #page(after: string | null) {
    const place = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    return api.get<Reply<'listAppointments'>>(`/api/appointments?view=${this.#view}${place}`);
  }
}

const fits: Record<Filter, (it: Summary, now: number) => boolean> = {
  all: () => true,
  'answer-missing': (it, now) => stageOf(it, now) === 'held' && it.answerStatus !== 'signed',
  'answer-ready': (it) => it.answerStatus === 'signed',
  cancelled: (it) => it.status === 'cancelled' || it.status === 'noshow',
};

/** Every word that was typed must be found in something that the row shows. */
export function search(rows: readonly Summary[], text: string, filter: Filter, now: number): Summary[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((it) => {
    if (!fits[filter](it, now)) return false;
    const shown = [
      local(it.serviceName),
      it.subject ?? '',
      it.practitionerName,
      it.requesterName,
      it.requesterOrganisation,
    ]
      .join('\n')
      .toLocaleLowerCase();
    return words.every((word) => shown.includes(word));
  });
}
