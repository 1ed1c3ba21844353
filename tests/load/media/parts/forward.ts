// What forwarding one packet costs: Neuvo, bare mediasoup, Janus, and two relays in C as the floor.
import { atMost, type Row } from '../../report.ts';
import { bareMediasoup, neuvo, type Contender } from '../contender.ts';
import { Generator } from '../generator.ts';
import { startJanus } from '../janus.ts';
import { noted, notMeasured, orWhyNot, sizesOf, type Part, type PartContext } from '../part.ts';
import { plain } from '../peers/load-shape.ts';
import { startRelay } from '../relay.ts';
import { inTurns, lossNote, medianUs, paceNote, ratio, ROUNDS } from '../turns.ts';

const PACKETS_PER_S = 1_000;
const BYTES = 1_100;

type Found = { contender: Contender } | { missing: string; why: string };

export const forward: Part = {
  name: 'forward',
  what: 'CPU a forwarded packet',
  async run(context) {
    const { place, log } = context;
    const bare = await bareMediasoup(place);
    const product = await neuvo(place);
    const found: Found[] = [
      { contender: bare },
      { contender: product },
      await attempt('UDP relay in C', () => startRelay(place, 'none')),
      await attempt('UDP relay in C with AES-256-GCM', () => startRelay(place, 'GCM')),
      await attempt('Janus', () => startJanus(place, log)),
    ];
    const generator = new Generator(place);
    try {
      const rows: Row[] = [];
      for (const receivers of sizesOf(context, { few: [20], all: [20, 50] })) {
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
  const turns = await inTurns(contenders, plan, (contender, at) => generator.open(contender, at), {
    rounds: quick ? 1 : ROUNDS,
    seconds: quick ? 3 : 10,
    log,
  });
  const load = `1 to ${receivers} at ${PACKETS_PER_S * turns.pace} packets/s`;
  const rows = found.map((each) => {
    if ('missing' in each) return notMeasured(`${load}: ${each.missing}`, each.why, 'µs/packet');
    const { contender } = each;
    const what = `${load}: ${contender.name}`;
    const why = turns.refused.get(contender);
    if (why) return notMeasured(what, why, 'µs/packet');
    return noted(
      { what, value: medianUs(turns, contender), unit: 'µs/packet' },
      turns.profiles.get(contender),
      lossNote(turns, contender),
      contender.note,
    );
  });
  const against = (wanted: string, limit: number): Row => {
    const other = contenders.find(({ name }) => name.includes(wanted));
    const what = `${load}: Neuvo ÷ ${other?.name ?? wanted}, CPU a packet`;
    if (!other) return notMeasured(what, 'it could not be started', 'ratio');
    const missing = [product, other].find((each) => turns.refused.has(each));
    if (missing) return notMeasured(what, `${missing.name}: ${turns.refused.get(missing)}`, 'ratio');
    const [ours, theirs] = [turns.profiles.get(product), turns.profiles.get(other)];
    return noted(
      atMost(what, ratio(turns, product, other), 'ratio', limit),
      ours === theirs ? '' : `encrypted unlike: ${ours} here, ${theirs} there`,
      paceNote(turns),
    );
  };
  return [...rows, against(bare.name, 1.05), against('GCM', 1.4), against('Janus', 0.6)];
}
