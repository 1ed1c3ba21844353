import type { Body, Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { addDays } from '#lib/features/booking/week.ts';
import { Newest } from '#lib/newest.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { isUnheard } from '#lib/unheard.ts';
import { sendAsking, type Decisions, type Question } from './affected.ts';
import { byTime, type Hours } from './grid-time.ts';
import type { Exception, HoursReply } from './names.ts';
import {
  newForm,
  noProblems,
  problemsOf,
  toFields,
  toForm,
  type Fields,
  type ScheduleForm,
} from './schedule-form.ts';

type ExceptionFields = Body<'addException'>['fields'];
/** What is being edited; `id` is undefined for a schedule that is new. */
type Draft = { id: string | undefined; basedOn: number; form: ScheduleForm };

/** So many steps back. */
const historyLength = 50;

/** Somebody's hours on their page: what the server has, one schedule that is being edited, and keeping the rest. */
export class HoursEditor {
  reply: HoursReply | undefined = $state.raw();
  loadError: ApiError | undefined = $state.raw();
  draft: Draft | undefined = $state();
  /** Why saving failed. */
  refusal: ApiError | undefined = $state.raw();
  /** Whether it was tried: until then nothing that is merely not yet filled in is called wrong. */
  isChecked = $state(false);
  isBusy = $state(false);
  wasRestored = $state(false);
  question: Question | undefined = $state.raw();
  isLeft = false;

  readonly #path: string;
  readonly #store: TabCopy<Draft>;
  #savedJson = $state('');
  #history: ScheduleForm[] = $state.raw([]);
  readonly #newest = new Newest();

  constructor(userId: string, practitionerId: string) {
    this.#path = `/api/hours/${practitionerId}`;
    this.#store = new TabCopy(
      `neuvo:hours:${userId}:${practitionerId}`,
      ({ basedOn, form }) => typeof basedOn === 'number' && Array.isArray(form?.hours),
    );
  }

  get isDirty(): boolean {
    return this.draft !== undefined && JSON.stringify(toFields(this.draft.form)) !== this.#savedJson;
  }
  get canUndo(): boolean {
    return this.#history.length > 0;
  }
  readonly problems = $derived.by(() => (this.draft ? problemsOf(this.draft.form) : noProblems));
  /** What the fields are told; what the server found counts until something is sent again. */
  readonly fieldProblems: Record<string, string> = $derived.by(() => ({
    ...this.refusal?.fields,
    ...(this.isChecked ? this.#wrong : {}),
  }));

  /** Hours that are wrong are told beside themselves, and above once it was tried to save them. */
  get #wrong(): Record<string, string> {
    const { fields, hours } = this.problems;
    const [code] = hours.values();
    return code === undefined ? fields : { ...fields, hours: code };
  }

  load(week: string | undefined): Promise<void> {
    const fetching = api.get<HoursReply>(`${this.#path}${week ? `?week=${week}` : ''}`);
    return this.#newest.ask(fetching, (result) => {
      this.loadError = result.ok ? undefined : result.error;
      if (!result.ok) return;
      const isFirst = this.reply === undefined;
      this.reply = result.data;
      if (isFirst && this.#restore()) return;
      if (!this.isDirty && !this.#isNewest) this.choose(this.draft?.id);
    });
  }

  /** Begun anew, its hours would be others to the page, and the keyboard would lose the one that it is on. */
  get #isNewest(): boolean {
    const { id, basedOn } = this.draft ?? {};
    return this.reply?.schedules.some((each) => each.id === id && each.revision === basedOn) ?? false;
  }

  /** Begins to edit a schedule; without an id, or where it is gone, one that is valid on a day of the week that is shown. */
  choose(id: string | undefined): void {
    const { schedules = [], week } = this.reply ?? {};
    const inWeek = schedules.find(
      ({ validFrom, validTo }) =>
        week && validFrom <= addDays(week.monday, 6) && (validTo ?? week.monday) >= week.monday,
    );
    const known = schedules.find((each) => each.id === id) ?? inWeek ?? schedules[0];
    this.#begin(known && { id: known.id, basedOn: known.revision, form: toForm(known) });
  }

  begin(): void {
    const { services = [], week } = this.reply ?? {};
    const offered = services.filter(({ offered }) => offered).map(({ id }) => id);
    const form = newForm(offered.length === 1 ? offered : [], week?.monday ?? '');
    this.#begin({ id: undefined, basedOn: 0, form });
    // A new one is unsaved from the start.
    this.#savedJson = '';
  }

  /** Called with every change: what is unsaved is kept in this tab. */
  keep(): void {
    if (this.draft && this.isDirty) this.#store.write($state.snapshot(this.draft));
    else if (this.reply) this.#store.forget();
  }

  /** Changes what is edited, in a way that `undo` takes back. */
  change(work: (form: ScheduleForm) => void): void {
    if (!this.draft) return;
    this.#history = [...this.#history, $state.snapshot(this.draft.form)].slice(-historyLength);
    work(this.draft.form);
  }
  putHours(hours: Hours): void {
    this.change((form) => {
      form.hours = [...form.hours.filter(({ key }) => key !== hours.key), hours].sort(byTime);
    });
  }
  removeHours(key: number): void {
    this.change((form) => {
      form.hours = form.hours.filter((each) => each.key !== key);
    });
  }
  undo(): void {
    const before = this.#history.at(-1);
    if (!this.draft || !before) return;
    this.#history = this.#history.slice(0, -1);
    this.draft.form = before;
  }

  /** Answers whether it was saved; otherwise `refusal` or the fields say why not. */
  async save(week: string | undefined): Promise<boolean> {
    if (!this.draft || this.isBusy) return false;
    this.isChecked = true;
    this.refusal = undefined;
    if (Object.keys(this.#wrong).length > 0) return false;
    const { id, basedOn, form } = this.draft;
    const fields = toFields($state.snapshot(form));
    const result = await this.#send((decisions) =>
      id === undefined
        ? api.post<Reply<'addSchedule'>>(`${this.#path}/schedules`, { fields })
        : api.put<Reply<'changeSchedule'>>(`${this.#path}/schedules/${id}`, { fields, basedOn, decisions }),
    );
    if (!result.ok) {
      this.refusal = result.error;
      return false;
    }
    // It stays in sight: begun anew, the page would be empty for a moment, and the keyboard would lose its place.
    this.draft.id = result.data.id;
    this.draft.basedOn = result.data.revision;
    this.#settle(fields);
    this.keep();
    await this.load(week);
    return true;
  }

  /** W4: what was edited of hours that somebody else has removed meanwhile. */
  async saveAsNew(week: string | undefined): Promise<boolean> {
    if (!this.draft) return false;
    Object.assign(this.draft, { id: undefined, basedOn: 0 });
    return this.save(week);
  }

  /** Which one was asked about is told: the page may have gone on to others since, when somebody else has removed it. */
  async removeSchedule(
    { id, basedOn }: Pick<Draft, 'id' | 'basedOn'>,
    week: string | undefined,
  ): Promise<ApiError | undefined> {
    if (id === undefined) {
      await this.#gone(week);
      return undefined;
    }
    const result = await this.#send((decisions) =>
      api.post(`${this.#path}/schedules/${id}/remove`, { basedOn, decisions }),
    );
    const isGone =
      result.ok ||
      result.error.code === 'hours-gone' ||
      (await this.#isGoneNow(result.error, 'schedules', id, week));
    if (!isGone) return result.error;
    if (!this.isDirty || this.draft?.id === id) await this.#gone(week);
    return undefined;
  }

  /** Makes a schedule again that was removed. What is being edited meanwhile stays in sight. */
  async putBack(fields: Fields, week: string | undefined): Promise<ApiError | undefined> {
    const result = await this.#send(() =>
      api.post<Reply<'addSchedule'>>(`${this.#path}/schedules`, { fields }),
    );
    if (!result.ok) return result.error;
    await this.load(week);
    if (!this.isDirty) this.choose(result.data.id);
    return undefined;
  }

  async saveException(
    fields: ExceptionFields,
    replaces: string | null,
    week: string | undefined,
  ): Promise<ApiResult<unknown>> {
    const result = await this.#send((decisions) =>
      api.post(`${this.#path}/exceptions`, { fields, replaces, decisions }),
    );
    if (result.ok) await this.load(week);
    return result;
  }

  async removeException({ id }: Exception, week: string | undefined): Promise<ApiError | undefined> {
    const result = await this.#send((decisions) =>
      api.post(`${this.#path}/exceptions/${id}/remove`, { decisions }),
    );
    const isGone = result.ok || (await this.#isGoneNow(result.error, 'exceptions', id, week));
    if (!isGone) return result.error;
    if (result.ok) await this.load(week);
    return undefined;
  }

  /** Back to what is saved, and to the newest of it. */
  async discard(week: string | undefined): Promise<void> {
    this.#store.forget();
    this.choose(this.draft?.id);
    await this.load(week);
  }
  forget(): void {
    this.#store.forget();
  }

  async #send<T>(send: (decisions: Decisions | undefined) => Promise<ApiResult<T>>): Promise<ApiResult<T>> {
    this.isBusy = true;
    const result = await sendAsking(
      send,
      (visits, isAgain) =>
        new Promise((resolve) => {
          // What is undone from a message after the page was left can't be asked about: it is refused, and that is told.
          if (this.isLeft) return resolve(undefined);
          // It stays open while the answer is on its way: what was chosen counts when it is asked again.
          this.question = { visits, isAgain, answer: resolve };
        }),
    );
    this.question = undefined;
    this.isBusy = false;
    return result;
  }

  /** Whether it was removed and only the answer was lost; what can't be looked at was not. */
  async #isGoneNow(
    error: ApiError,
    of: 'schedules' | 'exceptions',
    id: string,
    week: string | undefined,
  ): Promise<boolean> {
    if (!isUnheard(error)) return false;
    await this.load(week);
    return this.loadError === undefined && !this.reply?.[of].some((each) => each.id === id);
  }

  async #gone(week: string | undefined): Promise<void> {
    this.#store.forget();
    this.#begin(undefined);
    await this.load(week);
    this.choose(undefined);
  }

  #begin(draft: Draft | undefined): void {
    this.draft = draft;
    this.#settle(draft && toFields(draft.form));
  }

  /** What is edited goes on from what is kept; there is nothing to undo any more. */
  #settle(kept: Fields | undefined): void {
    this.#savedJson = kept ? JSON.stringify(kept) : '';
    this.#history = [];
    this.refusal = undefined;
    this.isChecked = false;
    this.wasRestored = false;
  }

  /** Goes on with what an earlier visit left unsaved. Over a newer revision, or none, it is refused when it is saved (W4). */
  #restore(): boolean {
    const kept = this.#store.read();
    const known = this.reply?.schedules.find(({ id }) => id === kept?.id);
    if (!kept) return false;
    this.#begin({ ...kept, form: toForm(toFields(kept.form)) });
    this.#savedJson = known ? JSON.stringify(toFields(toForm(known))) : '';
    this.wasRestored = this.isDirty;
    return true;
  }
}
