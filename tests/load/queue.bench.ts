// What queues and messages cost. `--quick` asks a tenth of it: it shows that it works, not what it costs.
import type { BenchModule } from './report.ts';
import { outbox } from './queue/outbox.ts';
import { places } from './queue/places.ts';
import { triage } from './queue/triage.ts';

export const run: BenchModule['run'] = async ({ args }) => {
  const quick = args.includes('--quick');
  return [await places(quick), await triage(quick), ...(await outbox(quick))];
};
