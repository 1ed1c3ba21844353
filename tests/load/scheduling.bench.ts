// What scheduling costs. `--quick` asks each question a tenth as often: it shows that it works, not what it costs.
import type { BenchModule } from './report.ts';
import { booking } from './scheduling/booking.ts';
import { database } from './scheduling/database.ts';
import { rules } from './scheduling/rules.ts';

export const run: BenchModule['run'] = async ({ args }) => {
  const quick = args.includes('--quick');
  return [...rules(quick), ...database(quick), ...(await booking(quick))];
};
