import type { Reply } from '#protocol';
import { api } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { lossOf, nearestFree, sameTime, type Board, type Loss, type Time } from './slots.ts';
import { dayOf } from './week.ts';

type Hold = Reply<'placeHold'>['hold'];
/** What the address says was chosen. */
export type Chosen = { practitionerId: string; startsAt: number; resource?: string; isOverride?: boolean };
/** What is taken with a time besides the practitioner's. */
export type With = {
  requiredIds: string[];
  resourceIds: string[];
  requesterId?: string;
  /** Of which proposal it is a time (N10). */
  proposalId?: string;
};

export type TimeState =
  | { status: 'held'; hold: Hold }
  /** Chosen, and no longer held: `freedom` is what we know of it now. */
  | { status: 'lapsed'; time: Time; freedom: 'checking' | 'free' | 'unknown' }
  | { status: 'lost'; loss: Loss }
  /** Taken against the rules, and not held (H14). */
  | { status: 'override'; time: Time };

/** The time that a request is for: held for ten minutes, lapsed, or lost to somebody else. */
export class TimeChoice {
  state: TimeState | undefined = $state.raw();
  /** The time that is being asked for now. */
  choosing: Time | undefined = $state.raw();
  /** Why the last wish failed for a reason that is not about the time. */
  error: Parameters<typeof lossOf>[1] | undefined = $state.raw();
  readonly #serviceId: string;
  /** Whose time is held as well. Such a time is no slot of the service: whether it is still free is known when it is asked for. */
  readonly #with: () => With;
  /** A proposed time (N6): the service's own other times are no help when it is gone. */
  readonly #isProposed: boolean;

  constructor(
    serviceId: string,
    takenWith: () => With = () => ({ requiredIds: [], resourceIds: [] }),
    isProposed = false,
  ) {
    this.#serviceId = serviceId;
    this.#with = takenWith;
    this.#isProposed = isProposed;
  }

  /** The time to book, if there is one. */
  get time(): Time | undefined {
    if (this.state?.status === 'held') return this.state.hold;
    return this.state?.status === 'lapsed' || this.state?.status === 'override' ? this.state.time : undefined;
  }

  /** Begins from the hold, or from what the address remembers. False when neither names a time. */
  async begin(hold: Hold | null, chosen: Chosen | undefined): Promise<boolean> {
    const isOther = this.#isProposed && hold && chosen && !sameTime(hold, chosen);
    if (hold && !isOther && hold.expiresAt > now()) this.state = { status: 'held', hold };
    else if (chosen) await this.#look(chosen, undefined);
    return this.state !== undefined;
  }

  /** A time that is taken against the rules is not held; it is decided on when it is booked. */
  override(time: Time | undefined): void {
    this.state = time && { status: 'override', time };
  }

  /** It is not held any more: the ten minutes are over, or it was taken away. The time may still be free. */
  async lapse(): Promise<void> {
    if (this.state?.status !== 'held') return;
    const { hold } = this.state;
    this.state = { status: 'lapsed', time: hold, freedom: 'checking' };
    await this.#look(hold, hold);
  }

  /** Somebody's time of this service changed: is ours, which is not held any more, still free? */
  async recheck(): Promise<void> {
    if (this.state?.status === 'lapsed') await this.#look(this.state.time, this.state.time);
  }

  /** Holds a time: the lapsed one again, or an alternative. True when it is held now. */
  async take(time: Time): Promise<boolean> {
    if (this.choosing) return false;
    this.choosing = time;
    this.error = undefined;
    const { practitionerId, startsAt } = time;
    const body = { serviceId: this.#serviceId, practitionerId, startsAt, ...this.#with() };
    const result = await api.post<Reply<'placeHold'>>('/api/holds', body);
    this.choosing = undefined;
    if (result.ok) this.state = { status: 'held', hold: result.data.hold };
    else if (!this.lose(time, result.error)) this.error = result.error;
    return result.ok;
  }

  /** N10: a proposed time is gone, and whoever still held it holds it no more. */
  giveUp(): void {
    this.state = undefined;
  }

  /** The server refused this time; false when the refusal is about something else. */
  lose(time: Time, error: Parameters<typeof lossOf>[1]): boolean {
    const loss = lossOf(time, error);
    if (loss && this.#isProposed) {
      this.giveUp();
      this.error = { code: 'proposed-time-gone' };
      return true;
    }
    if (loss) this.state = { status: 'lost', loss };
    return loss !== undefined;
  }

  async #look(chosen: Chosen, known: Time | undefined): Promise<void> {
    if (this.#with().requiredIds.length > 0) {
      const time = known ?? { ...chosen, practitionerName: '', endsAt: chosen.startsAt };
      this.state = { status: 'lapsed', time, freedom: 'unknown' };
      return;
    }
    const week = dayOf(chosen.startsAt);
    const result = await api.get<Board>(`/api/services/${this.#serviceId}/slots?week=${week}`);
    // Meanwhile the person may have taken another time.
    if (known && this.time !== known) return;
    if (!result.ok) {
      if (known) this.state = { status: 'lapsed', time: known, freedom: 'unknown' };
      return;
    }
    const slot = result.data.days.flatMap((day) => day.slots).find((each) => sameTime(each, chosen));
    if (slot && (slot.state === 'free' || slot.state === 'held-by-you'))
      this.state = { status: 'lapsed', time: known ?? slot, freedom: 'free' };
    else
      this.state = {
        status: 'lost',
        loss: {
          time: chosen,
          reason:
            slot?.state === 'taken'
              ? 'slot-taken'
              : chosen.startsAt <= now()
                ? 'slot-in-past'
                : 'slot-not-offered',
          alternatives: nearestFree(result.data, chosen.startsAt),
        },
      };
  }
}
