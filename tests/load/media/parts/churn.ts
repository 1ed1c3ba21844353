// People come and go: whether what they had is gone with them, and the memory too.
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Row } from '../../report.ts';
import { neuvo, type Contender } from '../contender.ts';
import type { MediaCount } from '../count-media.ts';
import { rssBytes } from '../counters.ts';
import { Generator } from '../generator.ts';
import { noted, type Part } from '../part.ts';
import { camera } from '../peers/load-shape.ts';

const JOINS = 500;
const JOINS_QUICKLY = 40;
/** Each of these joins, sends and receives, and leaves, all at once. */
const TOGETHER = 4;
/** Joins after which memory is first read: caches and pools have their size by then. */
const WARM_UP = 60;
/** For what is given back late: timers, garbage. */
const REST_MS = 12_000;
const SOAK_S = { quick: 5, usual: 60, hour: 3_600 };

export const churn: Part = {
  name: 'churn',
  what: '500 joins and leaves: everything back to the start',
  async run({ place, quick, hour, log }) {
    const product = await neuvo(place);
    const generator = new Generator(place);
    const joins = quick ? JOINS_QUICKLY : JOINS;
    const soakS = quick ? SOAK_S.quick : hour ? SOAK_S.hour : SOAK_S.usual;
    try {
      await joinAndLeave(generator, product, quick ? 8 : WARM_UP);
      await sleep(REST_MS);
      const before = { rss: rssBytes(product.pids), objects: await product.countMedia!() };
      for (let done = 0; done < joins; done += TOGETHER * 5) {
        await joinAndLeave(generator, product, TOGETHER * 5);
        log(`${done + TOGETHER * 5} of ${joins}, ${Math.round(rssBytes(product.pids) / 1e6)} MB`);
      }
      await soak(generator, product, soakS);
      await sleep(REST_MS);
      const after = { rss: rssBytes(product.pids), objects: await product.countMedia!() };
      const load = `${joins} joins and leaves, then ${soakS < 3_600 ? `${soakS} s` : 'an hour'} of a call`;
      const what = (name: string) => `${load}: ${name} left over`;
      const rows: Row[] = Object.entries(after.objects).map(([name, count]) =>
        atMost(what(name), count - before.objects[name as keyof MediaCount], '', 0),
      );
      const growth = (after.rss / before.rss - 1) * 100;
      const memory = `${Math.round(before.rss / 1e6)} → ${Math.round(after.rss / 1e6)} MB, worker and Node together`;
      const note = hour ? undefined : 'not the whole hour, which --hour measures';
      return [...rows, noted(atMost(`${load}: memory grown`, growth, '%', 5), memory, note)];
    } finally {
      generator.stop();
      await product.stop();
    }
  },
};

/** In visits of `TOGETHER` people, one visit after the other. */
async function joinAndLeave(generator: Generator, product: Contender, joins: number): Promise<void> {
  const plan = { rooms: 1, people: TOGETHER, senders: TOGETHER, speakers: 1, shape: camera };
  for (let done = 0; done < joins; done += TOGETHER) {
    const load = await generator.open(product, plan);
    await load.start();
    await sleep(200);
    await load.close();
  }
}

async function soak(generator: Generator, product: Contender, seconds: number): Promise<void> {
  const plan = { rooms: 1, people: TOGETHER, senders: TOGETHER, speakers: 1, shape: camera };
  const load = await generator.open(product, plan);
  await load.start();
  await sleep(seconds * 1_000);
  await load.close();
}
