// What scheduling costs. `--quick` asks each question a tenth as often: it shows that it works, not what it costs.
import type { BenchModule } from './report.ts';
import { rules } from './scheduling/rules.ts';

export const run: BenchModule['run'] = ({ args }) => Promise.resolve(rules(args.includes('--quick')));
