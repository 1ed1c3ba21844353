// What Neuvo costs above bare mediasoup: CPU per forwarded packet, and the time from the click on "join" to the
// first decoded frame. Same worker binary, same browser, same load, in turns within one run.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumLaunchOptions } from '../support/chromium.ts';
import { cpuNs, median } from './media-cpu.ts';
import { clickToFirstFrameMs, installProbe, packetsReceived } from './media-probe.ts';
import { productSide } from './media-product-side.ts';
import { bareSide, type Side } from './media-sides.ts';
import type { Row } from './report.ts';

/** People on each side who receive the one who sends. More costs the browser, which shares the machine, most. */
const RECEIVERS = 5;
const ROUNDS = 5;
/** Seconds until congestion control has found its rate. */
const WARM_UP_S = 6;
const MEASURE_S = 10;
const JOINS = 9;

export async function run({ log }: { log: (line: string) => void }): Promise<Row[]> {
  const base = 42_000 + Math.floor(Math.random() * 500) * 2;
  const sides: Side[] = [
    await bareSide('bare', base),
    await productSide('Neuvo', RECEIVERS),
    await bareSide('bare again', base + 1),
  ];
  const browser = await chromium.launch(chromiumLaunchOptions());
  try {
    const cpu = await cpuAtOnce(browser, sides, log);
    const click = await clickInTurns(browser, sides, log);
    const [bare, neuvo, again] = sides as [Side, Side, Side];
    const clicked = (side: Side) => median(click.get(side)!);
    const noise = 'the same against itself: the noise of this measurement';
    return [
      { what: 'packets forwarded, bare mediasoup', value: cpu.packetsPerS(bare), unit: '/s' },
      { what: 'CPU a forwarded packet, bare mediasoup', value: cpu.usPerPacket(bare), unit: 'µs' },
      { what: `… ${noise}`, value: cpu.ratio(again, bare), unit: 'ratio' },
      {
        what: 'CPU a forwarded packet, whole product ÷ bare',
        value: cpu.ratio(neuvo, bare),
        unit: 'ratio',
        target: '≤ 1.05',
      },
      { what: 'click to first remote frame, bare mediasoup', value: clicked(bare), unit: 'ms' },
      { what: `… ${noise}`, value: clicked(again) / clicked(bare), unit: 'ratio' },
      {
        what: 'click to first remote frame, whole product ÷ bare',
        value: clicked(neuvo) / clicked(bare),
        unit: 'ratio',
        target: '≤ 1.3',
      },
    ];
  } finally {
    await browser.close();
    await Promise.all(sides.map((side) => side.stop()));
  }
}

type Window = Map<Side, { ns: number; packets: number }>;

/**
 * The same load on all sides at the same time, so that whatever else the machine does falls on all of them
 * alike: the ratio within one window is far steadier than that of two windows. Medians over the windows.
 */
async function cpuAtOnce(browser: Browser, sides: readonly Side[], log: (line: string) => void) {
  const windows = await withPages(browser, sides.length * 2, async (pages) => {
    const loads = sides.map((side, index) => ({
      side,
      sender: pages[index * 2]!,
      receivers: pages[index * 2 + 1]!,
    }));
    for (const { side, sender, receivers } of loads) {
      await side.send(sender);
      await side.receive(receivers, RECEIVERS);
    }
    await sleep(WARM_UP_S * 1_000);
    const read = () =>
      Promise.all(
        loads.map(
          async ({ side, receivers }) => [cpuNs(side.pids), await packetsReceived(receivers)] as const,
        ),
      );
    const found: Window[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = await read();
      await sleep(MEASURE_S * 1_000);
      const after = await read();
      const window: Window = new Map(
        sides.map((side, index) => [
          side,
          { ns: after[index]![0] - before[index]![0], packets: after[index]![1] - before[index]![1] },
        ]),
      );
      for (const [side, { ns, packets }] of window) {
        log(`${side.name}: ${packets} packets, ${(ns / 1_000 / packets).toFixed(2)} µs each`);
      }
      found.push(window);
    }
    return found;
  });
  const us = (window: Window, side: Side) => window.get(side)!.ns / 1_000 / window.get(side)!.packets;
  return {
    usPerPacket: (side: Side) => median(windows.map((window) => us(window, side))),
    packetsPerS: (side: Side) => median(windows.map((window) => window.get(side)!.packets / MEASURE_S)),
    ratio: (side: Side, to: Side) => median(windows.map((window) => us(window, side) / us(window, to))),
  };
}

/** One join at a time, the sides in turns and in changing order: whoever comes first finds a cooler machine. */
async function clickInTurns(browser: Browser, sides: readonly Side[], log: (line: string) => void) {
  const values = new Map<Side, number[]>(sides.map((side) => [side, []]));
  for (let round = 0; round < JOINS; round++) {
    for (const side of round % 2 ? [...sides].reverse() : sides) {
      const ms = await joinOnce(browser, side);
      values.get(side)!.push(ms);
      log(`${side.name}: ${ms.toFixed(0)} ms to the first frame`);
    }
  }
  return values;
}

async function withPages<T>(
  browser: Browser,
  count: number,
  work: (pages: Page[]) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext();
  try {
    const pages = await Promise.all(Array.from({ length: count }, () => context.newPage()));
    await Promise.all(pages.map(installProbe));
    return await work(pages);
  } finally {
    await context.close();
  }
}

const joinOnce = (browser: Browser, side: Side) =>
  withPages(browser, 2, async ([sender, joiner]) => {
    await side.send(sender!);
    const selector = await side.beforeClick(joiner!);
    // The sender's own start must not be what is measured.
    await sleep(1_500);
    await joiner!.click(selector);
    return clickToFirstFrameMs(joiner!);
  });
