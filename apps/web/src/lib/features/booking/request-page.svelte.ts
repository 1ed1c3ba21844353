import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { connect, type Realtime } from '#lib/realtime.svelte.ts';
import { RequestDraft } from './draft.svelte.ts';
import { findProblems } from './problems.ts';
import { draftAddress } from './slots.ts';
import { Overriding } from './overriding.svelte.ts';
import { TimeChoice, type Chosen, type With } from './time-choice.svelte.ts';
import { dayOf } from './week.ts';

type Service = Reply<'readService'>['service'];

/** The page of a consultation request: its time, its text, and sending it. Close it in onDestroy. */
export class RequestPage {
  service: Service | undefined = $state.raw();
  loadError: ApiError | undefined = $state.raw();
  /** Why confirming failed, unless the time was lost. */
  refusal: ApiError | undefined = $state.raw();
  isSending = $state(false);
  /** True when neither a hold nor the address names a time. */
  needsTime = $state(false);
  draft: RequestDraft | undefined = $state.raw();
  /** Set where the time is taken against the rules (H14). */
  overriding: Overriding | undefined = $state.raw();
  /** How much of the month's quota the chosen time would use (V8). */
  quota: Reply<'readExpectations'>['quota'] = $state.raw(null);
  readonly time: TimeChoice;
  readonly #serviceId: string;
  readonly #userId: string;
  /** The proposed times of which one is settled by sending this (N10). */
  readonly #proposalId: string | undefined;
  /** Whose time the request takes besides the practitioner's, before its form is there. */
  #requiredIds: string[] = [];
  #line: Realtime | undefined;
  #asked = 0;
  #isClosed = false;

  constructor(userId: string, serviceId: string, proposalId?: string) {
    this.#userId = userId;
    this.#serviceId = serviceId;
    this.#proposalId = proposalId;
    this.time = new TimeChoice(serviceId, () => this.#takenWith(), proposalId !== undefined);
  }

  async load(chosen: Chosen | undefined): Promise<void> {
    this.loadError = undefined;
    const address = `/api/services/${this.#serviceId}`;
    const [service, server] = await Promise.all([
      api.get<Reply<'readService'>>(address),
      api.get<Reply<'readDraft'>>(draftAddress(this.#serviceId, this.#proposalId)),
    ]);
    if (!service.ok) return void (this.loadError = service.error);
    if (!server.ok) return void (this.loadError = server.error);
    const { hold, content } = server.data;
    // What is held decides: a time of one practitioner may have been chosen after one for many.
    const isHeld = hold !== null && !chosen?.isOverride && this.#proposalId === undefined;
    this.#requiredIds = isHeld ? hold.also.map(({ id }) => id) : (content.requiredIds ?? []);
    const hasTime = chosen?.isOverride
      ? await this.#override(chosen, content)
      : await this.time.begin(hold, chosen);
    if (!hasTime && !chosen) return void (this.needsTime = true);
    if (!hasTime) return void (this.loadError = { code: 'network' });
    if (this.#isClosed) return;
    const draft = new RequestDraft(
      this.#userId,
      this.#serviceId,
      service.data.service.anonymousOnly,
      this.#proposalId,
    );
    draft.begin(server.data);
    draft.form!.requiredIds = this.#requiredIds;
    const known = content.resourceIds ?? [];
    const more = chosen?.resource && !known.includes(chosen.resource) ? [chosen.resource] : [];
    const named = [...known, ...more];
    draft.form!.resourceIds = hold && !chosen?.isOverride ? namedIn(named, hold) : named;
    const outdated = draft.isOutdated ? await draft.renew() : undefined;
    if (outdated) return void (this.loadError = outdated);
    this.service = service.data.service;
    this.draft = draft;
    this.#watch();
  }

  /** A warning only: when it can't be had, nothing is lost. Only the answer to the latest question is shown. */
  async readQuota(startsAt = this.time.time?.startsAt): Promise<void> {
    if (startsAt === undefined) return;
    const turn = ++this.#asked;
    const address = `/api/services/${this.#serviceId}/expectations?at=${startsAt}`;
    const result = await api.get<Reply<'readExpectations'>>(address);
    if (result.ok && turn === this.#asked) this.quota = result.data.quota;
  }

  #takenWith(): With {
    const { requiredIds = this.#requiredIds, resourceIds = [], requesterId } = this.draft?.content ?? {};
    const asks = requesterId ?? this.#userId;
    const more = { resourceIds, ...(requesterId && { requesterId }) };
    if (this.#proposalId === undefined) return { requiredIds, ...more };
    return { requiredIds: [...requiredIds, asks], ...more, proposalId: this.#proposalId };
  }

  /** H14: what stands against the time; true once that is known. */
  async #override(chosen: Chosen, content: Reply<'readDraft'>['content']): Promise<boolean> {
    const { practitionerId, startsAt } = chosen;
    const overriding = new Overriding(this.#userId, this.#serviceId);
    const { requiredIds = [], resourceIds = [], requesterId } = content;
    const more = { requiredIds, resourceIds, ...(requesterId && { requesterId }) };
    this.time.override(await overriding.ask({ practitionerId, startsAt, ...more }));
    this.overriding = overriding;
    return overriding.look !== undefined;
  }

  /** Books. Answers the appointment's id; undefined when something keeps it, which the page then shows. */
  async confirm(): Promise<string | undefined> {
    const { draft, service } = this;
    const time = this.time.time;
    if (!draft?.form || !service || this.isSending) return undefined;
    const { content } = draft;
    this.refusal = findProblems(content, service, Number(dayOf(now()).slice(0, 4)), draft);
    const overrides = this.time.state?.status === 'override' && this.overriding?.isNeeded;
    const reason = this.overriding?.reason.trim() ?? '';
    if (overrides && reason === '')
      this.refusal = { code: 'incomplete', fields: { ...this.refusal?.fields, override: 'required' } };
    if (!time && this.#proposalId !== undefined) this.refusal ??= { code: 'proposed-time-gone' };
    if (this.refusal || !time) return undefined;
    this.isSending = true;
    const result = await draft.sendOff((request) =>
      api.post<Reply<'bookAppointment'>>('/api/appointments', {
        ...request,
        serviceId: service.id,
        practitionerId: time.practitionerId,
        startsAt: time.startsAt,
        ...(this.#proposalId !== undefined && { proposalId: this.#proposalId }),
        ...(overrides && { override: reason }),
      }),
    );
    if (result.ok) {
      draft.finish();
      this.overriding?.forget();
      // It stays as if it were being sent until the page has gone: a second press must find nothing to send.
      return result.data.appointmentId;
    }
    this.isSending = false;
    // F8: the page goes on in the newer form, and says so.
    if (result.error.code === 'form-changed') await draft.renew();
    if (!this.time.lose(time, result.error)) this.refusal = result.error;
    if (result.error.code === 'proposed-time-gone') this.time.giveUp();
    return undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.draft?.flush();
    this.draft?.close();
    this.#line?.close();
  }

  /** H14, C8: what is held can be taken all the same, by an override or since its person is away; the clock must not go on then. */
  async #recheckHold(): Promise<void> {
    const { state } = this.time;
    if (state?.status !== 'held') return this.time.recheck();
    // Sending takes it away too.
    if (this.isSending) return;
    const address = draftAddress(this.#serviceId, this.#proposalId);
    const server = await api.get<Reply<'readDraft'>>(address);
    // Meanwhile the person may have taken another time, or be taking it or sending.
    if (!server.ok || this.time.state !== state || this.time.choosing || this.isSending) return;
    // Sent from another window (B6): confirming leads on to what came of it.
    if (server.data.draftId !== this.draft?.draftId) return;
    if (server.data.hold?.id !== state.hold.id) await this.time.lapse();
  }

  /**
   * A time that is not held any more can be taken by others, and a colleague may use the last of the quota or give one back
   * (V8): say so when it happens, not when it is confirmed.
   */
  #watch(): void {
    if (this.#line || this.#isClosed) return;
    const serviceId = this.#serviceId;
    const line = connect();
    this.#line = line;
    const look = () => {
      void this.#recheckHold();
      if (this.service?.monthlyQuota !== null) void this.readQuota();
    };
    line.onConnected(() => {
      void line.request('slots:watch', { serviceId });
      look();
    });
    line.on('slots:changed', look);
  }
}

/** Of what was named, what is held: a time without it may have been chosen since. */
const namedIn = (ids: readonly string[], hold: NonNullable<Reply<'readDraft'>['hold']>): string[] =>
  ids.filter((id) => hold.resources.some((thing) => thing.id === id));
