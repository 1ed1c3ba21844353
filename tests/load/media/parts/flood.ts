// Somebody who was let in sends 50 Mbit/s of good SRTP: how much later the others' packets arrive meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Row } from '../../report.ts';
import { neuvo, type Contender } from '../contender.ts';
import { median } from '../cpu.ts';
import { Generator, type Load } from '../generator.ts';
import { noted, type Part } from '../part.ts';
import { camera, plain, timed } from '../peers/load-shape.ts';
import type { Place } from '../place.ts';

const PEOPLE = 4;
const FLOOD_MBIT_PER_S = 50;
const FLOOD_BYTES = 1_100;
const SETTLE_MS = 2_000;

type Delays = { withoutMs: number; withMs: number; floodMbitPerS: number };

export const flood: Part = {
  name: 'flood',
  what: 'p99 of the others’ packet delay under a flood',
  async run({ place, quick, log }) {
    const product = await neuvo(place);
    const seconds = quick ? 3 : 10;
    const rounds: Delays[] = [];
    try {
      for (let round = 0; round < (quick ? 1 : 3); round++) {
        const delays = await measureDelays(product, place, seconds);
        rounds.push(delays);
        log(
          `p99 ${delays.withoutMs.toFixed(2)} ms, under ${delays.floodMbitPerS.toFixed(0)} Mbit/s ${delays.withMs.toFixed(2)} ms`,
        );
      }
    } finally {
      await product.stop();
    }
    const of = (value: (delays: Delays) => number) => median(rounds.map(value));
    const what = `${PEOPLE} people’s packets from sending to arrival, p99`;
    const row = (name: string, value: number): Row => ({ what: `${what}, ${name}`, value, unit: 'ms' });
    const sent = of(({ floodMbitPerS }) => floodMbitPerS);
    const note = `the flood was ${sent.toFixed(0)} Mbit/s for ${seconds} s, from its first packet`;
    return [
      row(
        'without a flood',
        of(({ withoutMs }) => withoutMs),
      ),
      row(
        'while a fifth floods',
        of(({ withMs }) => withMs),
      ),
      noted(
        sent < FLOOD_MBIT_PER_S * 0.9
          ? { what: `${what}, with ÷ without`, value: null, unit: 'ratio' }
          : atMost(
              `${what}, with ÷ without`,
              of(({ withMs, withoutMs }) => withMs / withoutMs),
              'ratio',
              2,
            ),
        note,
      ),
    ];
  },
};

/**
 * One visit: everybody receives everybody, the flooder's picture too, which is silent at first. The load's processes are new
 * each time: one that has taken a flood before tidies its memory for a tenth of a second in the next, and that is what was measured.
 */
async function measureDelays(product: Contender, place: Place, seconds: number): Promise<Delays> {
  const { address } = product;
  if (address.kind !== 'neuvo') throw new Error('Only Neuvo has visits.');
  const [people, flooder] = [new Generator(place), new Generator(place, { isFirst: false })];
  const inVisit = (own: string[]): Contender => ({ ...product, address: { ...address, tokens: own } });
  const shape = plain((FLOOD_MBIT_PER_S * 1e6) / 8 / FLOOD_BYTES, FLOOD_BYTES);
  const alone = { rooms: 1, people: 1, senders: 1, speakers: 0, shape };
  const together = { rooms: 1, people: PEOPLE, senders: PEOPLE, speakers: 1, shape: timed(camera) };
  const loads: Load[] = [];
  try {
    const tokens = (await people.visit(product, PEOPLE + 1)).map((link) => link.split('#')[1]!);
    const flooding = await flooder.open(inVisit(tokens.slice(0, 1)), alone);
    loads.push(flooding);
    const speaking = await people.open(inVisit(tokens.slice(1)), { ...together, strangers: 1 });
    loads.push(speaking);
    await speaking.start();
    await sleep(SETTLE_MS);
    await speaking.delays();
    await sleep(seconds * 1_000);
    const without = await speaking.delays();
    await flooding.start();
    await sleep(seconds * 1_000);
    const during = await speaking.delays();
    const { sent } = await flooding.count();
    const floodMbitPerS = (sent * FLOOD_BYTES * 8) / 1e6 / seconds;
    return { withoutMs: without.p99Ms, withMs: during.p99Ms, floodMbitPerS };
  } finally {
    for (const load of loads) await load.close().catch(() => {});
    people.stop();
    flooder.stop();
  }
}
