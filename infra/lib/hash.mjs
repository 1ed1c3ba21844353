import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Folders that hold what is made from the inputs, so that they can't be inputs themselves. */
const SKIPPED = new Set(['node_modules', 'build', '.svelte-kit', 'generated', 'test-results']);

/**
 * One hash over files and folders (with their names), independent of the order they are listed in and of
 * time stamps. A path that does not exist counts as absent, so its appearing changes the hash.
 */
export function hashInputs(root, paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesUnder(join(root, path))).sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(child);
    return entry.isFile() ? [child] : [];
  });
}
