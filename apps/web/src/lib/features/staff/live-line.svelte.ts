import { onDestroy } from 'svelte';
import type { RequestData } from '#protocol';
import { keepAsked } from '#lib/keep-asked.ts';
import { connect, type Realtime, type RealtimeResult } from '#lib/realtime.svelte.ts';
import { Gather } from './gather.ts';

/** What can be watched, and the notice that tells of it. */
const watchable = {
  'calendar:watch': 'calendar:changed',
  'hours:watch': 'hours:changed',
  'absence:watch': 'absence:changed',
  'triage:watch': 'triage:changed',
  'arrivals:watch': 'arrivals:changed',
  'duty:watch': 'duty:changed',
  'series:watch': 'series:changed',
} as const;
type Watch = keyof typeof watchable;

/** Tells, while a page is open, that something of what it shows is different. */
class LiveLine<W extends Watch> {
  #line: Realtime = $state.raw(connect());
  #watched: RequestData<W> | undefined;
  readonly #watch: W;
  readonly #gather: Gather;
  readonly #askNow: () => void;

  constructor(watch: W, changed: () => void) {
    this.#watch = watch;
    this.#gather = new Gather(changed);
    this.#gather.open();
    this.#askNow = keepAsked(this.#line, async (isLate) => {
      const watching = await this.#ask();
      // What changed before the server began to tell us, or while the line was down, was told to nobody.
      if (isLate && watching.ok && this.#watched !== undefined) this.#gather.tell();
      return watching;
    });
    this.#line.on(watchable[watch], this.#gather.tell);
  }

  get isDown(): boolean {
    return this.#line.status === 'reconnecting' || this.#line.status === 'closed';
  }

  watch(watched: RequestData<W>): void {
    this.#watched = watched;
    if (this.#line.status === 'connected') this.#askNow();
  }

  async #ask(): Promise<RealtimeResult<object>> {
    if (this.#watched === undefined) return { ok: true, data: {} };
    return this.#line.request(this.#watch, this.#watched);
  }

  close(): void {
    this.#gather.close();
    this.#line.close();
  }
}

/** Call while a component is set up: `changed` runs whenever what is watched is different. */
export function watchLive<W extends Watch>(
  watch: W,
  changed: () => void,
): Pick<LiveLine<W>, 'watch' | 'isDown'> {
  const line = new LiveLine(watch, changed);
  onDestroy(() => line.close());
  return line;
}
