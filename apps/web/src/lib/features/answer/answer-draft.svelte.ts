import type { Reply } from '#protocol';
import { api, fieldTexts, type ApiError, type ApiResult } from '#lib/api.ts';
import type { FormInUse } from '#lib/features/forms/form-text.ts';
import { isUnheard } from '#lib/unheard.ts';
import { answerCopy, sameText, type AnswerContent, type Saved } from './answer-copy.ts';

/** Long enough to let a word be finished, short enough that nobody wonders. */
const quietMs = 800;
const retryMs = 4000;

export type Field = 'kind' | 'recommendation' | 'mandate';
export type SaveState =
  | { status: 'clean' }
  | { status: 'saving' }
  | { status: 'saved'; at: number }
  | { status: 'failed'; error: ApiError }
  /** Not saved until the person has chosen between two texts. */
  | { status: 'waits' };

const emptyText: AnswerContent = { kind: null, recommendation: '', followUp: '', mandate: '' };

/** An answer while it is written: every change is kept in the tab at once and on the server a moment later. */
export class AnswerDraft {
  content: AnswerContent = $state({ ...emptyText });
  save: SaveState = $state.raw({ status: 'clean' });
  /** What the server still wants before it can be signed. */
  missing: Field[] = $state.raw([]);
  /** What is wrong in the service's own part of the answer, by its field. */
  formProblems: Record<string, string> = $state.raw({});
  /** The service's own part, if the visit keeps one (F11). */
  readonly form: FormInUse | undefined;
  /** Set when somebody, perhaps oneself in another tab, has signed meanwhile. */
  isSigned = $state(false);
  /** The text that another device or tab has saved meanwhile (A5); nothing is saved over it before the person has chosen. */
  other: Saved | undefined = $state.raw();
  #formJson = '';
  readonly #userId: string;
  readonly #appointmentId: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;
  #isDirty = false;
  #isClosed = false;
  /** When the server saved what this is written over. */
  #base: number | null = null;
  /** What the server was asked to save and has not answered: it may have done so. */
  #unanswered: AnswerContent[] = [];
  /** The server's own text while the person chooses. */
  #theirs: AnswerContent = emptyText;

  constructor(userId: string, appointmentId: string, known: Saved | undefined, form: FormInUse | undefined) {
    this.form = form;
    this.#userId = userId;
    this.#appointmentId = appointmentId;
    if (known) {
      this.content = { ...known.content };
      this.save = { status: 'saved', at: known.savedAt };
      this.#base = known.savedAt;
    }
    const copy = answerCopy.read(userId, appointmentId);
    const fate = copy && answerCopy.fate(copy, known);
    if (fate === 'drop') answerCopy.drop(userId, appointmentId);
    this.#openForm();
    if (!copy || fate === 'drop') return;
    this.content = { ...this.content, ...copy.content };
    this.#openForm();
    // What the server saved last is older than what is shown, so nothing may say "saved" yet.
    this.save = { status: 'saving' };
    this.#isDirty = true;
    // What it was written over stays the measure until the person has chosen.
    this.#base = copy.base;
    if (fate === 'ask' && known) this.#ask(known);
    else this.#changed();
  }

  write<F extends keyof AnswerContent>(field: F, value: AnswerContent[F]): void {
    this.content[field] = value;
    this.missing = this.missing.filter((each) => each !== field);
    this.#changed();
  }

  /** Called with every change of the service's own part, whose fields write to it themselves. */
  formChanged(): void {
    const json = JSON.stringify(this.content.form ?? {});
    if (json === this.#formJson) return;
    this.#formJson = json;
    this.#changed();
  }

  #openForm(): void {
    if (this.form) this.content.form ??= {};
    this.#formJson = JSON.stringify(this.content.form ?? {});
  }

  /** Sends what is not yet sent, now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.#isDirty && !this.other) await (this.#sending = this.#send());
  }

  async sign(): Promise<ApiResult<unknown>> {
    clearTimeout(this.#timer);
    await this.#sending;
    const post = () => api.post(`${this.#path}/sign`, this.#body());
    let result = await post();
    if (!result.ok && this.#wasMine(result.error)) result = await post();
    if (result.ok) this.#done();
    else if (result.error.code === 'answer-incomplete') {
      this.missing = (result.error.details as { missing?: Field[] } | undefined)?.missing ?? [];
      this.formProblems = result.error.fields ? fieldTexts(result.error) : {};
      if (this.#isDirty) this.#sendIn(quietMs);
    } else this.#refused(result.error);
    return result;
  }

  /** The two texts change places, so that either can be read, copied from and gone on with. */
  swap(): void {
    if (!this.other) return;
    const { content, savedAt } = this.other;
    this.other = { content: $state.snapshot(this.content), savedAt };
    this.content = { ...content };
    this.#openForm();
    this.#changed();
  }

  /** Goes on with what is in the form, over what the other device has saved. */
  async settle(): Promise<void> {
    if (!this.other) return;
    this.#base = this.other.savedAt;
    this.other = undefined;
    this.save = { status: 'saving' };
    this.#changed();
    await this.flush();
  }

  /** What was not yet sent goes now, once: after that a later draft of the same answer may be under way. */
  close(): void {
    this.#isClosed = true;
    void this.flush();
  }

  get #path(): string {
    return `/api/appointments/${encodeURIComponent(this.#appointmentId)}/answer`;
  }

  #body() {
    const content = $state.snapshot(this.content);
    this.#unanswered.push(content);
    return { content, basedOn: this.#base };
  }

  #changed(): void {
    this.#isDirty = true;
    const content = $state.snapshot(this.content);
    // Of two texts the server has one; what it has not is what a reload must not lose.
    const isTheirs = this.other !== undefined && sameText(content, this.#theirs);
    const kept = isTheirs && this.other ? this.other.content : content;
    answerCopy.keep(this.#userId, this.#appointmentId, { content: kept, base: this.#base });
    this.#sendIn(quietMs);
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed && !this.other) this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #send(): Promise<void> {
    this.#isDirty = false;
    if (this.save.status !== 'failed') this.save = { status: 'saving' };
    const put = () => api.put<Reply<'writeAnswer'>>(this.#path, this.#body());
    let result = await put();
    if (!result.ok && this.#wasMine(result.error)) result = await put();
    if (!result.ok) return this.#refused(result.error);
    this.save = { status: 'saved', at: result.data.savedAt };
    this.#base = result.data.savedAt;
    this.#unanswered = [];
    // What was typed meanwhile is a newer copy, and on its way.
    if (!this.#isDirty) answerCopy.drop(this.#userId, this.#appointmentId);
  }

  /** The "other" text may be one that was sent from here, saved by a server whose reply was lost: then it is no other. */
  #wasMine(error: ApiError): boolean {
    const other = otherOf(error);
    if (!other || !this.#unanswered.some((each) => sameText(each, other.content))) return false;
    this.#base = other.savedAt;
    this.#unanswered = [];
    return true;
  }

  #refused(error: ApiError): void {
    if (error.code === 'answer-signed') return this.#done();
    this.#isDirty = true;
    const other = otherOf(error);
    if (other) return this.#ask(other);
    this.save = { status: 'failed', error };
    // A refusal would only be repeated; a line that is down comes back.
    if (isUnheard(error)) this.#sendIn(retryMs);
  }

  #ask(other: Saved): void {
    clearTimeout(this.#timer);
    this.other = other;
    this.#theirs = other.content;
    this.save = { status: 'waits' };
  }

  #done(): void {
    clearTimeout(this.#timer);
    this.#isDirty = false;
    answerCopy.drop(this.#userId, this.#appointmentId);
    this.isSigned = true;
  }
}

function otherOf(error: ApiError): Saved | undefined {
  return error.code === 'answer-changed' ? (error.details as Saved) : undefined;
}
