import type { Period } from '#domain';
import { workInThread } from '../in-thread.ts';
import { busyOfFile, TooMuch } from './busy-of-file.ts';
import type { Parsed } from './parse-in-worker.ts';

type File = { text: string; span: Period; ownHost: string };

/** Runs in a thread of its own: whatever a file does here, the server goes on and ends it. */
await workInThread(({ text, span, ownHost }: File): Parsed => {
  try {
    return { ok: true, value: busyOfFile(text, span, ownHost) };
  } catch (error) {
    return { ok: false, error: error instanceof TooMuch ? 'too-much' : 'not-a-calendar' };
  }
});
