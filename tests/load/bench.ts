// The dispatcher behind `npm run bench -- NAME… [--json]`; without a name it runs every benchmark here.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../infra/lib/problem.mjs';
import { type Bench, type BenchModule, type Row, toJsonLine, toTable } from './report.ts';

const available = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .sort();
const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !available.includes(name));
if (unknown.length > 0 || available.length === 0) {
  console.error(
    `${unknown.length > 0 ? `There is no benchmark "${unknown[0]}"` : 'There is no benchmark yet'}; ` +
      `there is: ${available.join(', ') || 'none'}.`,
  );
  process.exit(2);
}

let holds = true;
process.on('uncaughtException', (error) => {
  // A refusal is one sentence for whoever runs this; anything else is a bug, whole.
  console.error(error instanceof Problem ? error.message : error);
  process.exit(2);
});
for (const name of names.length > 0 ? names : available) {
  const { run } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as BenchModule;
  const rows: Row[] = await run({ log: (line) => console.error(`${name}: ${line}`), args });
  const bench: Bench = { bench: name, rows };
  console.log(toTable(bench));
  if (json) console.log(toJsonLine(bench));
  holds &&= rows.every((row) => row.holds !== false);
}
// A target that was missed is a result for whoever runs this, and a failure for a machine that does.
process.exitCode = holds ? 0 : 1;
