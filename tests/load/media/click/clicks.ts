// From the click on "join" to the first decoded frame of somebody else, on the real page and on the bare harness.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumLaunchOptions } from '../../../support/chromium.ts';
import { atMost, type Row } from '../../report.ts';
import { median } from '../cpu.ts';
import type { Part } from '../part.ts';
import { clickToFirstFrame, installProbe, stepNames, steps, type Steps } from './probe.ts';
import { neuvoSide } from './neuvo-side.ts';
import { bareSide, type Side } from './sides.ts';

const JOINS = 20;
const JOINS_QUICKLY = 9;

export const click: Part = {
  name: 'click',
  what: 'click to first remote frame in Chromium',
  async run({ quick, log }) {
    const base = 42_000 + Math.floor(Math.random() * 500) * 2;
    const sides = [
      await bareSide('bare', base),
      await neuvoSide('Neuvo'),
      await bareSide('bare again', base + 1),
    ] as const;
    const browser = await chromium.launch(chromiumLaunchOptions({ framesPerSecond: 30 }));
    try {
      const values = await inTurns(browser, sides, quick ? JOINS_QUICKLY : JOINS, log);
      const frameMs = sides.map((side) => median(values.get(side)!.map(({ frame }) => frame)));
      const [bare, product, again] = frameMs as [number, number, number];
      return [
        { what: 'click to first remote frame, bare mediasoup', value: bare, unit: 'ms' },
        ...waterfall(sides[0], values),
        { what: 'click to first remote frame, Neuvo', value: product, unit: 'ms' },
        ...waterfall(sides[1], values),
        { what: '… bare ÷ itself: the noise of this measurement', value: again / bare, unit: 'ratio' },
        atMost('click to first remote frame, Neuvo ÷ bare mediasoup', product / bare, 'ratio', 1.3),
      ];
    } finally {
      await browser.close();
      await Promise.all(sides.map((side) => side.stop()));
    }
  },
};

/** When each step was taken, in the order of a side's own medians. */
function waterfall(side: Side, values: ReadonlyMap<Side, Steps[]>): Row[] {
  const joins = values.get(side)!;
  const taken = steps.flatMap((step) => {
    const times = joins.flatMap((each) => each[step] ?? []);
    // What only a join or two did is not this side's way.
    return times.length * 2 > joins.length
      ? { what: `… ${side.name}: ${stepNames[step]}`, value: median(times), unit: 'ms' }
      : [];
  });
  return taken.sort((one, other) => one.value - other.value);
}

/** One join at a time, the sides in turns and in changing order: whoever comes first finds a cooler machine. */
async function inTurns(browser: Browser, sides: readonly Side[], joins: number, log: (line: string) => void) {
  const values = new Map<Side, Steps[]>(sides.map((side) => [side, []]));
  for (let round = 0; round < joins; round++) {
    for (const side of round % 2 ? [...sides].reverse() : sides) {
      const steps = await joinOnce(browser, side);
      values.get(side)!.push(steps);
      log(`${side.name}: ${steps.frame.toFixed(0)} ms to the first frame`);
    }
  }
  return values;
}

async function joinOnce(browser: Browser, side: Side): Promise<Steps> {
  const context = await browser.newContext();
  try {
    const [sender, joiner] = (await Promise.all([context.newPage(), context.newPage()])) as [Page, Page];
    await Promise.all([sender, joiner].map(installProbe));
    await side.send(sender);
    const selector = await side.beforeClick(joiner);
    // The sender's own start must not be what is measured.
    await sleep(1_500);
    await joiner.click(selector);
    return await clickToFirstFrame(joiner);
  } finally {
    await context.close();
  }
}
