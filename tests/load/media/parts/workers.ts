// Two builds of the worker under the same load: `--against=PATH` is compared with the one that is used.
import { atMost, type Row } from '../../report.ts';
import { bareMediasoup } from '../contender.ts';
import { Generator } from '../generator.ts';
import { noted, type Part } from '../part.ts';
import { plain } from '../peers/load-shape.ts';
import { inTurns, lossNote, medianUs, paceNote, ratio } from '../turns.ts';

const PACKETS_PER_S = 1_000;
const BYTES = 1_100;
const RECEIVERS = 20;

export const workers: Part = {
  name: 'workers',
  what: 'CPU a forwarded packet by another worker',
  async run({ place, quick, against, log }) {
    if (!against) return [];
    const ours = await bareMediasoup(place, { name: 'the worker in use' });
    const theirs = await bareMediasoup(place, { name: against, workerBin: against });
    const generator = new Generator(place);
    const shape = plain(PACKETS_PER_S, BYTES);
    const plan = { rooms: 1, people: RECEIVERS + 1, senders: 1, speakers: 0, shape };
    try {
      const turns = await inTurns([ours, theirs], plan, (contender, at) => generator.open(contender, at), {
        rounds: quick ? 3 : 8,
        seconds: quick ? 3 : 10,
        log,
      });
      const load = `1 to ${RECEIVERS} at ${PACKETS_PER_S * turns.pace} packets/s`;
      const rows = [ours, theirs].map((contender): Row => {
        const row = {
          what: `${load}: ${contender.name}`,
          value: medianUs(turns, contender),
          unit: 'µs/packet',
        };
        return noted(row, lossNote(turns, contender), paceNote(turns));
      });
      // Less than 3 % is not worth a build that takes longer.
      const what = `${load}: ${theirs.name} ÷ ${ours.name}, CPU a packet`;
      return [...rows, atMost(what, ratio(turns, theirs, ours), 'ratio', 0.97)];
    } finally {
      generator.stop();
      await ours.stop();
      await theirs.stop();
    }
  },
};
