import { cpSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { canInstall, ensurePackages, hasApt, missingPackages } from '../lib/apt.mjs';
import { temporaryFolder } from '../lib/at-exit.mjs';
import { Problem } from '../lib/problem.mjs';
import { run, which } from '../lib/run.mjs';
import { PATCHES } from './cache.mjs';
import { buildLibsrtp } from './libsrtp.mjs';

/** What the recipe compiles with and against, by Debian's names. */
export const DEBIAN_PACKAGES = (
  'cmake ninja-build g++ make pkg-config patch libuv1-dev libssl-dev libsrtp2-dev libabsl-dev ' +
  'libflatbuffers-dev flatbuffers-compiler'
).split(' ');
export const TOOLS = ['cmake', 'ninja', 'g++', 'make', 'pkg-config', 'patch', 'flatc'];

/** Often enough to see that it moves, seldom enough for a log to stay readable. */
const PROGRESS_EVERY_MS = 5_000;

/**
 * Builds the worker from the sources in mediasoup's npm package; `take(path)` gets the finished binary, whose
 * folder is gone afterwards. Resolves to which libsrtp it was linked with; throws a Problem that says what failed.
 */
export async function buildWorker({ mediasoupFolder, log, logFile, take }) {
  await ensureBuildTools({ log, logFile });
  const folder = temporaryFolder('worker');
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const must = async (what, command, args, options) => {
    const { code, output } = await run(command, args, { logFile, ...options });
    if (code === 0) return;
    const lastLine = output.trim().split('\n').at(-1);
    throw new Problem(`${what} failed: "${lastLine}"; the whole log is in ${logFile}`);
  };
  try {
    const worker = join(folder.path, 'worker');
    const out = join(folder.path, 'out');
    cpSync(join(mediasoupFolder, 'worker'), worker, { recursive: true });
    for (const patch of PATCHES)
      await must(`applying ${patch}`, 'patch', ['-p1', '-d', worker, '-i', join(import.meta.dirname, patch)]);

    log('building libsrtp on OpenSSL');
    const libsrtp = await buildLibsrtp(join(folder.path, 'libsrtp'), { logFile });
    if (!libsrtp) {
      log("libsrtp's source could not be had: going on with the system's own (about twice the CPU a packet)");
    }
    const configure = ['-G', 'Ninja', '-S', import.meta.dirname, '-B', out, `-DWORKER=${worker}`];
    await must('configuring', 'cmake', [...configure, ...(libsrtp ? [`-DLIBSRTP=${libsrtp}`] : [])]);

    let lastShownAt = 0;
    const onLine = (line) => {
      const progress = /^\[(\d+)\/(\d+)\]/.exec(line);
      if (!progress || Date.now() - lastShownAt < PROGRESS_EVERY_MS) return;
      lastShownAt = Date.now();
      log(`building from source, step ${progress[1]} of ${progress[2]}, ${seconds()} s`);
    };
    const jobs = String(Math.max(2, availableParallelism()));
    await must('compiling', 'ninja', ['-C', out, '-j', jobs], { onLine });
    await take(join(out, 'mediasoup-worker'));
    log(`built in ${seconds()} s`);
    return libsrtp ? 'libsrtp on OpenSSL' : "the system's libsrtp";
  } finally {
    folder.remove();
  }
}

/** Undefined where the worker can be built, at once or after installing what it needs; else what is missing, and what to do. */
export async function whyNotBuilt() {
  if (canInstall()) return undefined;
  const missing = await missingForBuild();
  if (missing.length === 0) return undefined;
  const names = missing.join(' ');
  return hasApt() ? `run "sudo apt-get install ${names}"` : `install ${names} and the libraries it links`;
}

/** What of the recipe's needs this machine lacks: packages where there is apt, else the tools alone. */
export function missingForBuild() {
  return hasApt() ? missingPackages(DEBIAN_PACKAGES) : TOOLS.filter((tool) => !which(tool));
}

async function ensureBuildTools({ log, logFile }) {
  if (!hasApt()) return;
  await ensurePackages(DEBIAN_PACKAGES, { purpose: 'building the mediasoup worker', log, logFile });
}
