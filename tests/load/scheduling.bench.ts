// What scheduling costs. `--quick` asks each question a tenth as often: it shows that it works, not what it costs.
import type { BenchModule } from './report.ts';
import { database } from './scheduling/database.ts';
import { rules } from './scheduling/rules.ts';

export const run: BenchModule['run'] = ({ args }) => {
  const quick = args.includes('--quick');
  return Promise.resolve([...rules(quick), ...database(quick)]);
};
