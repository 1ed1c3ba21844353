import { run } from '../lib/run.mjs';

/** What the worker answers when it is started without the environment that mediasoup gives it. */
const MISSING_VERSION_EXIT_CODE = 41;

/**
 * Whether the binary runs on this machine: a missing library, a wrong architecture or a too new libc ends
 * with another exit code. Returns undefined when it runs, else what it said.
 */
export async function whyWorkerFails(path) {
  const { code, output } = await run(path, [], { env: {}, timeoutMs: 5_000 });
  if (code === MISSING_VERSION_EXIT_CODE) return undefined;
  return output.trim().split('\n').at(-1) || `it ended with code ${code}`;
}
