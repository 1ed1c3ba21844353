import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ageOf, backUp, UnusableCopy } from '#db';
import { dayMs, err, ok, type Result } from '#domain';

/** For so long one may want to go back behind an update; what is in the copy should not be kept for ever. */
const regretMs = 30 * dayMs;

/**
 * Before the database of a folder is opened: one of an older Neuvo is copied to `before-update.db`, since opening it
 * brings it up to date. An error, in a sentence, for one of a newer Neuvo, a damaged
 * one, and one that could not be copied.
 */
export async function keepBeforeUpdate(folder: string): Promise<Result<void, string>> {
  const file = join(folder, 'neuvo.db');
  const copy = join(folder, 'before-update.db');
  const madeAt = statSync(copy, { throwIfNoEntry: false })?.mtimeMs;
  if (madeAt !== undefined && Date.now() - madeAt > regretMs) rmSync(copy);
  try {
    const age = ageOf(file);
    if (age === 'newer')
      return err(`${file} was written by a newer Neuvo than this one. Update Neuvo, or restore a copy.`);
    if (age === 'older') await backUp(file, copy);
    return ok(undefined);
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (error instanceof UnusableCopy || /^SQLITE_(CORRUPT|NOTADB)/.test(code))
      return err(`${file} is damaged. Restore a copy of it: npm run restore -- FILE`);
    return err(`Nothing was updated, because ${copy} could not be made: ${message}`);
  }
}
