import type { DeliveryReport } from '#domain';
import { inThread } from '../in-thread.ts';

/** An honest report takes some milliseconds; what is made to be slow ends its own thread only. */
const readWithinMs = 5000;
const maxHeapMb = 64;
let before: Promise<unknown> = Promise.resolve();

/** Z9: the report that a stranger's mail is, or null. One is read at a time, so that many are no load. */
export function readReport(mail: Uint8Array, withinMs = readWithinMs): Promise<DeliveryReport | null> {
  const module = new URL('./report-worker.ts', import.meta.url);
  const read = before.then(() => inThread<DeliveryReport | null>(module, mail, { withinMs, maxHeapMb }));
  before = read;
  return read.then((report) => report ?? null);
}
