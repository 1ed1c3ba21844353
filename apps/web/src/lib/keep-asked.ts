import { isPassing, type Realtime, type RealtimeResult } from './realtime.svelte.ts';

/** Sooner would only add to the server's trouble; later, somebody's arrival is told so much later. */
const againMs = 2000;

/**
 * Asks with every new line, and again while the server only has trouble for the moment: what is not heard once would be told
 * to nobody for as long as the line stands. `isLate`: something may have changed meanwhile without having been told.
 * Returns how to ask now, for who wants to be told of another thing.
 */
export function keepAsked(
  line: Pick<Realtime, 'onConnected'>,
  ask: (isLate: boolean) => Promise<RealtimeResult<object>>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askings = 0;
  const run = async (of: number, isLate: boolean) => {
    const result = await ask(isLate);
    if (of !== askings || result.ok || !isPassing(result.error)) return;
    timer = setTimeout(() => void run(of, true), againMs);
  };
  const askNow = (isLate: boolean) => {
    clearTimeout(timer);
    void run(++askings, isLate);
  };
  line.onConnected(() => askNow(true));
  return () => askNow(false);
}
