import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { connect, type Realtime } from '#lib/realtime.svelte.ts';
import { slotQueryText, type SlotQuery } from './slot-query.ts';
import {
  hasLost,
  lossOf,
  mergeWeek,
  newlyTaken,
  sameTime,
  type Board,
  type Loss,
  type SlotView,
  type Time,
} from './slots.ts';

type Hold = Reply<'placeHold'>['hold'];

/** The times of one service, a week at a time, kept true by the live line. Close it in onDestroy. */
export class SlotBoard {
  board: Board | undefined = $state.raw();
  service: Reply<'readService'>['service'] | undefined = $state.raw();
  /** What this person has begun to write for this service, where they may. */
  draft: Reply<'readDraft'> | undefined = $state.raw();
  /** What the times can be narrowed by. */
  choices: Reply<'listSlotFilters'> | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  /** The time that is being asked for now. */
  choosing: Time | undefined = $state.raw();
  loss: Loss | undefined = $state.raw();
  /** A time that was pressed and could not be held, though it is not gone, and why: not just now (H8), no network, not by this person. */
  unheld: { time: Time; error: ApiError } | undefined = $state.raw();
  /** What has just been taken by somebody else, for those who hear the page. */
  taken: SlotView[] = $state.raw([]);
  readonly #serviceId: string;
  readonly #canBook: boolean;
  readonly #line: Realtime;
  #week: string | undefined;
  #query: SlotQuery = {};
  /** A week is on its way that is not the one on the screen, or narrowed by something else. */
  #isGoing = false;
  /** Only the answer to the latest question is shown. */
  #asked = 0;

  constructor(serviceId: string, canBook: boolean) {
    this.#serviceId = serviceId;
    this.#canBook = canBook;
    this.#line = connect();
    this.#line.onConnected(() => {
      void this.#line.request('slots:watch', { serviceId });
      // Whatever changed while the line was down was told to nobody.
      if (this.board) void this.refresh();
    });
    this.#line.on('slots:changed', (notice) => {
      if (notice.serviceId === serviceId) void this.refresh();
    });
  }

  get isLive(): boolean {
    return this.#line.status === 'connected' || this.#line.status === 'connecting';
  }

  /** Shows a week, `undefined` meaning the one of the next free time. */
  async show(week: string | undefined, query: SlotQuery): Promise<void> {
    this.#week = week;
    this.#query = query;
    this.error = undefined;
    this.#isGoing = true;
    const [result] = await Promise.all([this.#ask(week), this.service ? undefined : this.#loadService()]);
    if (!result) return;
    this.#isGoing = false;
    if (result.ok) this.board = result.data;
    else this.error = result.error;
  }

  /** The week on the screen again, in place. A failed look changes nothing: the next notice looks again. */
  async refresh(): Promise<void> {
    // What is on its way may be older than the change; the week on the screen is left anyway.
    if (this.#isGoing) return this.show(this.#week, this.#query);
    const shown = this.board;
    const result = await this.#ask(shown?.monday ?? this.#week);
    if (!result) return;
    if (!result.ok) return this.#miss(result.error);
    if (this.error?.code === 'service-gone') this.error = undefined;
    this.taken = shown ? newlyTaken(shown, result.data) : [];
    this.board = shown ? mergeWeek(shown, result.data) : result.data;
    // Hours or the service were changed: its length and its route may be others by now.
    const isOther =
      shown?.revision !== result.data.revision ||
      (shown.monday === result.data.monday && hasLost(shown, result.data));
    if (isOther) await this.#loadService();
  }

  /** V13: of a service that was archived meanwhile there is nothing to choose any more, and nothing to ask for. */
  #miss(error: ApiError): void {
    if (error.code !== 'not-found') return;
    this.error = { code: 'service-gone' };
    this.board = undefined;
    this.service = undefined;
    this.draft = undefined;
  }

  /** Takes a time for ten minutes. Answers the hold, or undefined when it could not be had; `loss` then says why. */
  async choose(time: Time): Promise<Hold | undefined> {
    if (this.choosing) return undefined;
    this.choosing = time;
    this.loss = undefined;
    this.unheld = undefined;
    this.error = undefined;
    const { practitionerId, startsAt } = time;
    const result = await api.post<Reply<'placeHold'>>('/api/holds', {
      serviceId: this.#serviceId,
      practitionerId,
      startsAt,
      ...(this.#query.resource !== undefined && { resourceIds: [this.#query.resource] }),
    });
    const hold = result.ok ? result.data.hold : await this.#heldAfterAll(time, result.error);
    this.choosing = undefined;
    if (result.ok || hold) return hold;
    this.loss = lossOf(time, result.error);
    if (!this.loss) this.unheld = { time, error: result.error };
    // Who may ask for the service, and how, may have been changed.
    if (!this.loss && result.error.code !== 'held-before') void this.#loadService();
    void this.refresh();
    return undefined;
  }

  /** It may be the answer that the network lost, and not the press: whoever has the time goes on with it. */
  async #heldAfterAll(time: Time, { code }: ApiError): Promise<Hold | undefined> {
    if (code !== 'network' && code !== 'timeout') return undefined;
    const draft = await api.get<Reply<'readDraft'>>(`/api/services/${this.#serviceId}/draft`);
    const hold = draft.ok ? draft.data.hold : null;
    return hold && sameTime(hold, time) ? hold : undefined;
  }

  close(): void {
    this.#line.close();
  }

  async #ask(week: string | undefined) {
    const turn = ++this.#asked;
    const query =
      (week === undefined ? '' : `&week=${encodeURIComponent(week)}`) + slotQueryText(this.#query);
    const result = await api.get<Board>(`/api/services/${this.#serviceId}/slots${query.replace('&', '?')}`);
    return turn === this.#asked ? result : undefined;
  }

  /** What stands above the times comes with them, so that nothing is pushed down a moment later. */
  async #loadService(): Promise<void> {
    const address = `/api/services/${this.#serviceId}`;
    const asking = api.get<Reply<'readService'>>(address);
    // Of a service that can't be requested the server has no draft, and would say so as an error.
    const drafting = async () => {
      const service = await asking;
      const mayWrite = this.#canBook && service.ok && service.data.service.mayRequest;
      return mayWrite ? api.get<Reply<'readDraft'>>(`${address}/draft`) : undefined;
    };
    const [service, choices, draft] = await Promise.all([
      asking,
      api.get<Reply<'listSlotFilters'>>(`${address}/filters`),
      drafting(),
    ]);
    if (service.ok) this.service = service.data.service;
    // Only a help and a reminder: without them the page works as well.
    if (choices.ok) this.choices = choices.data;
    if (draft?.ok) this.draft = draft.data;
  }
}
