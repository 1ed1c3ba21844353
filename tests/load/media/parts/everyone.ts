// Everybody sends and everybody receives everything: ten rooms of four, and one room that grows.
import { atMost, type Row } from '../../report.ts';
import { bareMediasoup, neuvo, type Contender } from '../contender.ts';
import { Generator } from '../generator.ts';
import { noted, orWhyNot, sizesOf, type Part, type PartContext } from '../part.ts';
import { camera } from '../peers/load-shape.ts';
import { coreShare, inTurns, lossNote, medianUs, packetsPerS, paceNote, ratio, ROUNDS } from '../turns.ts';

/** People whose microphones are loud; the others' are quiet, as in a meeting. */
const SPEAKERS = 3;
/** People of the room whose Node share has a target. */
const LARGEST = 25;

type Load = { rooms: number; people: number };
const LOADS: readonly Load[] = [
  { rooms: 10, people: 4 },
  ...[2, 4, 8, 16, LARGEST].map((people) => ({ rooms: 1, people })),
];
const peopleOf = ({ rooms, people }: Load) => rooms * people;
type Pair = { bare: Contender; product: Contender };

export const everyone: Part = {
  name: 'everyone',
  what: 'everybody to everybody, Neuvo ÷ bare mediasoup',
  async run(context) {
    const { place } = context;
    const pair = { bare: await bareMediasoup(place), product: await neuvo(place) };
    const generator = new Generator(place);
    const sizes = sizesOf(context, { few: [4], all: LOADS.map(peopleOf) });
    const loads = LOADS.filter((load) => sizes.includes(peopleOf(load)));
    const rows: Row[] = [];
    try {
      for (const load of loads) {
        rows.push(
          ...(await orWhyNot(nameOf(load), 'µs/packet', () => rowsOf(context, generator, pair, load))),
        );
      }
      return rows;
    } finally {
      generator.stop();
      await pair.bare.stop();
      await pair.product.stop();
    }
  },
};

const nameOf = ({ rooms, people }: Load) =>
  rooms > 1 ? `${rooms} rooms of ${people}` : `all to all, ${people} people`;

async function rowsOf({ quick, log }: PartContext, generator: Generator, pair: Pair, load: Load) {
  const { bare, product } = pair;
  const plan = { ...load, senders: load.people, speakers: SPEAKERS, shape: camera };
  log(nameOf(load));
  const turns = await inTurns([bare, product], plan, (contender, at) => generator.open(contender, at), {
    rounds: quick ? 1 : ROUNDS,
    seconds: quick ? 3 : 10,
    log,
  });
  const lost = lossNote(turns, product) ?? lossNote(turns, bare);
  const rate = `${Math.round(packetsPerS(turns, product))} packets/s`;
  const us = (contender: Contender) => ({
    what: `${nameOf(load)}: ${contender.name}`,
    value: medianUs(turns, contender),
    unit: 'µs/packet',
  });
  const percent = (of: Contender) => coreShare(turns, of, 0) * 100;
  const what = `${nameOf(load)}: Node's share while media is steady`;
  const node =
    load.people === LARGEST
      ? atMost(what, percent(product), '% of a core', 2)
      : { what, value: percent(product), unit: '% of a core' };
  const divided = `${nameOf(load)}: Neuvo ÷ bare mediasoup, CPU a packet`;
  return [
    noted(us(bare), rate, lost, paceNote(turns)),
    noted(us(product), rate, lost, paceNote(turns)),
    atMost(divided, ratio(turns, product, bare), 'ratio', 1.05),
    noted(node, `bare mediasoup's: ${percent(bare).toFixed(2)} %`),
  ];
}
