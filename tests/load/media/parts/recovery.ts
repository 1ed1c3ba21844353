// How long until the picture is back, on the real page: after a dead network, a killed worker, a killed server.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { atMost, type Row } from '../../report.ts';
import { openCall, type Call } from '../browser/call.ts';
import { frameAfter, framesOf, longestGap } from '../browser/frames.ts';
import { neuvo, type Contender } from '../contender.ts';
import { cutCable, needFaults } from '../faults.ts';
import { notMeasured, type Part } from '../part.ts';
import type { Place } from '../place.ts';

const GIVE_UP_MS = 45_000;
/** What must flow after the gap for it to count as over. */
const STEADY_MS = 2_000;

type Fault = { what: string; limitS: number; happen(): Promise<number> };

export const recovery: Part = {
  name: 'recovery',
  what: 'picture back after a fault',
  async run({ place, quick, log }) {
    await needFaults(place, log);
    const product = await neuvo(place);
    const rows: Row[] = [];
    try {
      for (const fault of faultsOf(place, product, quick)) {
        const call = await openCall(place, product);
        try {
          await sleep(3_000);
          const seconds = await backAfter(call, fault);
          log(`${fault.what}: ${seconds.toFixed(2)} s`);
          rows.push(atMost(fault.what, seconds, 's', fault.limitS));
        } catch (error) {
          rows.push(notMeasured(fault.what, error instanceof Error ? error.message : String(error), 's'));
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

function faultsOf(place: Place, product: Contender, quick: boolean): Fault[] {
  const deadFor = (seconds: number, limitS: number): Fault => ({
    what: `picture back after ${seconds} s of dead network, from its return`,
    limitS,
    async happen() {
      const mend = cutCable(place);
      await sleep(seconds * 1_000);
      const at = Date.now();
      mend();
      return at;
    },
  });
  const all: Fault[] = [
    deadFor(2, 1),
    deadFor(20, 2),
    {
      what: 'picture back after the media worker was killed',
      limitS: 3,
      happen: () => {
        const at = Date.now();
        process.kill(product.pids[1]!, 'SIGKILL');
        return Promise.resolve(at);
      },
    },
    {
      what: 'picture back after the server was killed and started again',
      limitS: 10,
      async happen() {
        const at = Date.now();
        await product.restart!();
        return at;
      },
    },
  ];
  return quick ? [all[0]!, all[2]!] : all;
}

/** Seconds from the moment that counts until both people see each other again; the slower of the two. */
async function backAfter({ near, far }: Call, fault: Fault): Promise<number> {
  const began = Date.now();
  const from = await fault.happen();
  const back = await Promise.all([near, far].map((page) => backAt(page, began, from)));
  return (Math.max(...back) - from) / 1_000;
}

async function backAt(page: Page, began: number, from: number): Promise<number> {
  await frameAfter(page, from + STEADY_MS, GIVE_UP_MS);
  await sleep(STEADY_MS * 2);
  const frames = await framesOf(page);
  return Math.max(longestGap(frames, began).to, from);
}
