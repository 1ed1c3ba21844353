// Longer than others: what is typed, kept, saved and sent off names one revision, so its order is in one place.
import type { Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { toContent, toForm, type RequestContent, type RequestForm } from './request-form.ts';
import { draftAddress } from './slots.ts';

/** A pause in typing after which it is worth asking the server to save. Longer loses more, shorter asks at every word. */
const pauseMs = 800;
const retryMs = 5000;

/** What was typed and is not yet on the server, and on which revision; one that an older page has kept names none. */
type LocalCopy = { draftId: string; content: RequestContent; changedAt: number; basedOn?: number };

/** What another window has saved meanwhile (B11). */
export type OtherVersion = { content: RequestContent; revision: number };

export type SaveState =
  | { status: 'untouched' }
  | { status: 'saving' }
  | { status: 'saved'; at: number }
  /** The link is down or the server unwell: it goes on trying by itself. */
  | { status: 'waiting' }
  /** The server does not take it as it is. */
  | { status: 'refused'; error: ApiError }
  /** Not saved until the person has chosen between two versions (B11). */
  | { status: 'waits' }
  /** It is booked already: from another window, or by a press here whose answer was lost. */
  | { status: 'sent'; fromHere: boolean };

/** What the fields of a request read of its draft; a service's preview has no more than this. */
export type AskedDraft = Pick<RequestDraft, 'form' | 'asked' | 'caseTypes' | 'needsCaseType' | 'renew'>;

/** The request that is being written: saved while it is typed, found again after a reload and on another device. */
export class RequestDraft {
  form: RequestForm | undefined = $state();
  save: SaveState = $state.raw({ status: 'untouched' });
  /** The service's own forms in the versions of now. */
  asked: Reply<'readDraft'>['forms'] = $state.raw([]);
  /** The case types that the service takes, and whether one must be chosen. */
  caseTypes: Reply<'readDraft'>['caseTypes'] = $state.raw([]);
  needsCaseType = $state(false);
  draftId = '';
  /** The version that another window has saved meanwhile: nothing is saved over it before the person has chosen. */
  other: OtherVersion | undefined = $state.raw();
  /** What is saved on top of it names it. */
  #revision = 0;
  /** What the server had last, as far as this page knows, as text. */
  #seen = '';
  /** What the server was asked to keep and has not answered: it may have done so. */
  #unanswered: string[] = [];
  readonly #address: string;
  readonly #anonymousOnly: boolean;
  readonly #store: TabCopy<LocalCopy>;
  #savedJson = '';
  /** The type whose form is asked. */
  #askedTypeId = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: AbortController | undefined;
  #sent: Promise<void> | undefined;
  /** It was sent off, and nobody knows whether it arrived. */
  #isUnheard = false;
  #isClosed = false;
  /** The server's own version while the person chooses, as text. */
  #theirs = '';

  constructor(userId: string, serviceId: string, anonymousOnly: boolean, proposalId?: string) {
    this.#address = draftAddress(serviceId, proposalId);
    this.#anonymousOnly = anonymousOnly;
    this.#store = new TabCopy(
      `neuvo:request:${userId}:${proposalId ?? serviceId}`,
      ({ draftId, content }) => typeof draftId === 'string' && content !== undefined,
    );
  }

  /** Begins from what the server has and what this tab had not yet saved, whichever is newer. */
  begin(server: Omit<Reply<'readDraft'>, 'hold' | 'serverNow'>): void {
    const local = this.#store.read();
    const isSame = local?.draftId === server.draftId && local.basedOn !== undefined;
    const isNewer = local !== undefined && (isSame || local.changedAt > (server.savedAt ?? 0));
    // What was typed on a version that has been replaced since is neither newer nor older: both stay (B11).
    const isAside = isSame && local.basedOn !== server.revision;
    this.draftId = isNewer ? local.draftId : server.draftId;
    this.#revision = isAside ? local.basedOn! : server.revision;
    this.other = undefined;
    this.asked = server.forms;
    this.caseTypes = server.caseTypes;
    this.needsCaseType = server.needsCaseType;
    this.#askedTypeId = server.content.caseTypeId ?? '';
    this.form = toForm(isNewer ? local.content : server.content, server.forms);
    this.#savedJson = JSON.stringify(isNewer ? null : toContent(this.form, this.#anonymousOnly));
    this.#seen = isAside ? '' : this.#json(server.content);
    if (server.savedAt !== null) this.save = { status: 'saved', at: server.savedAt };
    const theirs = { content: server.content, revision: server.revision };
    if (isAside && !this.#isKnown(theirs)) this.#ask(theirs);
    else if (isNewer) this.#schedule(0);
    else this.#store.forget();
  }

  /** F8, CT4: what this tab kept was written under an older version of a form than the one that is asked now, or for another type. */
  get isOutdated(): boolean {
    if (this.form && this.form.caseTypeId !== this.#askedTypeId) return true;
    return (this.form?.forms ?? []).some(({ use, versionId, answers }) => {
      const isCurrent = this.asked.some((each) => each.kind === use && each.versionId === versionId);
      return !isCurrent && Object.keys(answers).length > 0;
    });
  }

  /** F8: the server carries over what is written to the forms of now. Answers what kept it, if anything did. */
  async renew(): Promise<ApiError | undefined> {
    await this.#sent;
    if (!this.other) await this.#send();
    if (this.save.status === 'refused') return this.save.error;
    // Which of two versions is carried over is the person's to say.
    if (this.other) return undefined;
    const server = await api.get<Reply<'readDraft'>>(this.#address);
    if (!server.ok) return server.error;
    // Whoever went on typing meanwhile keeps that too.
    if (this.save.status === 'saved' && JSON.stringify(this.content) !== this.#savedJson) return this.renew();
    if (this.save.status === 'saved') this.#store.forget();
    this.begin(server.data);
    return undefined;
  }

  get content(): RequestContent {
    return toContent(this.form!, this.#anonymousOnly);
  }

  /** What was sent off has arrived, though its answer was lost: sent again it leads to what has come of it (B6). */
  get hasArrived(): boolean {
    return this.save.status === 'sent' && this.save.fromHere;
  }

  /** Called with every change of the form; reads all of it, so an effect that calls it runs at every keystroke. */
  changed(): void {
    if (!this.form || this.#isClosed) return;
    const content = this.content;
    if (this.other) return this.#keep();
    // While something else is being saved, what was saved before it is a change too.
    if (!this.#sending && JSON.stringify(content) === this.#savedJson) return;
    this.#keep();
    this.#schedule(pauseMs);
  }

  /** The two versions change places, so that either can be read in the form and gone on with. */
  swap(): void {
    if (!this.other || !this.form) return;
    const { content, revision } = this.other;
    this.other = { content: $state.snapshot(this.content), revision };
    this.form = toForm(content, this.asked);
    this.#keep();
  }

  /** Goes on with what is in the form, over what the other window has saved. */
  settle(): void {
    if (!this.other) return;
    this.#revision = this.other.revision;
    this.other = undefined;
    this.save = { status: 'saving' };
    this.#keep();
    this.#schedule(0);
  }

  /**
   * Sends the request off as it is in the form, naming what it is based on; when another window has saved something else
   * meanwhile, nothing is sent and both versions are here (B11).
   */
  async sendOff<T>(
    post: (request: { draftId: string; content: RequestContent; basedOn: number }) => Promise<ApiResult<T>>,
  ): Promise<ApiResult<T>> {
    await this.#sent;
    if (this.other) return { ok: false, status: 409, error: { code: 'draft-changed' } };
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ask = () => post({ draftId: this.draftId, content: this.content, basedOn: this.#revision });
    let result = await ask();
    if (!result.ok && this.#isOld(result.error)) result = await ask();
    if (!result.ok) {
      if (['network', 'timeout'].includes(result.error.code)) this.#isUnheard = true;
      const other = otherOf(result.error);
      if (other) this.#ask(other);
      else this.changed();
    }
    return result;
  }

  /** Of two versions the server has one; the other is what a reload must not lose. */
  #keep(): void {
    const { other } = this;
    const isTheirs = other !== undefined && this.#json(this.content) === this.#theirs;
    const content = isTheirs ? other.content : this.content;
    this.#store.write({ draftId: this.draftId, content, changedAt: now(), basedOn: this.#revision });
  }

  /** The same content in the same words, whichever way it came. Of what stands in the form a plain copy: what is reactive can't be cloned. */
  #json(content: RequestContent): string {
    const plain = JSON.parse(JSON.stringify(content)) as RequestContent;
    return JSON.stringify(toContent(toForm(plain, this.asked), this.#anonymousOnly));
  }

  #isOld(error: ApiError): boolean {
    const other = otherOf(error);
    return other !== undefined && this.#isKnown(other);
  }

  #ask(other: OtherVersion): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#theirs = this.#json(other.content);
    this.other = other;
    this.save = { status: 'waits' };
    this.#keep();
  }

  /**
   * Nothing would be lost with the "other" version: it is what is here, what was here when it was last saved, or what was sent
   * from here and kept by a server whose answer was lost. Then it is no other.
   */
  #isKnown(other: OtherVersion): boolean {
    const theirs = this.#json(other.content);
    if (![this.#seen, this.#json(this.content), ...this.#unanswered].includes(theirs)) return false;
    this.#revision = other.revision;
    this.#seen = theirs;
    this.#unanswered = [];
    return true;
  }

  /** Saves at once what is unsaved: when the page is left or hidden. */
  flush(): void {
    if (this.#timer !== undefined) this.#sent = this.#send();
  }

  /** The request is booked: nothing of it is kept here, and nothing of it is saved again. */
  finish(): void {
    this.close();
    this.#sending?.abort();
    this.#store.forget();
  }

  /** Starts over with an empty request, when the old one was sent from another window. */
  forget(): void {
    this.#store.forget();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(inMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#sent = this.#send()), inMs);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One at a time, so that an older text never lands on a newer one.
    if (this.#sending) return this.#schedule(pauseMs);
    const content = this.content;
    const json = JSON.stringify(content);
    const sending = new AbortController();
    this.#sending = sending;
    this.#unanswered.push(this.#json(content));
    if (this.save.status !== 'waiting') this.save = { status: 'saving' };
    const put = () =>
      api.put<Reply<'saveDraft'>>(
        this.#address,
        { draftId: this.draftId, content, basedOn: this.#revision },
        { signal: sending.signal },
      );
    let result = await put();
    if (!result.ok && this.#isOld(result.error)) result = await put();
    this.#sending = undefined;
    if (this.#isClosed) {
      if (result.ok && JSON.stringify(this.content) === json) this.#store.forget();
      return;
    }
    if (result.ok) {
      this.#seen = this.#json(content);
      this.#saved(json, result.data.savedAt);
    } else this.#failed(result.error, result.status);
  }

  #saved(json: string, at: number): void {
    this.#savedJson = json;
    this.#revision = at;
    this.#unanswered = [];
    this.save = { status: 'saved', at };
    if (JSON.stringify(this.content) === json) this.#store.forget();
  }

  #failed(error: ApiError, status: number): void {
    if (error.code === 'appointment-over') {
      this.finish();
      this.save = { status: 'sent', fromHere: this.#isUnheard };
    } else if (otherOf(error)) this.#ask(otherOf(error)!);
    else if (status >= 400 && status < 500 && status !== 429) this.save = { status: 'refused', error };
    else {
      this.save = { status: 'waiting' };
      this.#schedule(retryMs);
    }
  }
}

const otherOf = (error: ApiError): OtherVersion | undefined =>
  error.code === 'draft-changed' ? (error.details as OtherVersion | undefined) : undefined;
