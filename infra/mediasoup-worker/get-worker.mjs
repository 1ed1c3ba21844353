import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitOnSignals } from '../lib/at-exit.mjs';
import { withLock } from '../lib/lock.mjs';
import { Problem, endWith } from '../lib/problem.mjs';
import { buildWorker } from './build.mjs';
import { cacheFolder, cacheRoot } from './cache.mjs';
import { whyWorkerFails } from './check-worker.mjs';
import { downloadPrebuilt } from './prebuilt.mjs';

const mediasoupFolder = resolve(import.meta.dirname, '../../node_modules/mediasoup');
const BINARY = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/**
 * The path of a mediasoup worker that runs on this machine, and where it came from. In this order:
 * MEDIASOUP_WORKER_BIN, our cache, upstream's prebuilt download, a build from the package's own sources.
 * Throws a Problem when none of them gives one.
 */
export async function getWorker({ log = () => {}, env = process.env } = {}) {
  const found = await findWorker({ env });
  if (found) return found;
  const packageJson = readMediasoupPackage();
  const folder = cacheFolder(packageJson.version, env);
  makeCacheFolder(folder);
  return withLock(
    join(cacheRoot(env), 'lock'),
    // Whoever held the lock before us may have put the worker there.
    async () => (await findWorker({ env })) ?? obtainWorker({ packageJson, folder, log, env }),
    { onWait: () => log('waiting for another process that is getting the worker') },
  );
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
  return { path, origin: readOrigin(folder) };
}

async function obtainWorker({ packageJson, folder, log, env }) {
  const path = join(folder, BINARY);
  // In the same folder, so that the rename into place is one step: nobody ever sees half a worker.
  const draft = join(folder, `draft-${process.pid}`);
  const keep = (origin) => {
    writeFileSync(join(folder, 'origin.json'), JSON.stringify({ origin, at: new Date().toISOString() }));
    renameSync(draft, path);
    return { path, origin };
  };
  try {
    log('asking upstream for a prebuilt worker');
    const why = (await downloadPrebuilt(packageJson, draft, env)) ?? (await whyWorkerFails(draft));
    if (why === undefined) return keep('prebuilt by upstream');
    log(`no prebuilt worker (${why}): building it from source, about 90 s on two cores`);
    const logFile = join(folder, 'build.log');
    rmSync(logFile, { force: true });
    const libsrtp = await buildWorker({
      mediasoupFolder,
      log,
      logFile,
      take: async (built) => {
        copyFileSync(built, draft);
        chmodSync(draft, 0o755);
        const failure = await whyWorkerFails(draft);
        if (failure) throw new Problem(`The mediasoup worker was built but does not run here: ${failure}.`);
      },
    });
    return keep(`built here with ${libsrtp}`);
  } finally {
    rmSync(draft, { force: true });
  }
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

function readOrigin(folder) {
  try {
    return `${JSON.parse(readFileSync(join(folder, 'origin.json'), 'utf8')).origin} (cached)`;
  } catch {
    return 'cached';
  }
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  exitOnSignals();
  // The path alone goes to the standard output, so that a script can take it.
  getWorker({ log: (line) => console.error(line) }).then(({ path }) => console.log(path), endWith);
}
