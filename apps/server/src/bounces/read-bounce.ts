import type { Bounce } from '#domain';
import { inThread } from '../in-thread.ts';

/** An honest report takes some milliseconds; what is made to be slow ends its own thread only. */
const limits = { withinMs: 5000, maxHeapMb: 64 };
let before: Promise<unknown> = Promise.resolve();

/** Z9: what a mail of a stranger says about a letter of ours; null when that is nothing. One at a time, so that many are no load. */
export function readBounce(mail: Uint8Array): Promise<Bounce | null> {
  const module = new URL('./bounce-worker.ts', import.meta.url);
  const read = before.then(() => inThread<Bounce | null>(module, mail, limits));
  before = read;
  return read.then((bounce) => bounce ?? null);
}
