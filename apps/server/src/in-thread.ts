import { parentPort, Worker, workerData } from 'node:worker_threads';

/** A machine whose cores are all wanted may take long to begin a thread and to load its code; what is given to it can't help that. */
const beginsWithinMs = 60_000;
const BEGUN = 'begun';

/** What the module of a thread does, whose time begins here: all that it imports has been loaded. */
export async function workInThread<T>(work: (data: T) => unknown): Promise<void> {
  parentPort!.postMessage(BEGUN);
  parentPort!.postMessage(await work(workerData as T));
}

/**
 * Runs a module in a thread with an end to its time and its memory, so that nothing that a stranger sends can stop the server.
 *
 * @param module Calls `workInThread`.
 * @param limits `withinMs` from when it has.
 * @returns What its work returns, or undefined when it did not come to that.
 */
export function inThread<T>(
  module: URL,
  workerData: unknown,
  limits: { withinMs: number; maxHeapMb: number },
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(module, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: limits.maxHeapMb },
      // Nothing of the server's secrets is in reach of a thread that reads a stranger's file.
      env: {},
    });
    let posted: T | undefined;
    const end = () => void worker.terminate();
    let timer = setTimeout(end, beginsWithinMs);
    worker.once('message', () => {
      clearTimeout(timer);
      timer = setTimeout(end, limits.withinMs);
      worker.once('message', (message: T) => (posted = message));
    });
    // Out of memory, or a bug: `exit` follows.
    worker.once('error', () => undefined);
    // Told only when the thread is gone: one that is torn down while the process ends can take it along.
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(posted);
    });
  });
}
