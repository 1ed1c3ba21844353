import { m } from '#messages';
import type { Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { isUnheard } from '#lib/unheard.ts';

export type Slots = Reply<'readCaseSlots'>;
export type Slot = Slots['slots'][number];
export type Case = Reply<'listCases'>['cases'][number];

/** The case slots of one meeting. What is shown stays on the screen while it is fetched again. */
export class CaseSlotsModel {
  slots: Slots | undefined = $state.raw();
  cases: Case[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  readonly #address: string;
  /** What was asked before a change, or before another look, is older than what is shown. */
  #asked = 0;

  constructor(appointmentId: string) {
    this.#address = `/api/appointments/${encodeURIComponent(appointmentId)}/case-slots`;
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<Slots>(this.#address);
    if (asked !== this.#asked) return;
    // That they could not be had is over then; why a change was refused is still to be read.
    if (result.ok && !this.slots) this.error = undefined;
    if (result.ok) this.slots = result.data;
    else if (!this.slots) this.error = result.error;
  }

  /** Looked up only by who assigns: the names of cases are client data, and the look is written down. */
  async loadCases(): Promise<void> {
    if (this.cases) return;
    const result = await api.get<Reply<'listCases'>>('/api/cases');
    if (result.ok) this.cases = result.data.cases;
    else this.error = result.error;
  }

  cut = (minutes: number) => this.#change(this.#address, { minutes });

  /** Gives a slot to a case, or takes it back with null; says what the page saw, so that who was quicker wins. */
  async assign(slot: Slot, caseId: string | null): Promise<ApiResult<Slots>> {
    const from = this.slots?.slots.find(({ case: one }) => one !== null && one.id === caseId)?.index ?? null;
    const was = slot.case?.id ?? null;
    const { index, startsAt } = slot;
    const before = this.slots;
    const result = await this.#change(`${this.#address}/${index}`, { caseId, was, from, startsAt });
    if (result.ok || !isUnheard(result.error) || !this.slots || this.slots === before) return result;
    // Only the answer was lost, where the newest shows it as it was to be.
    const now = this.slots.slots.find((each) => each.index === index);
    const isDone = caseId === null ? now?.isTaken === false : now?.case?.id === caseId;
    if (!isDone) return result;
    this.error = undefined;
    return { ok: true, data: this.slots };
  }

  /**
   * Undoes that a slot was taken back. Whoever was quicker stands: a case that has another slot by now stays there, and a slot
   * that somebody else has stays theirs.
   */
  async giveAgain(index: number, caseId: string): Promise<ApiResult<Slots>> {
    const slots = this.slots?.slots ?? [];
    const slot = slots.find((each) => each.index === index);
    const isElsewhere = slots.some((each) => each.index !== index && each.case?.id === caseId);
    if (!slot || isElsewhere || slot.isTaken) {
      this.error = { code: isElsewhere ? 'case-has-slot' : slot ? 'case-slot-taken' : 'unknown-slot' };
      return { ok: false, status: 409, error: this.error };
    }
    return this.#change(`${this.#address}/${index}`, {
      ...{ caseId, was: null, from: null },
      startsAt: slot.startsAt,
    });
  }

  async #change(address: string, body: object): Promise<ApiResult<Slots>> {
    this.isBusy = true;
    const asked = ++this.#asked;
    const result = await api.put<Slots>(address, body);
    this.isBusy = false;
    const isTold = asked !== this.#asked;
    this.#asked++;
    if (result.ok) this.slots = result.data;
    // A refusal mostly means that somebody else was quicker: what is so now is shown. So is what was told of meanwhile.
    if (!result.ok || isTold) await this.refresh();
    this.error = result.ok ? undefined : result.error;
    return result;
  }
}

/** Whose slot it is, as far as it is told (CT10). */
export const labelOf = (slot: Slot): string =>
  slot.case?.label ?? (slot.isTaken ? m.staff_slots_taken() : m.staff_slots_free());

/** Which slot is now, and which comes next. */
export function nowAndNext(slots: readonly Slot[], now: number): { current?: Slot; next?: Slot } {
  const current = slots.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  const next = slots.find(({ startsAt }) => startsAt > now);
  return { ...(current && { current }), ...(next && { next }) };
}
