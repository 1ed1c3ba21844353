import { onDestroy } from 'svelte';
import type { RequestData } from '#protocol';
import { connect, type Realtime } from '#lib/realtime.svelte.ts';
import { Gather } from '#lib/features/staff/gather.ts';

export type Watched = RequestData<'calendar:watch'>;

/** Tells, while a page is open, that something of the calendar which it shows is different. */
class CalendarLine {
  #line: Realtime = $state.raw(connect());
  #watched: Watched | undefined;
  readonly #gather: Gather;

  constructor(changed: () => void) {
    this.#gather = new Gather(changed);
    this.#gather.open();
    this.#line.onConnected(async () => {
      // What changed before the server began to tell us, or while the line was down, was told to nobody.
      if (await this.#ask()) this.#gather.tell();
    });
    this.#line.on('calendar:changed', this.#gather.tell);
  }

  get isDown(): boolean {
    return this.#line.status === 'reconnecting' || this.#line.status === 'closed';
  }

  watch(watched: Watched): void {
    this.#watched = watched;
    if (this.#line.status === 'connected') void this.#ask();
  }

  async #ask(): Promise<boolean> {
    return this.#watched !== undefined && (await this.#line.request('calendar:watch', this.#watched)).ok;
  }

  close(): void {
    this.#gather.close();
    this.#line.close();
  }
}

/** Call while a component is set up: `changed` runs whenever the watched calendar is different. */
export function watchCalendar(changed: () => void): Pick<CalendarLine, 'watch' | 'isDown'> {
  const line = new CalendarLine(changed);
  onDestroy(() => line.close());
  return line;
}
