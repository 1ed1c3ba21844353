import { onDestroy } from 'svelte';
import type { NoticeData } from '#protocol';
import { connect, type Realtime } from '#lib/realtime.svelte.ts';

type Arrival = NoticeData<'my-day:arrival'>;
type Watcher = { changed: () => void; arrival?: ((arrival: Arrival) => void) | undefined };

/** Between two pages nobody watches for a moment; a line kept that long spares a reconnection at every click. */
const lingerMs = 2000;
/** Many things change at once when a visit begins; asking once is enough, and each reading is written down. */
const gatherMs = 150;
/** However much happens, nothing is fetched more often: one page gone wild must not keep all others busy. */
const restMs = 1000;

/** `$state.raw`: pages look at its `status`, and a new line takes the place of one that the server has closed. */
let line: Realtime | undefined = $state.raw();
let watchers: Watcher[] = [];
let closing: ReturnType<typeof setTimeout> | undefined;
let gathering: ReturnType<typeof setTimeout> | undefined;
let isStale = false;
let lastTold = 0;

/** While nobody looks at the page nothing is fetched: what was not seen must not be in the log as read. */
function tellChanged(): void {
  isStale = document.hidden;
  if (isStale || gathering !== undefined) return;
  const sinceLastMs = Date.now() - lastTold;
  gathering = setTimeout(
    () => {
      gathering = undefined;
      lastTold = Date.now();
      watchers.forEach((each) => each.changed());
    },
    Math.max(gatherMs, restMs - sinceLastMs),
  );
}

function open(): Realtime {
  const opened = connect();
  opened.onConnected(async () => {
    const watching = await opened.request('my-day:watch', {});
    // What changed before the server began to tell us, or while the line was down, was told to nobody.
    if (watching.ok) tellChanged();
  });
  opened.on('my-day:changed', tellChanged);
  opened.on('my-day:arrival', (arrival) => watchers.forEach((each) => each.arrival?.(arrival)));
  document.addEventListener('visibilitychange', looked);
  return opened;
}

function looked(): void {
  if (!document.hidden && isStale) tellChanged();
}

function close(): void {
  line?.close();
  line = undefined;
  document.removeEventListener('visibilitychange', looked);
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
