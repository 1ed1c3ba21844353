import { parentPort, workerData } from 'node:worker_threads';
import type { Period } from '#domain';
import { busyOfFile, TooMuch } from './busy-of-file.ts';
import type { Parsed } from './parse-in-worker.ts';

/** Runs in a thread of its own: whatever a file does here, the server goes on and ends it. */
const { text, span, ownHost } = workerData as { text: string; span: Period; ownHost: string };

function parse(): Parsed {
  try {
    return { ok: true, value: busyOfFile(text, span, ownHost) };
  } catch (error) {
    return { ok: false, error: error instanceof TooMuch ? 'too-much' : 'not-a-calendar' };
  }
}
parentPort!.postMessage(parse());
