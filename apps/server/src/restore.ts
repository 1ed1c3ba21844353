import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { lockFolder, restore } from '#db';
import { fail, folderFrom, inWords, why } from './copy-words.ts';

/**
 * `npm run restore -- FILE`: puts a copy that `npm run backup` made in the place of the database. The server must be
 * stopped; what it had stays beside the copy, under another name.
 */
const [from, ...more] = process.argv.slice(2);
if (!from || more.length > 0) fail('Say which copy: npm run restore -- FILE');
const copy = resolve(from);
if (!existsSync(copy)) fail(`There is no file ${copy}.`);
const folder = folderFrom(process.env);
const unlock = lockFolder(folder);
if (!unlock) fail(`A Neuvo server is running on ${folder}. Stop it first.`);
try {
  const { holds, aside } = restore(copy, folder, Date.now());
  process.stdout.write(`${folder} holds the copy now: ${inWords(holds)}.\n`);
  if (aside) process.stdout.write(`What was there before is ${aside}.\n`);
  process.stdout.write(
    'Everybody has to sign in anew. What was done after the copy is undone; see README.\n',
  );
  unlock();
} catch (error) {
  unlock();
  fail(`Nothing was changed: ${why(error, copy)}`);
}
