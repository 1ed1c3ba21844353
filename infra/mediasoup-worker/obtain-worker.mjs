import { chmodSync, copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../lib/problem.mjs';
import { buildWorker, whyNotBuilt } from './build.mjs';
import { whyWorkerFails } from './check-worker.mjs';
import { downloadPrebuilt } from './prebuilt.mjs';

const PREBUILT = 'prebuilt by upstream';
const WITHOUT_PATCHES = 'without our patches a picture that a weak network took away comes back late';

/** What this machine can do; a test hands in others. */
export const means = { whyNotBuilt, buildWorker, downloadPrebuilt };

/**
 * Gets a worker into `folder`: built here wherever that can be done, since upstream's has faults that ours is patched
 * for (decision 0013), else upstream's. `before` is a worker that is already there and is kept when there is no better one.
 * Resolves to `{ path, origin, lacks? }`; throws a Problem when there is none.
 */
export async function obtainWorker({ path, folder, mediasoup, log, env, before, use = means }) {
  // In the same folder, so that the rename into place is one step: nobody ever sees half a worker.
  const draft = join(folder, `draft-${process.pid}`);
  try {
    const missing = await use.whyNotBuilt();
    const built = missing ? undefined : await build({ draft, folder, mediasoup, log, use });
    if (built?.libsrtp) {
      // In this order: whatever ends us in between, upstream's is never taken for ours.
      renameSync(draft, path);
      note(folder, { origin: `built here with ${built.libsrtp}` });
      return { path, ...readOrigin(folder) };
    }
    const hindrance = missing
      ? { missing: `it can't be built here (${missing})` }
      : { failed: `it could not be built here (${built.failure})` };
    if (!before) {
      log("asking for upstream's prebuilt worker");
      const why =
        (await use.downloadPrebuilt(mediasoup.packageJson, draft, env)) ?? (await whyWorkerFails(draft));
      if (why !== undefined) throw neither(hindrance, why);
    }
    note(folder, { origin: PREBUILT, ...hindrance });
    if (!before) renameSync(draft, path);
    return { path, ...readOrigin(folder) };
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether a worker that is there should give way to one of our own: never again once building it has failed. */
export function isStopgap(folder) {
  const { origin, failed } = readNote(folder);
  return origin === PREBUILT && failed === undefined;
}

/** Where the worker in the folder came from, and what it lacks, each for the person at the terminal. */
export function readOrigin(folder) {
  const { origin = 'unknown', missing, failed } = readNote(folder);
  if (origin !== PREBUILT) return { origin };
  const again = failed ? `remove ${folder} to try again` : 'once it can be, the next start builds it';
  const why = failed ?? missing ?? 'it was not built here';
  return { origin, lacks: `${WITHOUT_PATCHES}; ${why}; ${again}` };
}

/** Resolves to the `libsrtp` in the draft that is there and runs now, or to the `failure`. */
async function build({ draft, folder, mediasoup, log, use }) {
  log('building it from source, about 90 s on two cores');
  const logFile = join(folder, 'build.log');
  rmSync(logFile, { force: true });
  const take = async (built) => {
    copyFileSync(built, draft);
    chmodSync(draft, 0o755);
    const failure = await whyWorkerFails(draft);
    if (failure) throw new Problem(`it was built but does not run here: ${failure}`);
  };
  try {
    return { libsrtp: await use.buildWorker({ mediasoupFolder: mediasoup.folder, log, logFile, take }) };
  } catch (error) {
    if (error instanceof Problem) return { failure: error.message };
    throw error;
  }
}

function neither({ missing, failed }, why) {
  return new Problem(
    `There is no mediasoup worker: ${missing ?? failed}, and upstream's prebuilt one could not be had (${why}). ` +
      'Mend one of the two, or set MEDIASOUP_WORKER_BIN to a worker from elsewhere.',
  );
}

function note(folder, facts) {
  writeFileSync(join(folder, 'origin.json'), JSON.stringify({ ...facts, at: new Date().toISOString() }));
}

function readNote(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'origin.json'), 'utf8'));
  } catch {
    return {};
  }
}
