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
  // 126 and 127 are the shell's and the loader's: what they say names the missing library.
  const said = code === 126 || code === 127 ? output.trim().split('\n').at(-1) : undefined;
  return said || `it ended with code ${code}`;
}
