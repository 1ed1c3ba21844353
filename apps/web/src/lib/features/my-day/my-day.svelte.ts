import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { now } from '#lib/clock.svelte.ts';
import { wallClock } from '#lib/ui/format.ts';
import { isOpen, stageOf } from '#lib/features/requests/appointment-state.ts';

export type DayItem = Reply<'myDay'>['items'][number];
export type WaitingNow = DayItem['waiting'][number] & { appointmentId: string };

/** 2026-11-23 → 2026-11-24; a calendar day has no clock and no zone. */
export function otherDay(date: string, days: number): string {
  const noon = Date.parse(`${date}T12:00:00Z`) + days * 86_400_000;
  return wallClock(noon).dayKey;
}

/** One day of one person. What it shows stays on the screen while it is fetched again. */
export class MyDay {
  date = $state('');
  items: DayItem[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  /** On an empty day: the next coming appointment, if there is one. */
  next: Reply<'listAppointments'>['appointments'][number] | undefined = $state.raw();
  #asked = 0;

  get isToday(): boolean {
    return this.date === wallClock(now()).dayKey;
  }

  async show(date: string): Promise<void> {
    if (date !== this.date) {
      this.date = date;
      this.items = undefined;
      this.next = undefined;
    }
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<Reply<'myDay'>>(`/api/my-day?date=${encodeURIComponent(this.date)}`);
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (!result.ok) return;
    this.items = result.data.items;
    if (this.items.length === 0) await this.#findNext(asked);
  }

  async #findNext(asked: number): Promise<void> {
    const result = await api.get<Reply<'listAppointments'>>('/api/appointments?view=coming');
    if (!result.ok || asked !== this.#asked) return;
    this.next = result.data.appointments.find(
      (it) => it.status !== 'cancelled' && wallClock(it.startsAt).dayKey > this.date,
    );
  }

  get waiting(): WaitingNow[] {
    return (this.items ?? [])
      .flatMap((item) => item.waiting.map((person) => ({ ...person, appointmentId: item.id })))
      .sort((a, b) => a.since - b.since);
  }
}

/** What deserves attention first: the visit that goes on, the one where somebody waits, the next one that is to come. */
export function focusOf(items: readonly DayItem[], at: number): DayItem | undefined {
  const alive = items.filter((it) => ['coming', 'open', 'waiting', 'going-on'].includes(stageOf(it, at)));
  const goingOn = alive.find((it) => stageOf(it, at) === 'going-on');
  const waiting = alive.find((it) => it.waiting.length > 0 && isOpen(it, at));
  // Somebody who booked an hour ago and never came must not hide the visit that begins now.
  const next = alive.find((it) => it.endsAt > at) ?? alive[0];
  return goingOn ?? waiting ?? next;
}
