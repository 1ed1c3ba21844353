import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { toContent, toForm, type RequestContent, type RequestForm } from './request-form.ts';
import { draftAddress } from './slots.ts';

/** A pause in typing after which it is worth asking the server to save. Longer loses more, shorter asks at every word. */
const pauseMs = 800;
const retryMs = 5000;

/** What was typed and is not yet on the server. */
type LocalCopy = { draftId: string; content: RequestContent; changedAt: number };

export type SaveState =
  | { status: 'untouched' }
  | { status: 'saving' }
  | { status: 'saved'; at: number }
  /** The link is down or the server unwell: it goes on trying by itself. */
  | { status: 'waiting' }
  /** The server does not take it as it is. */
  | { status: 'refused'; error: ApiError }
  /** It is booked already, in another window. */
  | { status: 'sent' };

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
  readonly #address: string;
  readonly #anonymousOnly: boolean;
  readonly #store: TabCopy<LocalCopy>;
  #savedJson = '';
  /** The type whose form is asked. */
  #askedTypeId = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: AbortController | undefined;
  #sent: Promise<void> | undefined;
  #isClosed = false;

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
    const isNewer = local !== undefined && local.changedAt > (server.savedAt ?? 0);
    this.draftId = isNewer ? local.draftId : server.draftId;
    this.asked = server.forms;
    this.caseTypes = server.caseTypes;
    this.needsCaseType = server.needsCaseType;
    this.#askedTypeId = server.content.caseTypeId ?? '';
    this.form = toForm(isNewer ? local.content : server.content, server.forms);
    this.#savedJson = JSON.stringify(isNewer ? null : toContent(this.form, this.#anonymousOnly));
    if (server.savedAt !== null) this.save = { status: 'saved', at: server.savedAt };
    if (isNewer) this.#schedule(0);
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
    await this.#send();
    if (this.save.status === 'refused') return this.save.error;
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

  /** Called with every change of the form; reads all of it, so an effect that calls it runs at every keystroke. */
  changed(): void {
    if (!this.form || this.#isClosed) return;
    const content = this.content;
    // While something else is being saved, what was saved before it is a change too.
    if (!this.#sending && JSON.stringify(content) === this.#savedJson) return;
    this.#store.write({ draftId: this.draftId, content, changedAt: now() });
    this.#schedule(pauseMs);
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
    this.#sending = new AbortController();
    if (this.save.status !== 'waiting') this.save = { status: 'saving' };
    const result = await api.put<Reply<'saveDraft'>>(
      this.#address,
      { draftId: this.draftId, content },
      { signal: this.#sending.signal },
    );
    this.#sending = undefined;
    if (this.#isClosed) {
      if (result.ok && JSON.stringify(this.content) === json) this.#store.forget();
      return;
    }
    if (result.ok) this.#saved(json, result.data.savedAt);
    else this.#failed(result.error, result.status);
  }

  #saved(json: string, at: number): void {
    this.#savedJson = json;
    this.save = { status: 'saved', at };
    if (JSON.stringify(this.content) === json) this.#store.forget();
  }

  #failed(error: ApiError, status: number): void {
    if (error.code === 'appointment-over') {
      this.finish();
      this.save = { status: 'sent' };
    } else if (status >= 400 && status < 500 && status !== 429) this.save = { status: 'refused', error };
    else {
      this.save = { status: 'waiting' };
      this.#schedule(retryMs);
    }
  }
}
