import { err, type ExternalProblem, type Period, type Result } from '#domain';
import { inThread } from '../in-thread.ts';

export type Parsed = Result<Period[], ExternalProblem>;

/** X9: what an honest file of the largest size takes is under two seconds on a slow machine; its cores may be wanted by others. */
const parseWithinMs = 10_000;
/** Above what the largest honest file needs; a file that wants more ends its own thread only. */
const maxHeapMb = 256;

/** X9: works out busy times in a thread of its own. */
export async function parseInWorker(
  text: string,
  span: Period,
  ownHost: string,
  withinMs = parseWithinMs,
): Promise<Parsed> {
  const module = new URL('./parse-worker.ts', import.meta.url);
  const parsed = await inThread<Parsed>(module, { text, span, ownHost }, { withinMs, maxHeapMb });
  return parsed ?? err('too-much');
}
