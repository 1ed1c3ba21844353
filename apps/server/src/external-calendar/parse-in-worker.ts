import { Worker } from 'node:worker_threads';
import { err, type ExternalProblem, type Period, type Result } from '#domain';

export type Parsed = Result<Period[], ExternalProblem>;

/** X9: what an honest file of the largest size takes is under two seconds on a slow machine. */
const parseWithinMs = 5000;
/** Above what the largest honest file needs; a file that wants more ends its own thread only. */
const maxHeapMb = 256;

/** X9: works out busy times in a thread with an end to its time and its memory, so that no file can stop the server. */
export function parseInWorker(
  text: string,
  span: Period,
  ownHost: string,
  withinMs = parseWithinMs,
): Promise<Parsed> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), {
      workerData: { text, span, ownHost },
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
      // Nothing of the server's secrets is in reach of a thread that reads a stranger's file.
      env: {},
    });
    let parsed: Parsed = err('too-much');
    const timer = setTimeout(() => void worker.terminate(), withinMs);
    worker.once('message', (told: Parsed) => (parsed = told));
    // Out of memory, or a bug: `exit` follows.
    worker.once('error', () => undefined);
    // Told only when the thread is gone: one that is torn down while the process ends can take it along.
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(parsed);
    });
  });
}
