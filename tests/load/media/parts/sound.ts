// What a person on a bad link hears, on the real page: 30 % of all packets lost at 500 kbit/s.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { atLeast, atMost, type Row } from '../../report.ts';
import { inCall } from '../browser/call.ts';
import { soundOf, type Sound } from '../browser/frames.ts';
import { loseArriving, narrow } from '../faults.ts';
import { noted, type Part } from '../part.ts';
import type { Place } from '../place.ts';

const LOSS_PERCENT = 30;
const KBIT_PER_S = 500;
const POLL_MS = 100;

export const sound: Part = {
  name: 'sound',
  what: 'sound on a bad link',
  run: ({ place, quick, log }) => inCall(place, log, ({ far }) => heard(place, far, quick, log)),
};

async function heard(place: Place, far: Page, quick: boolean, log: (line: string) => void): Promise<Row[]> {
  await sleep(5_000);
  const widen = narrow(place, KBIT_PER_S);
  const mend = loseArriving(place, LOSS_PERCENT);
  // Congestion control needs a moment to notice; what the person hears meanwhile counts all the same.
  const { before, after, longestSilenceMs } = await listen(far, quick ? 8_000 : 30_000);
  mend();
  widen();
  const total = after.total - before.total;
  const silently = after.silentlyConcealed - before.silentlyConcealed;
  const concealed = after.concealed - before.concealed;
  const share = 1 - (concealed - silently) / total;
  const on = `${LOSS_PERCENT} % random loss at ${KBIT_PER_S} kbit/s`;
  log(`${total} samples, ${concealed} concealed, ${silently} of them silently`);
  const note = `${((concealed / total) * 100).toFixed(1)} % concealed, ${((silently / total) * 100).toFixed(1)} % silently`;
  return [
    noted(atLeast(`sound not concealed, ${on}`, share * 100, '% of samples', 97), note),
    atMost(`longest silence, ${on}`, longestSilenceMs / 1_000, 's', 1),
  ];
}

async function listen(page: Page, ms: number) {
  const before = await soundOf(page);
  const until = Date.now() + ms;
  let last: Sound = before;
  let loudAt = Date.now();
  let longestSilenceMs = 0;
  while (Date.now() < until) {
    await sleep(POLL_MS);
    const now = await soundOf(page);
    if (now.energy - last.energy > 1e-6) loudAt = Date.now();
    longestSilenceMs = Math.max(longestSilenceMs, Date.now() - loudAt);
    last = now;
  }
  return { before, after: last, longestSilenceMs };
}
