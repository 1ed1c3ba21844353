import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backUp, stamp } from '#db';
import { fail, folderFrom, inWords, why } from './copy-words.ts';

/**
 * `npm run backup -- FOLDER [--keep N]`: a copy of the database, also while the server runs, under the time at which it
 * was made. With `--keep` all but the newest N that this command made there are deleted, once the new one is whole.
 */
const usage = 'Say where to: npm run backup -- FOLDER [--keep NUMBER]';
const { positionals, values } = (() => {
  try {
    return parseArgs({ allowPositionals: true, options: { keep: { type: 'string' } } });
  } catch {
    return fail(usage);
  }
})();
const [to, ...more] = positionals;
if (!to || more.length > 0) fail(usage);
if (values.keep !== undefined && !/^[1-9]\d{0,4}$/.test(values.keep))
  fail(`--keep is "${values.keep}" but must be a number from 1.`);

const file = join(folderFrom(process.env), 'neuvo.db');
if (!existsSync(file)) fail(`There is no database at ${file}. Set NEUVO_DATA to the server's data folder.`);
const folder = resolve(to);
const name = /^neuvo-\d{4}-\d\d-\d\dT\d{6}Z\.db$/;
try {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, `neuvo-${stamp(Date.now())}.db`);
  const holds = await backUp(file, target);
  process.stdout.write(`${target}: ${inWords(holds)}.\n`);
  if (values.keep) {
    const made = readdirSync(folder).filter((each) => name.test(each));
    for (const old of made.toSorted().slice(0, -Number(values.keep))) rmSync(join(folder, old));
  }
} catch (error) {
  fail(`No copy was made: ${why(error, file)}`);
}
