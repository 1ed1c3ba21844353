import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashInputs } from './hash.mjs';

/**
 * Runs `make` unless what it makes was made from the same inputs. The stamp goes before the work starts, so
 * that work which was interrupted or failed is done again. Returns whether it ran.
 */
export async function whenChanged({ root, inputs, product, stamp }, make) {
  const now = hashInputs(root, inputs);
  if (existsSync(join(root, product)) && readStamp(join(root, stamp)) === now) return false;
  rmSync(join(root, stamp), { force: true });
  await make();
  mkdirSync(dirname(join(root, stamp)), { recursive: true });
  writeFileSync(join(root, stamp), `${now}\n`);
  return true;
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}
