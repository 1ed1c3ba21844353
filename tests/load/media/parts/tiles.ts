// A meeting in which everybody shows nine of the others as small tiles, against one in which everybody
// receives everybody in full; and whether one more person costs the same in a large meeting as in a small one.
import { atMost, type Row } from '../../report.ts';
import { neuvo, type Contender } from '../contender.ts';
import { Generator } from '../generator.ts';
import { noted, type Part, type PartContext } from '../part.ts';
import { camera } from '../peers/load-shape.ts';
import { cores, inTurns, packetsPerS, type Turns } from '../turns.ts';
import { lossNote } from './forward.ts';

const TILES = 9;
/** Device pixels: nine tiles on a tablet. */
const WIDTH_PX = 270;
const HEIGHT_PX = 152;
const SPEAKERS = 3;

export const tiles: Part = {
  name: 'tiles',
  what: '25 people with 9 tiles shown ÷ everybody gets everything',
  async run(context) {
    const product = await neuvo(context.place);
    const generator = new Generator(context.place);
    const meeting = (people: number, shown: number) =>
      measureMeeting(context, product, generator, people, shown);
    try {
      if (context.quick) {
        const [full, few] = [await meeting(12, 0), await meeting(12, 3)];
        const values = {
          packets: rate(few, product) / rate(full, product),
          cpu: cpu(few, product) / cpu(full, product),
        };
        return [
          {
            what: '12 people with 3 tiles shown ÷ everything, packets',
            value: values.packets,
            unit: 'ratio',
          },
          { what: '12 people with 3 tiles shown ÷ everything, CPU', value: values.cpu, unit: 'ratio' },
        ];
      }
      const full = await meeting(25, 0);
      const large = await meeting(25, TILES);
      const [middle, small, smallest] = [
        await meeting(15, TILES),
        await meeting(10, TILES),
        await meeting(5, TILES),
      ];
      const loss = lossNote(full, product);
      const packets = `${Math.round(rate(large, product))} ÷ ${Math.round(rate(full, product))} packets/s`;
      const ofCore = `${percent(cpu(large, product))} ÷ ${percent(cpu(full, product))} of a core`;
      const what = `25 people with ${TILES} tiles of ${WIDTH_PX} px shown ÷ everything`;
      return [
        noted(
          atMost(`${what}, packets`, rate(large, product) / rate(full, product), 'ratio', 0.2),
          packets,
          loss,
        ),
        noted(atMost(`${what}, CPU`, cpu(large, product) / cpu(full, product), 'ratio', 0.2), ofCore, loss),
        ...growth([
          [5, cpu(smallest, product)],
          [10, cpu(small, product)],
          [15, cpu(middle, product)],
          [25, cpu(large, product)],
        ]),
      ];
    } finally {
      generator.stop();
      await product.stop();
    }
  },
};

const rate = packetsPerS;
const cpu = cores;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function measureMeeting(
  { quick, log }: PartContext,
  product: Contender,
  generator: Generator,
  people: number,
  shown: number,
): Promise<Turns> {
  const plan = { rooms: 1, people, senders: people, speakers: SPEAKERS, shape: camera };
  log(`${people} people, ${shown > 0 ? `${shown} tiles shown` : 'everything in full'}`);
  return inTurns(
    [product],
    async (contender) => {
      const load = await generator.open(contender, plan);
      if (shown > 0) await load.view!(shown, WIDTH_PX, HEIGHT_PX);
      return load;
    },
    { rounds: quick ? 1 : 2, seconds: quick ? 3 : 10, log },
  );
}

/**
 * What one more person costs, by the size of the meeting. Above ten people nobody shows more than before, so
 * the cost of the next person must stay what it was.
 */
function growth(points: readonly [people: number, cpu: number][]): Row[] {
  const steps = points.slice(1).map(([people, cpu], index) => {
    const [before, cpuBefore] = points[index]!;
    return { from: before, to: people, cost: ((cpu - cpuBefore) / (people - before)) * 100 };
  });
  const [, first, last] = steps as [Step, Step, Step];
  return [
    ...steps.map(({ from, to, cost }) => ({
      what: `one more person, ${from} → ${to} people, ${TILES} tiles shown`,
      value: cost,
      unit: '% of a core',
    })),
    atMost(
      `one more person, ${last.from} → ${last.to} ÷ ${first.from} → ${first.to} people (1 is flat)`,
      last.cost / first.cost,
      'ratio',
      1.2,
    ),
  ];
}

type Step = { from: number; to: number; cost: number };
