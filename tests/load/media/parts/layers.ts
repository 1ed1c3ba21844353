// What a person whose link narrows and widens again sees, on the real page.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { atMost, type Row } from '../../report.ts';
import { inCall } from '../browser/call.ts';
import { framesOf, longestGap, type Frame } from '../browser/frames.ts';
import { median } from '../cpu.ts';
import { narrow } from '../faults.ts';
import { noted, notMeasured, type Part } from '../part.ts';
import type { Place } from '../place.ts';

/** Less than the sharp layer needs, more than the blurred one. */
const NARROW_KBIT_PER_S = 350;
const POLL_MS = 100;
const ROUNDS = 5;
/** Between two rounds, so that one does not begin in the other's end. */
const APART_MS = 6_000;
/** Until congestion control has found the sharpest layer. */
const CLIMB_WITHIN_MS = 30_000;

export const layers: Part = {
  name: 'layers',
  what: 'picture on a link that narrows and widens',
  run: ({ place, log, quick }) => inCall(place, log, ({ far }) => seen(place, far, quick ? 2 : ROUNDS, log)),
};

type Round = { down: number | undefined; up: number | undefined; freezeMs: number; frozenAfterS: number };

async function seen(place: Place, far: Page, rounds: number, log: (line: string) => void): Promise<Row[]> {
  const sharpest = await sharpestWidth(far);
  log(`the sharpest picture is ${sharpest} px wide`);
  const all: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await sleep(APART_MS);
    const { down, up, freezeMs, frozenAfterS } = await narrowed(place, far, sharpest);
    const freeze = `longest freeze ${freezeMs} ms, ${frozenAfterS} s after the rate fell`;
    log(`down after ${down ?? '–'} s, up after ${up ?? '–'} s, ${freeze}`);
    all.push({ down, up, freezeMs, frozenAfterS });
  }
  const row = (what: string, values: (number | undefined)[], limit: number): Row =>
    values.includes(undefined)
      ? notMeasured(what, `the layer did not change within ${CLIMB_WITHIN_MS / 1_000} s`, 's')
      : atMost(what, median(values as number[]), 's', limit);
  const from = `median of ${rounds}, from no limit to ${NARROW_KBIT_PER_S} kbit/s`;
  const freezes = all.map(({ freezeMs }) => freezeMs);
  return [
    noted(row('layer down after the rate fell', pluck(all, 'down'), 0.5), from),
    noted(row('layer up after the rate rose', pluck(all, 'up'), 3), `${sharpest} px wide again`),
    noted(
      atMost('longest freeze meanwhile', Math.max(...freezes), 'ms', 300),
      `of all rounds; median ${median(freezes)}`,
    ),
  ];
}

const pluck = (rounds: readonly Round[], what: 'down' | 'up') => rounds.map((round) => round[what]);

async function narrowed(place: Place, far: Page, sharpest: number): Promise<Round> {
  const widen = narrow(place, NARROW_KBIT_PER_S);
  const narrowedAt = Date.now();
  const down = await widthTurns(far, narrowedAt, (width) => width < sharpest);
  await sleep(5_000);
  widen();
  const widenedAt = Date.now();
  const up = await widthTurns(far, widenedAt, (width) => width === sharpest);
  const gap = longestGap(await framesOf(far), narrowedAt);
  return { down, up, freezeMs: gap.to - gap.from, frozenAfterS: (gap.from - narrowedAt) / 1_000 };
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
