import type { Body, Reply } from '#protocol';
import { m } from '#messages';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';

export type SeriesPreview = Reply<'previewSeries'>;
export type PlannedMeeting = SeriesPreview['meetings'][number];
export type Meeting = Reply<'readSeries'>['meetings'][number];
export type Solution = Body<'previewSeries'>['solutions'][number];

/** What is looked at: a new series or more of one, other times, a cancellation, or other people. */
export type PreviewKind = 'new' | 'change' | 'cancel' | 'people';

/**
 * The meetings that something would book or change, what is in their way, and how each collision is solved. It is asked of the
 * server anew with every solution; `#solutions` are written down here so that no refusal loses them.
 */
export class Preview {
  answer: SeriesPreview | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  solutions: Record<number, Solution> = $state.raw({});
  /** Why meetings are left out or held all the same; goes along with each. */
  reason = $state(m.series_reason_default());
  readonly #address: string;
  readonly #body: () => object;

  /** @param body What is asked, without solutions; read at every question. */
  constructor(address: string, body: () => object) {
    this.#address = address;
    this.#body = body;
  }

  get body(): object {
    return { ...this.#body(), solutions: Object.values(this.solutions) };
  }
  get open(): PlannedMeeting[] {
    return this.answer?.meetings.filter(({ conflicts }) => conflicts.length > 0) ?? [];
  }
  /** How many meetings take place in the end. */
  get held(): number {
    return this.answer?.meetings.filter(({ state }) => state === 'planned').length ?? 0;
  }

  async show(): Promise<void> {
    this.isBusy = true;
    const result = await api.post<SeriesPreview>(this.#address, this.body);
    this.isBusy = false;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.answer = result.data;
    // The form is at fault, and what was shown was for another one.
    else if (result.error.fields) this.answer = undefined;
  }

  /** Something else is asked for: what was found and solved was for that. */
  forget(): void {
    this.answer = undefined;
    this.solutions = {};
  }

  async solve(...solutions: Solution[]): Promise<void> {
    const before = this.solutions;
    this.solutions = { ...before, ...Object.fromEntries(solutions.map((each) => [each.n, each])) };
    await this.show();
    // A solution that the server does not take is none.
    if (this.error) this.solutions = before;
  }
  async unsolve(n: number): Promise<void> {
    const { [n]: _gone, ...others } = this.solutions;
    this.solutions = others;
    await this.show();
  }

  /** Sends it for good; when something collides by then, the page shows the list as it is now. */
  async send<T>(address: string, more: object = {}): Promise<ApiResult<T>> {
    this.isBusy = true;
    const result = await api.post<T>(address, { ...this.body, ...more });
    this.isBusy = false;
    this.error = result.ok ? undefined : result.error;
    if (!result.ok && result.error.code === 'series-conflicts')
      this.answer = result.error.details as SeriesPreview;
    return result;
  }
}
