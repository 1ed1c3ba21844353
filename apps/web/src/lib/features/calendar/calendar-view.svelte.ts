import { api, type ApiError } from '#lib/api.ts';
import type { CalendarQuery } from './calendar-query.ts';
import { daysOf } from './calendar-query.ts';
import type { CalendarData } from './entries.ts';

/** What the server says of one calendar. What is shown stays on the screen while the same is fetched again. */
export class CalendarView {
  data: CalendarData | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  isLoading = $state(false);
  /** Of which calendar the data is. */
  key = $state('');
  #asked = 0;

  async show(query: CalendarQuery): Promise<void> {
    const { from, to } = daysOf(query);
    const params = new URLSearchParams({ scope: query.scope, from, to });
    if (query.scope === 'service') params.set('service', query.service);
    if (query.page > 1) params.set('page', String(query.page));
    const key = params.toString();
    if (key !== this.key) {
      this.key = key;
      this.data = undefined;
      this.error = undefined;
    }
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    this.isLoading = true;
    const result = await api.get<CalendarData>(`/api/calendar?${this.key}`);
    if (asked !== this.#asked) return;
    this.isLoading = false;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.data = result.data;
  }
}
