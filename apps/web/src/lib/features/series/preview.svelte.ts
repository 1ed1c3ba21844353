import type { Body, Reply } from '#protocol';
import { m } from '#messages';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { newId } from '#lib/new-id.ts';
import type { SeriesPage } from './series-page.svelte.ts';

export type SeriesPreview = Reply<'previewSeries'>;
export type PlannedMeeting = SeriesPreview['meetings'][number];
export type Meeting = Reply<'readSeries'>['meetings'][number];
export type Solution = Body<'previewSeries'>['solutions'][number];

/** H14: what is in its way can be overridden: nobody’s time is booked; it is outside hours or the notice, or only held. */
export const isOverridable = ({ conflicts }: PlannedMeeting): boolean =>
  conflicts.every(({ why }) => why === 'no-hours' || why === 'notice' || why === 'held');

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
  /** The meeting that keeps somebody from going on, who has just pressed for it. */
  heldUpBy: number | undefined = $state();
  /** Why meetings are left out or held all the same, as it is written when they are sent; goes along with each. */
  reason: string = $state(m.series_reason_default());
  readonly #address: string;
  readonly #body: () => object;
  readonly #view: SeriesPage | undefined;
  /** The revision of the series that `answer` is about. */
  #revision: number | undefined;
  /** What was sent last, under an id of its own: the same again, since no answer came, is no other change. */
  #sent = { what: '', changeId: newId() };
  /** What is found for an earlier question is not shown: the later one may be about something else. */
  #turn = 0;

  /**
   * @param body What is asked, without solutions; read at every question.
   * @param view The series that it changes, where there is one already.
   */
  constructor(address: string, body: () => object, view?: SeriesPage) {
    this.#address = address;
    this.#body = body;
    this.#view = view;
  }

  get body(): object {
    const { reason } = this;
    const solutions = Object.values(this.solutions).map((each) =>
      each.kind === 'skip' || each.kind === 'keep' ? { ...each, reason } : each,
    );
    return { ...this.#body(), solutions };
  }
  get open(): PlannedMeeting[] {
    return this.answer?.meetings.filter(({ conflicts }) => conflicts.length > 0) ?? [];
  }
  /** How many meetings take place in the end. */
  get held(): number {
    return this.answer?.meetings.filter(({ state }) => state === 'planned').length ?? 0;
  }

  /** Whether something is unsolved yet: the first of it is shown, says so, and has the focus. */
  isHeldUp(): boolean {
    const [first] = this.open;
    this.heldUpBy = first?.n;
    if (!first) return false;
    document.getElementById(`meeting-${first.n}`)?.scrollIntoView({ block: 'center' });
    document.querySelector<HTMLElement>(`#meeting-${first.n} button`)?.focus({ preventScroll: true });
    return true;
  }

  async show(): Promise<void> {
    const turn = ++this.#turn;
    const result = await this.#ask<SeriesPreview>(this.#address, {}, this.#view?.series?.revision);
    if (turn !== this.#turn) return;
    if (result.ok) this.answer = result.data;
    // The form is at fault, and what was shown was for another one.
    else if (result.error.fields) this.answer = undefined;
  }

  /** Something else is asked for: what was found and solved was for that. */
  forget(): void {
    this.#turn++;
    this.answer = undefined;
    this.solutions = {};
    this.heldUpBy = undefined;
  }

  /** Another kind of thing is asked for, with other fields: what was wrong with those before is over. */
  begin(): void {
    this.forget();
    this.error = undefined;
  }

  async solve(...solutions: Solution[]): Promise<void> {
    const before = this.solutions;
    this.solutions = { ...before, ...Object.fromEntries(solutions.map((each) => [each.n, each])) };
    const asked = this.solutions;
    await this.show();
    // A solution that the server does not take is none.
    if (this.error && this.solutions === asked) this.solutions = before;
  }
  async unsolve(n: number): Promise<void> {
    const { [n]: _gone, ...others } = this.solutions;
    this.solutions = others;
    await this.show();
  }

  /**
   * Sends what was shown for good; when something collides by then, the page shows the list as it is now. When somebody else
   * was quicker what was written stays, and is refused until what it would do has been looked at again.
   */
  async send<T>(address: string, more: object = {}): Promise<ApiResult<T>> {
    const turn = this.#turn;
    const result = await this.#ask<T>(address, { ...more, ...this.#named(address) }, this.#revision);
    if (!result.ok && result.error.code === 'series-conflicts' && turn === this.#turn)
      this.answer = result.error.details as SeriesPreview;
    return result;
  }

  /** The id of a change of a series; a new series has its own. */
  #named(address: string): { changeId?: string } {
    if (!this.#view) return {};
    const what = JSON.stringify([address, this.#revision, this.body]);
    if (what !== this.#sent.what) this.#sent = { what, changeId: newId() };
    return { changeId: this.#sent.changeId };
  }

  async #ask<T>(address: string, more: object, basedOn: number | undefined): Promise<ApiResult<T>> {
    this.isBusy = true;
    const result = await api.post<T>(address, { ...this.body, ...more, ...(this.#view && { basedOn }) });
    if (result.ok) this.#revision = basedOn;
    else if (result.error.code === 'series-changed') await this.#view?.refresh();
    this.error = result.ok ? undefined : result.error;
    this.isBusy = false;
    return result;
  }
}
