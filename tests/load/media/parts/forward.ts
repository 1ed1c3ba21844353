// What forwarding one packet costs: Neuvo, bare mediasoup, Janus, and two relays in C as the floor.
import { atMost, type Row } from '../../report.ts';
import { bareMediasoup, neuvo, type Contender } from '../contender.ts';
import { Generator } from '../generator.ts';
import { startJanus } from '../janus.ts';
import { noted, notMeasured, orWhyNot, type Part, type PartContext } from '../part.ts';
import { plain } from '../peers/load-shape.ts';
import { startRelay, type Relay } from '../relay.ts';
import { inTurns, medianUs, mostLoss, ratio, type Turns } from '../turns.ts';

const PACKETS_PER_S = 1_000;
const BYTES = 1_100;

type Found = { contender: Contender | Relay } | { missing: string; why: string };

export const forward: Part = {
  name: 'forward',
  what: 'CPU a forwarded packet',
  async run(context) {
    const { place, quick, log } = context;
    const bare = await bareMediasoup(place);
    const product = await neuvo(place);
    const found: Found[] = [
      { contender: bare },
      { contender: product },
      await attempt('UDP relay in C', () => startRelay(place, 'none')),
      await attempt('UDP relay in C with AES-256-GCM', () => startRelay(place, 'AES-GCM')),
      await attempt('Janus', () => startJanus(place, log)),
    ];
    const generator = new Generator(place);
    try {
      const rows: Row[] = [];
      for (const receivers of quick ? [20] : [20, 50]) {
        rows.push(
          ...(await orWhyNot(`1 to ${receivers}`, 'µs/packet', () =>
            oneToMany(context, { found, bare, product, generator, receivers }),
          )),
        );
      }
      return rows;
    } finally {
      generator.stop();
      for (const each of found) if ('contender' in each) await each.contender.stop();
    }
  },
};

async function attempt(name: string, start: () => Promise<Contender>): Promise<Found> {
  try {
    return { contender: await start() };
  } catch (error) {
    return { missing: name, why: error instanceof Error ? error.message : String(error) };
  }
}

type Setting = {
  found: Found[];
  bare: Contender;
  product: Contender;
  generator: Generator;
  receivers: number;
};

async function oneToMany({ quick, log }: PartContext, setting: Setting): Promise<Row[]> {
  const { found, bare, product, generator, receivers } = setting;
  const contenders = found.flatMap((each) => ('contender' in each ? [each.contender] : []));
  const shape = plain(PACKETS_PER_S, BYTES);
  const plan = { rooms: 1, people: receivers + 1, senders: 1, speakers: 0, shape };
  const profiles = new Map<Contender, string>();
  const turns = await inTurns(
    contenders,
    async (contender: Contender | Relay) => {
      const load =
        'load' in contender
          ? await contender.load({ receivers, packetsPerS: PACKETS_PER_S, bytes: BYTES })
          : await generator.open(contender, plan);
      profiles.set(contender, load.profiles.join(' and '));
      return load;
    },
    { rounds: quick ? 1 : 3, seconds: quick ? 3 : 10, log },
  );
  const load = `1 to ${receivers} at ${PACKETS_PER_S} packets/s`;
  const rows = found.map((each) => {
    if ('missing' in each) return notMeasured(`${load}: ${each.missing}`, each.why, 'µs/packet');
    const { contender } = each;
    const what = `${load}: ${contender.name}`;
    const row: Row = { what, value: medianUs(turns, contender), unit: 'µs/packet' };
    return noted(
      row,
      profiles.get(contender),
      lossNote(turns, contender),
      'note' in contender ? contender.note : '',
    );
  });
  const against = (wanted: string, limit: number): Row => {
    const other = contenders.find(({ name }) => name.includes(wanted));
    const what = `${load}: Neuvo ÷ ${other?.name ?? wanted}, CPU a packet`;
    if (!other) return notMeasured(what, 'it could not be started', 'ratio');
    // A relay is loaded by another program (native/udp-load.c) than an SFU is, which has made it cost more than one: a figure, no verdict.
    if (!profiles.get(other))
      return {
        what,
        value: ratio(turns, product, other),
        unit: 'ratio',
        target: `≤ ${limit}`,
        note: 'not comparable yet: the relay is loaded by another program',
      };
    const theirs = profiles.get(other);
    const isAlike = !theirs || theirs === profiles.get(product);
    return noted(
      atMost(what, ratio(turns, product, other), 'ratio', limit),
      isAlike ? '' : `encrypted unlike: ${profiles.get(product)} here, ${theirs} there`,
    );
  };
  return [...rows, against(bare.name, 1.05), against('GCM', 1.4), against('Janus', 0.6)];
}

/** A window with losses says less; why they came is not known from here. */
export function lossNote(turns: Turns, contender: Contender): string | undefined {
  const loss = mostLoss(turns, contender);
  return loss > 0.01 ? `${(loss * 100).toFixed(1)} % lost` : undefined;
}
