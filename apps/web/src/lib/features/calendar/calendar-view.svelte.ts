import { api, type ApiError } from '#lib/api.ts';
import { calendarKey, type CalendarQuery } from './calendar-query.ts';
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
    const key = calendarKey(query);
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
