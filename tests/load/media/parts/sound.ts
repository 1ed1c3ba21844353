// What people hear of each other when one of them is on a bad link, on the real page: 30 % of all packets lost.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { atLeast, atMost, type Row } from '../../report.ts';
import { inCall, type Call } from '../browser/call.ts';
import { soundOf, type Sound } from '../browser/frames.ts';
import { loseArriving, narrow } from '../faults.ts';
import { noted, type Part } from '../part.ts';
import type { Place } from '../place.ts';

const LOSS_PERCENT = 30;
const KBIT_PER_S = 500;
const POLL_MS = 100;
/** Until everything flows, and until what was spoilt has recovered. */
const SETTLED_MS = 5_000;

type Log = (line: string) => void;

export const sound: Part = {
  name: 'sound',
  what: 'sound on a bad link',
  run: ({ place, quick, log }) => inCall(place, log, (call) => bothWays(place, call, quick, log)),
};

async function bothWays(place: Place, { near, far }: Call, quick: boolean, log: Log): Promise<Row[]> {
  const forMs = quick ? 8_000 : 30_000;
  await sleep(SETTLED_MS);
  // Congestion control needs a moment to notice; what the person hears meanwhile counts all the same.
  const arriving = [narrow(place, KBIT_PER_S), loseArriving(place, 'load', LOSS_PERCENT)];
  const heard = await listen(far, forMs);
  for (const mend of arriving) mend();
  await sleep(SETTLED_MS);
  const mend = loseArriving(place, 'server', LOSS_PERCENT);
  const said = await listen(near, forMs);
  mend();
  return [
    ...rows(heard, `${LOSS_PERCENT} % random loss at ${KBIT_PER_S} kbit/s`, log),
    ...rows(said, `${LOSS_PERCENT} % random loss on the speaker's own uplink`, log),
  ];
}

function rows({ before, after, longestSilenceMs, bySecond }: Listened, on: string, log: Log): Row[] {
  const total = after.total - before.total;
  const silently = after.silentlyConcealed - before.silentlyConcealed;
  const concealed = after.concealed - before.concealed;
  const share = 1 - (concealed - silently) / total;
  log(`${on}: ${total} samples, ${concealed} concealed, ${silently} of them silently`);
  log(`% concealed, second by second: ${bySecond.join(' ')}`);
  const note = `${((concealed / total) * 100).toFixed(1)} % concealed, ${((silently / total) * 100).toFixed(1)} % silently`;
  return [
    noted(atLeast(`sound not concealed, ${on}`, share * 100, '% of samples', 97), note),
    atMost(`longest silence, ${on}`, longestSilenceMs / 1_000, 's', 1),
  ];
}

type Listened = { before: Sound; after: Sound; longestSilenceMs: number; bySecond: number[] };

async function listen(page: Page, ms: number): Promise<Listened> {
  const before = await soundOf(page);
  const until = Date.now() + ms;
  let last: Sound = before;
  let loudAt = Date.now();
  let longestSilenceMs = 0;
  const bySecond: number[] = [];
  let second = before;
  let secondEndsAt = Date.now() + 1000;
  while (Date.now() < until) {
    await sleep(POLL_MS);
    const now = await soundOf(page);
    if (now.energy - last.energy > 1e-6) loudAt = Date.now();
    longestSilenceMs = Math.max(longestSilenceMs, Date.now() - loudAt);
    last = now;
    if (Date.now() < secondEndsAt) continue;
    bySecond.push(Math.round((100 * (now.concealed - second.concealed)) / (now.total - second.total)));
    second = now;
    secondEndsAt = Date.now() + 1000;
  }
  return { before, after: last, longestSilenceMs, bySecond };
}
