import { existsSync, readdirSync } from 'node:fs';
import { Problem } from './problem.mjs';
import { run, which } from './run.mjs';

const isRoot = () => process.getuid?.() === 0;

export const hasApt = () => which('apt-get') !== undefined && which('dpkg-query') !== undefined;

/** Whether what is missing may be installed without asking anybody. */
export const canInstall = () => hasApt() && isRoot();

/** Those of `packages` that Debian's package database does not hold as installed. */
export async function missingPackages(packages) {
  const { output } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...packages]);
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

/**
 * Installs Debian packages where we may, and says in one sentence what to do where we may not.
 * `purpose` fills "… is needed for PURPOSE".
 */
export async function ensurePackages(packages, { purpose, log, logFile }) {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  const names = missing.join(' ');
  if (!isRoot()) {
    throw new Problem(
      `Debian packages are missing for ${purpose}; install them with "sudo apt-get install ${names}" and start again.`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
  const install = () =>
    run('apt-get', [...quiet, '--no-install-recommends', 'install', ...missing], { env, logFile });
  log(`installing Debian packages: ${names}`);
  // Lists that are there save the update; lists too old to install from get it after the failure.
  if (hasPackageLists() && (await install()).code === 0) return;
  await run('apt-get', [...quiet, 'update'], { env, logFile });
  if ((await install()).code === 0) return;
  throw new Problem(
    `Debian packages for ${purpose} could not be installed; run "apt-get update && apt-get install ${names}" ` +
      `and start again (what apt said is in ${logFile}).`,
  );
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return (
    existsSync(folder) &&
    readdirSync(folder).some((name) => name.endsWith('_Packages') || name.includes('Packages'))
  );
}
