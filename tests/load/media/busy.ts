import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Share of all cores that others may use. Higher lets their work into the figures; lower refuses for nothing. */
const MOST_BUSY = 0.1;
const LOOK_MS = 3_000;

const counted = () => {
  const [user, nice, system, idle, wait, irq, softIrq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number) as [number, number, number, number, number, number, number, number];
  const busy = user + nice + system + irq + softIrq + steal;
  return { busy, all: busy + idle + wait };
};

/** The sentence that refuses a run on a machine that others are using, or undefined where it is quiet enough. */
export async function whyTooBusy(): Promise<string | undefined> {
  const before = counted();
  await sleep(LOOK_MS);
  const after = counted();
  const share = (after.busy - before.busy) / (after.all - before.all);
  if (share <= MOST_BUSY) return undefined;
  return `The machine is busy: others use ${Math.round(share * 100)} % of its CPU, which would be in every figure; wait, or run with --force.`;
}
