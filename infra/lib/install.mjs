import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { logFile, root, scratch } from './paths.mjs';
import { withLock } from './lock.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';

/**
 * What in node_modules is not what the lock says, by name, at most `limit` of them. npm writes
 * node_modules/.package-lock.json when an install is complete, so an interrupted one counts as missing.
 * Optional packages don't count: which of them belong here depends on the platform.
 */
export function differences(lock, installed, limit = 5) {
  const wrong = [];
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '' || wanted.optional || wanted.link || !path.startsWith('node_modules/')) continue;
    const has = installed?.packages?.[path];
    if (has?.version !== wanted.version || has?.integrity !== wanted.integrity) wrong.push(path.slice(13));
    if (wrong.length >= limit) break;
  }
  return wrong;
}

export function installState() {
  const lock = readJson(join(root, 'package-lock.json'));
  if (!lock) throw new Problem('package-lock.json is missing or broken; take it back from version control.');
  const hidden = readJson(join(root, 'node_modules', '.package-lock.json'));
  return { present: hidden !== undefined, wrong: differences(lock, hidden) };
}

/** Makes node_modules what package-lock.json says, without running any package's own scripts. */
export async function ensureInstall(log) {
  if (isInstalled()) return log('up to date');
  await withLock(join(scratch, 'install.lock'), async () => {
    if (isInstalled()) return;
    log('installing what package-lock.json names');
    const file = logFile('npm-ci');
    rmSync(file, { force: true });
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { code, output } = await run(...npmCommand(args), { cwd: root, logFile: file });
    if (code === 0) return log('installed');
    const reason = output.split('\n').filter((line) => /^npm (error|ERR!) \S/.test(line));
    throw new Problem(
      `The npm packages could not be installed (${reason.slice(0, 2).join('; ') || `npm ended with code ${code}`}); ` +
        `check the connection to the npm registry and start again (the whole log is in ${file}).`,
    );
  });
}

function isInstalled() {
  const { present, wrong } = installState();
  return present && wrong.length === 0;
}

/** npm as whoever called us runs it, by a Node outside the node_modules that npm is about to replace. */
function npmCommand(args) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli && basename(cli).startsWith('npm-cli')) {
    const outside = node && !node.startsWith(join(root, 'node_modules')) ? node : process.execPath;
    return [outside, [cli, ...args]];
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

function readJson(path) {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
