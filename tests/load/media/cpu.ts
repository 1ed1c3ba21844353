import { readdirSync, readFileSync } from 'node:fs';

/**
 * Nanoseconds that all threads of these processes have run. The scheduler's own account: /proc/PID/stat
 * counts in steps of 10 ms, which is as much as a worker uses in a second of a small call.
 */
export function cpuNs(pids: readonly number[]): number {
  let ns = 0;
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      ns += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
    }
  }
  return ns;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
