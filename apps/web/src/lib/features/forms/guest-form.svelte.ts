import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { isUnheard } from '#lib/unheard.ts';
import type { Answers } from './form-text.ts';
import { merge } from './merge.ts';

/** A pause in typing after which it is worth asking the server to save. */
const pauseMs = 800;
const retryMs = 5000;
const path = '/api/guest/form';

export type GuestFormReply = NonNullable<Reply<'guestForm'>['form']>;
/** `refused`: it would be again, so nothing tries by itself before something else is written. */
type SaveState = 'untouched' | 'saving' | 'saved' | 'waiting' | 'refused';
/** Of these the server may well say otherwise a moment later. */
const passing: readonly ApiError['code'][] = ['network', 'timeout', 'internal', 'too-many-attempts'];

/** A guest's form before the visit: saved while it is written, found again with the same link. Close it in onDestroy. */
export class GuestForm {
  form: GuestFormReply | undefined = $state.raw();
  answers: Answers = $state({});
  save: SaveState = $state('untouched');
  error: ApiError | undefined = $state.raw();
  isSent = $state(false);
  isClosed = $state(false);
  isBusy = $state(false);
  readonly #token: string;
  readonly #store: TabCopy<{ answers: Answers; base: Answers }>;
  /** What the server has, and since when. */
  #saved: Answers = {};
  #savedAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;
  #isOver = false;
  /** Why what was written could not be saved. */
  #refusal: ApiError | undefined;

  constructor(token: string, participantId: string) {
    this.#token = token;
    this.#store = new TabCopy(
      `neuvo:guest-form:${participantId}`,
      ({ answers, base }) => typeof answers === 'object' && typeof base === 'object',
    );
  }

  async load(): Promise<void> {
    this.error = undefined;
    const result = await api.get<Reply<'guestForm'>>(path, { token: this.#token });
    if (!result.ok) return void (this.error = result.error);
    const { form } = result.data;
    if (!form) return void (this.isClosed = true);
    this.form = form;
    this.isSent = form.status === 'submitted';
    this.isClosed = !form.isOpen && !this.isSent;
    this.#saved = form.answers;
    this.#savedAt = form.savedAt;
    const kept = this.#store.read();
    this.answers = kept ? merge(kept.base, kept.answers, form.answers) : structuredClone(form.answers);
    if (form.savedAt !== null) this.save = 'saved';
  }

  /** Called with every change; reads all of it, so an effect that calls it runs at every keystroke. */
  changed(): void {
    if (!this.form || this.isSent || this.isClosed || !this.#isDirty) return;
    this.#store.write({ answers: $state.snapshot(this.answers), base: this.#saved });
    this.#sendIn(pauseMs);
  }

  /** Saves at once what is unsaved: when the page is left or hidden. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.form && !this.isSent && !this.isClosed && this.#isDirty) await (this.#sending = this.#save());
  }

  /** There is a network again: nothing on the page says otherwise any more. */
  backOnline(): Promise<void> {
    this.#forgetNetwork();
    return this.flush();
  }

  /** Sends it for good; answers whether that went well. */
  async send(): Promise<boolean> {
    this.isBusy = true;
    await this.flush();
    const body = { answers: $state.snapshot(this.answers), basedOn: this.#savedAt };
    const result = await api.post(`${path}/send`, body, { token: this.#token });
    this.isBusy = false;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) {
      this.isSent = true;
      this.#store.forget();
    } else this.#learn(result.error);
    return result.ok;
  }

  /** Ends when what was unsaved is saved, or could not be. */
  close(): Promise<void> {
    const saved = this.flush();
    this.#isOver = true;
    return saved;
  }

  /** What was written could not be saved: who writes has pressed nothing, and may be far from what tells it. */
  get isUnsaved(): boolean {
    return this.error !== undefined && this.error === this.#refusal;
  }

  get #isDirty(): boolean {
    return JSON.stringify(this.answers) !== JSON.stringify(this.#saved);
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isOver) this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #save(): Promise<void> {
    const answers = $state.snapshot(this.answers);
    if (this.save !== 'waiting') this.save = 'saving';
    const body = { answers, basedOn: this.#savedAt };
    const result = await api.put<Reply<'saveGuestForm'>>(path, body, { token: this.#token });
    if (!result.ok) return this.#failed(result.error);
    if (this.#refusal === this.error) this.error = undefined;
    this.#saved = answers;
    this.#savedAt = result.data.savedAt;
    this.save = 'saved';
    this.#forgetNetwork();
    if (!this.#isDirty) this.#store.forget();
  }

  #forgetNetwork(): void {
    if (this.form && this.error && isUnheard(this.error)) this.error = undefined;
  }

  #failed(error: ApiError): void {
    this.#learn(error);
    if (this.isSent || this.isClosed) return;
    const isConflict = error.code === 'form-conflict';
    if (!isConflict && !passing.includes(error.code)) {
      this.error = this.#refusal = error;
      this.save = 'refused';
      return;
    }
    this.save = 'waiting';
    this.#sendIn(isConflict ? 0 : retryMs);
  }

  /** What a refusal tells about how things are now. */
  #learn(error: ApiError): void {
    if (error.code === 'form-sent') this.isSent = true;
    if (error.code === 'form-closed') this.isClosed = true;
    if (error.code !== 'form-conflict') return;
    const theirs = error.details as { answers: Answers; savedAt: number | null };
    this.answers = merge(this.#saved, $state.snapshot(this.answers), theirs.answers);
    this.#saved = theirs.answers;
    this.#savedAt = theirs.savedAt;
  }
}
