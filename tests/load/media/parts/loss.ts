// What a person on a bad link hears and sees, on the real page: 30 % of all packets lost at 500 kbit/s, and
// a link that narrows and widens again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { atLeast, atMost, type Row } from '../../report.ts';
import { openCall, type Call } from '../browser/call.ts';
import { framesOf, longestGap, soundOf, type Frame, type Sound } from '../browser/frames.ts';
import { neuvo } from '../contender.ts';
import { loseArriving, narrow, needFaults } from '../faults.ts';
import { noted, notMeasured, type Part } from '../part.ts';
import type { Place } from '../place.ts';

const LOSS_PERCENT = 30;
const KBIT_PER_S = 500;
/** Less than the sharp layer needs, more than the blurred one. */
const NARROW_KBIT_PER_S = 350;
const POLL_MS = 100;
/** Until congestion control has found the sharpest layer. */
const CLIMB_WITHIN_MS = 30_000;

export const loss: Part = {
  name: 'loss',
  what: 'sound and picture on a bad link',
  async run({ place, quick, log }) {
    await needFaults(place, log);
    const product = await neuvo(place);
    const rows: Row[] = [];
    try {
      for (const measure of [soundUnderLoss, layers]) {
        const call = await openCall(place, product);
        try {
          rows.push(...(await measure(place, call, quick, log)));
        } finally {
          await call.stop();
        }
      }
      return rows;
    } finally {
      await product.stop();
    }
  },
};

async function soundUnderLoss(place: Place, { far }: Call, quick: boolean, log: (line: string) => void) {
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
  const heard = 1 - (concealed - silently) / total;
  const on = `${LOSS_PERCENT} % random loss at ${KBIT_PER_S} kbit/s`;
  log(`${total} samples, ${concealed} concealed, ${silently} of them silently`);
  const note = `${((concealed / total) * 100).toFixed(1)} % concealed, ${((silently / total) * 100).toFixed(1)} % silently`;
  return [
    noted(atLeast(`sound not concealed, ${on}`, heard * 100, '% of samples', 97), note),
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

async function layers(
  place: Place,
  { far }: Call,
  _quick: boolean,
  log: (line: string) => void,
): Promise<Row[]> {
  const sharpest = await sharpestWidth(far);
  log(`the sharpest picture is ${sharpest} px wide`);
  const narrowedAt = Date.now();
  const widen = narrow(place, NARROW_KBIT_PER_S);
  const down = await widthTurns(far, narrowedAt, (width) => width < sharpest);
  await sleep(5_000);
  const widenedAt = Date.now();
  widen();
  const up = await widthTurns(far, widenedAt, (width) => width === sharpest);
  const gap = longestGap(await framesOf(far), narrowedAt);
  const from = `from no limit to ${NARROW_KBIT_PER_S} kbit/s`;
  const row = (what: string, seconds: number | undefined, limit: number): Row =>
    seconds === undefined
      ? notMeasured(what, `the layer did not change within ${CLIMB_WITHIN_MS / 1_000} s`, 's')
      : atMost(what, seconds, 's', limit);
  return [
    noted(row('layer down after the rate fell', down, 0.5), from),
    noted(row('layer up after the rate rose', up, 3), `from ${sharpest} px wide and back`),
    atMost('longest freeze meanwhile', gap.to - gap.from, 'ms', 300),
  ];
}

/** The width that stays for two seconds once it has stopped growing. */
async function sharpestWidth(page: Page): Promise<number> {
  const until = Date.now() + CLIMB_WITHIN_MS;
  for (;;) {
    await sleep(2_000);
    const recent = (await framesOf(page)).filter(({ at }) => at > Date.now() - 2_000);
    const widest = Math.max(0, ...recent.map(({ width }) => width));
    const isSteady = recent.length > 10 && recent.every(({ width }) => width === widest);
    if ((isSteady && widest >= 960) || Date.now() > until) return widest;
  }
}

/** Seconds after `from` at which the first frame of such a width came. */
async function widthTurns(
  page: Page,
  from: number,
  is: (width: number) => boolean,
): Promise<number | undefined> {
  const until = Date.now() + CLIMB_WITHIN_MS;
  while (Date.now() < until) {
    const found: Frame | undefined = (await framesOf(page)).find(({ at, width }) => at > from && is(width));
    if (found) return (found.at - from) / 1_000;
    await sleep(POLL_MS);
  }
  return undefined;
}
