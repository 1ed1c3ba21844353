// Everybody sends and everybody receives everything: ten rooms of four, and one room that grows.
import { atMost, type Row } from '../../report.ts';
import { bareMediasoup, neuvo } from '../contender.ts';
import { Generator } from '../generator.ts';
import { noted, type Part } from '../part.ts';
import { camera } from '../peers/load-shape.ts';
import { coreShare, inTurns, medianUs, packetsPerS, ratio } from '../turns.ts';
import { lossNote } from './forward.ts';

/** People whose microphones are loud; the others' are quiet, as in a meeting. */
const SPEAKERS = 3;

export const everyone: Part = {
  name: 'everyone',
  what: 'everybody to everybody, Neuvo ÷ bare mediasoup',
  async run({ place, quick, log }) {
    const contenders = [await bareMediasoup(place), await neuvo(place)] as const;
    const [bare, product] = contenders;
    const generator = new Generator(place);
    const rows: Row[] = [];
    const sizes = quick ? [4] : [2, 4, 8, 16, 25];
    const loads = [
      ...(quick ? [] : [{ rooms: 10, people: 4 }]),
      ...sizes.map((people) => ({ rooms: 1, people })),
    ];
    try {
      for (const { rooms, people } of loads) {
        const plan = { rooms, people, senders: people, speakers: SPEAKERS, shape: camera };
        const turns = await inTurns(contenders, (contender) => generator.open(contender, plan), {
          rounds: quick ? 1 : 3,
          seconds: quick ? 3 : 10,
          log,
        });
        const load = rooms > 1 ? `${rooms} rooms of ${people}` : `all to all, ${people} people`;
        const loss = lossNote(turns, product) ?? lossNote(turns, bare);
        const rate = `${Math.round(packetsPerS(turns, product))} packets/s`;
        rows.push(
          noted(
            { what: `${load}: bare mediasoup`, value: medianUs(turns, bare), unit: 'µs/packet' },
            rate,
            loss,
          ),
          noted({ what: `${load}: Neuvo`, value: medianUs(turns, product), unit: 'µs/packet' }, rate, loss),
          atMost(`${load}: Neuvo ÷ bare mediasoup, CPU a packet`, ratio(turns, product, bare), 'ratio', 1.05),
        );
        const node = coreShare(turns, product, 0) * 100;
        const what = `${load}: Node's share while media is steady`;
        const bareNode = `bare mediasoup's: ${(coreShare(turns, bare, 0) * 100).toFixed(2)} %`;
        if (people === 25) rows.push(noted(atMost(what, node, '% of a core', 2), bareNode));
        else rows.push(noted({ what, value: node, unit: '% of a core' }, bareNode));
      }
      return rows;
    } finally {
      generator.stop();
      for (const contender of contenders) await contender.stop();
    }
  },
};
