// A meeting in which everybody shows nine of the others as small tiles and hears the loudest, against a server
// without choice, at which everybody receives everybody in full; and whether one more person costs the same in a
// large meeting as in a small one.
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Row } from '../../report.ts';
import { bareMediasoup, neuvo, type Contender } from '../contender.ts';
import { Generator } from '../generator.ts';
import { noted, orWhyNot, type Part, type PartContext } from '../part.ts';
import { camera } from '../peers/load-shape.ts';
import { cores, inTurns, lossNote, packetsPerS, paceNote, type Turns } from '../turns.ts';

const TILES = 9;
/** Device pixels: nine tiles on a tablet. */
const WIDTH_PX = 270;
const HEIGHT_PX = 152;
/** Until senders have stopped what nobody shows (M14). */
const STOPPED_WITHIN_MS = 5_000;

export const tiles: Part = {
  name: 'tiles',
  what: '25 people with 9 tiles shown ÷ everybody gets everything',
  async run(context) {
    const bare = await bareMediasoup(context.place);
    const product = await neuvo(context.place);
    const generator = new Generator(context.place);
    const everything = async (people: number) =>
      figures(await measureMeeting(context, bare, generator, people, 0), bare);
    const tiled = async (people: number, shown = TILES) =>
      figures(await measureMeeting(context, product, generator, people, shown), product);
    try {
      if (context.quick) return compared(await tiled(12, 3), await everything(12), '12 people with 3 tiles');
      const large = await tiled(25);
      const middle = await tiled(15);
      const small = await tiled(10);
      const smallest = await tiled(5);
      const what = `25 people with ${TILES} tiles of ${WIDTH_PX} px and the loudest speakers`;
      return [
        ...(await orWhyNot(`${what} ÷ everybody gets everything`, 'ratio', async () =>
          compared(large, await everything(25), what),
        )),
        ...growth([
          [5, smallest.cpu],
          [10, small.cpu],
          [15, middle.cpu],
          [25, large.cpu],
        ]),
      ];
    } finally {
      generator.stop();
      await product.stop();
      await bare.stop();
    }
  },
};

/** Packets a second, cores, and what a row has to say of them. */
type Figures = { packets: number; cpu: number; notes: (string | undefined)[] };

const figures = (turns: Turns, of: Contender): Figures => ({
  packets: packetsPerS(turns, of),
  cpu: cores(turns, of),
  notes: [lossNote(turns, of), paceNote(turns)],
});

function compared(few: Figures, all: Figures, what: string): Row[] {
  const divided = `${what} ÷ everybody gets everything (bare mediasoup)`;
  const notes = [...few.notes, ...all.notes];
  const packets = `${Math.round(few.packets)} ÷ ${Math.round(all.packets)} packets/s`;
  const ofCore = `${percent(few.cpu)} ÷ ${percent(all.cpu)} of a core`;
  return [
    noted(atMost(`${divided}, packets`, few.packets / all.packets, 'ratio', 0.2), packets, ...notes),
    noted(atMost(`${divided}, CPU`, few.cpu / all.cpu, 'ratio', 0.2), ofCore, ...notes),
  ];
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** Every microphone is open and audible: the heaviest case, in which the loudest have to be chosen. */
function measureMeeting(
  { quick, log }: PartContext,
  contender: Contender,
  generator: Generator,
  people: number,
  shown: number,
): Promise<Turns> {
  const plan = { rooms: 1, people, senders: people, speakers: people, shape: camera };
  log(`${people} people, ${shown > 0 ? `${shown} tiles shown` : 'everything in full'}`);
  return inTurns(
    [contender],
    plan,
    async (_, at) => {
      const load = await generator.open(contender, at);
      if (shown > 0) {
        await load.view!(shown, WIDTH_PX, HEIGHT_PX);
        await sleep(STOPPED_WITHIN_MS);
      }
      return load;
    },
    { rounds: quick ? 1 : 2, seconds: quick ? 3 : 10, log, isPartial: shown > 0 },
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
