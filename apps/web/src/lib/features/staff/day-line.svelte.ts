import { onDestroy } from 'svelte';
import type { NoticeData } from '#protocol';
import { keepAsked } from '#lib/keep-asked.ts';
import { connect, type Realtime } from '#lib/realtime.svelte.ts';
import { Gather } from './gather.ts';

type Arrival = NoticeData<'my-day:arrival'>;
type Watcher = { changed: () => void; arrival?: ((arrival: Arrival) => void) | undefined };

/** Between two pages nobody watches for a moment; a line kept that long spares a reconnection at every click. */
const lingerMs = 2000;
/** `$state.raw`: pages look at its `status`, and a new line takes the place of one that the server has closed. */
let line: Realtime | undefined = $state.raw();
let watchers: Watcher[] = [];
let closing: ReturnType<typeof setTimeout> | undefined;
const gather = new Gather(() => watchers.forEach((each) => each.changed()));

function open(): Realtime {
  const opened = connect();
  keepAsked(opened, async () => {
    const watching = await opened.request('my-day:watch', {});
    // What changed before the server began to tell us, or while the line was down, was told to nobody.
    if (watching.ok) gather.tell();
    return watching;
  });
  opened.on('my-day:changed', gather.tell);
  opened.on('my-day:arrival', (arrival) => watchers.forEach((each) => each.arrival?.(arrival)));
  gather.open();
  return opened;
}

function close(): void {
  line?.close();
  line = undefined;
  gather.close();
}

/**
 * Call while a component is set up: `changed` runs whenever something of this person's day has changed, `arrival` when
 * somebody came for a visit that they host. All pages share one line to the server.
 */
export function watchDay(watcher: Watcher): { readonly isDown: boolean } {
  clearTimeout(closing);
  watchers = [...watchers, watcher];
  // A closed line belonged to a session that has ended.
  if (line?.status === 'closed') close();
  line ??= open();
  onDestroy(() => {
    watchers = watchers.filter((each) => each !== watcher);
    if (watchers.length === 0) closing = setTimeout(close, lingerMs);
  });
  return {
    get isDown() {
      return line?.status === 'reconnecting' || line?.status === 'closed';
    },
  };
}
