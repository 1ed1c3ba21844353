import type { Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { answerCopy, type AnswerContent } from './answer-copy.ts';

/** Long enough to let a word be finished, short enough that nobody wonders. */
const quietMs = 800;
const retryMs = 4000;

export type Field = 'kind' | 'recommendation' | 'mandate';
export type SaveState = { status: 'clean' } | { status: 'saving' } | { status: 'saved'; at: number } | Failed;
type Failed = { status: 'failed'; error: ApiError };

/** An answer while it is written: every change is kept in the tab at once and on the server a moment later. */
export class AnswerDraft {
  content: AnswerContent = $state({ kind: null, recommendation: '', followUp: '', mandate: '' });
  save: SaveState = $state.raw({ status: 'clean' });
  /** What the server still wants before it can be signed. */
  missing: Field[] = $state.raw([]);
  /** Set when somebody, perhaps oneself in another tab, has signed meanwhile. */
  isSigned = $state(false);
  readonly #userId: string;
  readonly #appointmentId: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;
  #isDirty = false;
  #isClosed = false;
  #base = 0;

  constructor(
    userId: string,
    appointmentId: string,
    known: { content: AnswerContent; savedAt: number } | undefined,
  ) {
    this.#userId = userId;
    this.#appointmentId = appointmentId;
    if (known) {
      this.content = { ...known.content };
      this.save = { status: 'saved', at: known.savedAt };
      this.#base = known.savedAt;
    }
    const copy = answerCopy.read(userId, appointmentId);
    if (copy && answerCopy.isNewer(copy, this.#base)) {
      this.content = { ...this.content, ...copy.content };
      // What the server saved last is older than what is shown, so nothing may say "saved" yet.
      this.save = { status: 'saving' };
      this.#changed();
    } else answerCopy.drop(userId, appointmentId);
  }

  write<F extends keyof AnswerContent>(field: F, value: AnswerContent[F]): void {
    this.content[field] = value;
    this.missing = this.missing.filter((each) => each !== field);
    this.#changed();
  }

  /** Sends what is not yet sent, now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.#isDirty) await (this.#sending = this.#send());
  }

  async sign(): Promise<ApiResult<unknown>> {
    clearTimeout(this.#timer);
    await this.#sending;
    const result = await api.post(`${this.#path}/sign`, $state.snapshot(this.content));
    if (result.ok) this.#done();
    else if (result.error.code === 'answer-incomplete') {
      this.missing = (result.error.details as { missing?: Field[] } | undefined)?.missing ?? [];
      if (this.#isDirty) this.#sendIn(quietMs);
    } else this.#refused(result.error);
    return result;
  }

  /** What was not yet sent goes now, once: after that a later draft of the same answer may be under way. */
  close(): void {
    this.#isClosed = true;
    void this.flush();
  }

  get #path(): string {
    return `/api/appointments/${encodeURIComponent(this.#appointmentId)}/answer`;
  }

  #changed(): void {
    this.#isDirty = true;
    const content = $state.snapshot(this.content);
    answerCopy.keep(this.#userId, this.#appointmentId, { content, at: now(), base: this.#base });
    this.#sendIn(quietMs);
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #send(): Promise<void> {
    this.#isDirty = false;
    if (this.save.status !== 'failed') this.save = { status: 'saving' };
    const result = await api.put<Reply<'writeAnswer'>>(this.#path, $state.snapshot(this.content));
    if (!result.ok) return this.#refused(result.error);
    this.save = { status: 'saved', at: result.data.savedAt };
    this.#base = result.data.savedAt;
    // What was typed meanwhile is a newer copy, and on its way.
    if (!this.#isDirty) answerCopy.drop(this.#userId, this.#appointmentId);
  }

  #refused(error: ApiError): void {
    if (error.code === 'answer-signed') return this.#done();
    this.#isDirty = true;
    this.save = { status: 'failed', error };
    // A refusal would only be repeated; a line that is down comes back.
    if (error.code === 'network' || error.code === 'timeout') this.#sendIn(retryMs);
  }

  #done(): void {
    clearTimeout(this.#timer);
    this.#isDirty = false;
    answerCopy.drop(this.#userId, this.#appointmentId);
    this.isSigned = true;
  }
}
