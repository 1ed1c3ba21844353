import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { connect, type Realtime } from '#lib/realtime.svelte.ts';
import { RequestDraft } from '#lib/features/booking/draft.svelte.ts';
import { findProblems } from '#lib/features/booking/problems.ts';
import { draftAddress } from '#lib/features/booking/slots.ts';
import { dayOf } from '#lib/features/booking/week.ts';

type Service = Reply<'readService'>['service'];
export type Expectations = Reply<'readExpectations'>;

/** The page of a request without a time: its text, what to expect, and sending it. Close it in onDestroy. */
export class SendRequestPage {
  service: Service | undefined = $state.raw();
  expectations: Expectations | undefined = $state.raw();
  loadError: ApiError | undefined = $state.raw();
  /** Why sending failed. */
  refusal: ApiError | undefined = $state.raw();
  isSending = $state(false);
  draft: RequestDraft | undefined = $state.raw();
  readonly #serviceId: string;
  readonly #userId: string;
  #line: Realtime | undefined;
  #asked = 0;
  #isClosed = false;

  constructor(userId: string, serviceId: string) {
    this.#userId = userId;
    this.#serviceId = serviceId;
  }

  async load(): Promise<void> {
    this.loadError = undefined;
    const address = `/api/services/${encodeURIComponent(this.#serviceId)}`;
    const [service, server, expectations] = await Promise.all([
      api.get<Reply<'readService'>>(address),
      api.get<Reply<'readDraft'>>(draftAddress(this.#serviceId, undefined)),
      this.#expect(),
    ]);
    if (!service.ok) return void (this.loadError = service.error);
    if (!server.ok) return void (this.loadError = server.error);
    if (!expectations.ok) return void (this.loadError = expectations.error);
    const draft = new RequestDraft(this.#userId, this.#serviceId, service.data.service.anonymousOnly);
    draft.begin(server.data);
    const outdated = draft.isOutdated ? await draft.renew() : undefined;
    if (outdated) return void (this.loadError = outdated);
    this.service = service.data.service;
    this.expectations = expectations.data;
    this.draft = draft;
    this.#watch();
  }

  #expect = () => api.get<Expectations>(`/api/services/${encodeURIComponent(this.#serviceId)}/expectations`);

  /** V8: a colleague may use the last of the quota meanwhile, or give one back. Only the answer to the latest question is shown. */
  #watch(): void {
    if (this.#line || this.#isClosed) return;
    const line = connect();
    this.#line = line;
    const look = async () => {
      if (this.service?.monthlyQuota === null) return;
      const turn = ++this.#asked;
      const result = await this.#expect();
      if (result.ok && turn === this.#asked) this.expectations = result.data;
    };
    line.onConnected(() => {
      void line.request('slots:watch', { serviceId: this.#serviceId });
      void look();
    });
    line.on('slots:changed', () => void look());
  }

  /** Sends it. Answers its id; undefined when something keeps it, which the page then shows. */
  async send(): Promise<string | undefined> {
    const { draft, service } = this;
    if (!draft?.form || !service || this.isSending) return undefined;
    const { content } = draft;
    this.refusal = findProblems(content, service, Number(dayOf(now()).slice(0, 4)), draft);
    if (this.refusal) return undefined;
    this.isSending = true;
    const result = await draft.sendOff((request) =>
      api.post<Reply<'sendRequest'>>('/api/sent-requests', { ...request, serviceId: service.id }),
    );
    this.isSending = false;
    if (result.ok) {
      draft.finish();
      return result.data.id;
    }
    // F8: the page goes on in the newer form, and says so.
    if (result.error.code === 'form-changed') await draft.renew();
    this.refusal = result.error;
    return undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#line?.close();
    this.draft?.flush();
    this.draft?.close();
  }
}
