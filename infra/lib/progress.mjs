const startedAt = Date.now();
const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;

/**
 * Prints "[2/5] mediasoup worker: …" lines. Each step's `log` adds a line below its own heading, so that a
 * person sees what takes the time.
 */
export function progress(total, print = console.log) {
  let number = 0;
  return async function step(title, work) {
    number += 1;
    const log = (line) => print(`[${number}/${total}] ${title}: ${line} (${elapsed()})`);
    const result = await work(log);
    return result;
  };
}
