import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitOnSignals } from '../lib/at-exit.mjs';
import { withLock } from '../lib/lock.mjs';
import { Problem, endWith } from '../lib/problem.mjs';
import { cacheFolder, cacheRoot } from './cache.mjs';
import { whyWorkerFails } from './check-worker.mjs';
import { isStopgap, obtainWorker, readOrigin } from './obtain-worker.mjs';

const mediasoupFolder = resolve(import.meta.dirname, '../../node_modules/mediasoup');
const BINARY = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/**
 * The path of a mediasoup worker that runs on this machine, and where it came from. In this order:
 * MEDIASOUP_WORKER_BIN, our cache, a build from the package's own sources, upstream's prebuilt download. With
 * `improve`, a prebuilt one in the cache gives way to one of our own where that can be built by now.
 * Resolves to `{ path, origin, lacks? }`; throws a Problem when none of them gives one.
 */
export async function getWorker({ log = () => {}, env = process.env, improve = false, use } = {}) {
  const isDone = (found) => found && !(improve && found.isStopgap);
  const found = await findWorker({ env });
  if (isDone(found)) return found;
  const packageJson = readMediasoupPackage();
  const folder = cacheFolder(packageJson.version, env);
  makeCacheFolder(folder);
  const mediasoup = { packageJson, folder: mediasoupFolder };
  const work = async () => {
    // Whoever held the lock before us may have put the worker there.
    const before = await findWorker({ env });
    if (isDone(before)) return before;
    return obtainWorker({ path: join(folder, BINARY), folder, mediasoup, log, env, before, use });
  };
  return withLock(join(cacheRoot(env), 'lock'), work, {
    onWait: () => log('waiting for another process that is getting the worker'),
  });
}

/** The worker that is already on this machine, without getting one; `npm run doctor` asks this. */
export async function findWorker({ env = process.env } = {}) {
  if (env.MEDIASOUP_WORKER_BIN) {
    await mustRun(env.MEDIASOUP_WORKER_BIN);
    return { path: resolve(env.MEDIASOUP_WORKER_BIN), origin: 'MEDIASOUP_WORKER_BIN' };
  }
  const folder = cacheFolder(readMediasoupPackage().version, env);
  const path = join(folder, BINARY);
  if (!existsSync(path) || (await whyWorkerFails(path)) !== undefined) return undefined;
  const { origin, lacks } = readOrigin(folder);
  return { path, origin: `${origin} (cached)`, ...(lacks && { lacks, isStopgap: isStopgap(folder) }) };
}

async function mustRun(path) {
  const problem = (what) =>
    new Problem(
      `MEDIASOUP_WORKER_BIN is set to ${path}, but ${what}; correct it or unset it to let Neuvo get a worker.`,
    );
  if (!existsSync(path) || !statSync(path).isFile()) throw problem('there is no such file');
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw problem('that file is not executable');
  }
  const failure = await whyWorkerFails(resolve(path));
  if (failure) throw problem(`it does not run as a mediasoup worker (${failure})`);
}

function makeCacheFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Problem(
      `The cache folder ${folder} can't be written (${error.code}), so the mediasoup worker can't be kept; ` +
        'make it writable or set XDG_CACHE_HOME to a folder that is.',
    );
  }
}

function readMediasoupPackage() {
  const path = join(mediasoupFolder, 'package.json');
  if (!existsSync(path)) throw new Problem('mediasoup is not installed; run "npm ci" first.');
  return JSON.parse(readFileSync(path, 'utf8'));
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  exitOnSignals();
  // The path alone goes to the standard output, so that a script can take it.
  getWorker({ log: (line) => console.error(line) }).then(({ path }) => console.log(path), endWith);
}
