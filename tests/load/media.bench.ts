// What media costs and how it bears what goes wrong. `--only=forward,tiles` runs parts of it, `--sizes=20` loads
// of so many people.
import { Problem } from '../../infra/lib/problem.mjs';
import { whyTooBusy } from './media/busy.ts';
import { click } from './media/click/clicks.ts';
import { noted, notMeasured, type Part } from './media/part.ts';
import { churn } from './media/parts/churn.ts';
import { everyone } from './media/parts/everyone.ts';
import { flood } from './media/parts/flood.ts';
import { forward } from './media/parts/forward.ts';
import { layers } from './media/parts/layers.ts';
import { recovery } from './media/parts/recovery.ts';
import { sound } from './media/parts/sound.ts';
import { tiles } from './media/parts/tiles.ts';
import { workers } from './media/parts/workers.ts';
import { Place } from './media/place.ts';
import type { BenchModule, Row } from './report.ts';

const parts: readonly Part[] = [
  forward,
  everyone,
  tiles,
  click,
  recovery,
  sound,
  layers,
  flood,
  churn,
  workers,
];

export const run: BenchModule['run'] = async ({ log, args }) => {
  const listed = (option: string) =>
    args
      .find((arg) => arg.startsWith(`--${option}=`))
      ?.slice(option.length + 3)
      .split(',');
  const wanted = listed('only');
  const unknown = wanted?.find((name) => !parts.some((part) => part.name === name));
  if (unknown)
    throw new Problem(
      `There is no part "${unknown}"; there is: ${parts.map(({ name }) => name).join(', ')}.`,
    );
  const isForced = args.includes('--force');
  const tooBusy = await whyTooBusy();
  if (tooBusy && !isForced) throw new Problem(tooBusy);

  const place = Place.make();
  const context = {
    place,
    quick: args.includes('--quick'),
    hour: args.includes('--hour'),
    sizes: listed('sizes')?.map(Number),
    against: listed('against')?.[0],
  };
  const rows: Row[] = [];
  for (const part of parts) {
    if (wanted && !wanted.includes(part.name)) continue;
    try {
      rows.push(...(await part.run({ ...context, log: (line) => log(`${part.name}: ${line}`) })));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log(`${part.name}: ${error instanceof Error ? error.stack : why}`);
      rows.push(notMeasured(part.what, why));
    }
  }
  const note = tooBusy ? 'on a busy machine' : undefined;
  return rows.map((row) => noted(row, place.note, note, context.quick ? 'quick' : undefined));
};
