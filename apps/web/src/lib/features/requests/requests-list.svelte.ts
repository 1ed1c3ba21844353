import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { stageOf, type Summary } from './appointment-state.ts';
import { local } from './local-text.ts';

export type View = 'coming' | 'past';
export const filters = ['all', 'answer-missing', 'answer-ready', 'cancelled'] as const;
export type Filter = (typeof filters)[number];

/** As many as the server sends; more than that is found by searching there, which it can't do yet. */
export const mostRows = 200;

export class RequestsList {
  rows: Summary[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #view: View | undefined;
  #asked = 0;

  async show(view: View): Promise<void> {
    if (view !== this.#view) this.rows = undefined;
    this.#view = view;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    if (!this.#view) return;
    const asked = ++this.#asked;
    const result = await api.get<Reply<'listAppointments'>>(`/api/appointments?view=${this.#view}`);
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.rows = result.data.appointments;
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
