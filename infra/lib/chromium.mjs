import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { canInstall, ensurePackages } from './apt.mjs';
import { logFile, root, serverNode, toolEnv } from './paths.mjs';
import { Problem } from './problem.mjs';
import { run, which } from './run.mjs';

/** Where a Chromium may lie, by name, below one folder of Playwright's own cache. */
const IN_PLAYWRIGHT_CACHE = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];

/** Chromium without the window around its pages: what it draws of that costs a test as much as the page. */
const SHELL = 'chromium-headless-shell';
const WHOLE = ['chromium', 'chromium-browser'];
const SYSTEM = [SHELL, ...WHOLE];

/** A Chromium that is on this machine: CHROMIUM_BIN, the system's, or one that Playwright downloaded. */
export function findChromium(env = process.env) {
  if (env.CHROMIUM_BIN) {
    if (existsSync(env.CHROMIUM_BIN) && statSync(env.CHROMIUM_BIN).isFile()) return env.CHROMIUM_BIN;
    throw new Problem(
      `CHROMIUM_BIN is set to ${env.CHROMIUM_BIN}, but there is no such file; correct it or unset it.`,
    );
  }
  return onPath(SYSTEM, env) ?? newestDownloaded(env);
}

/**
 * A Chromium as families have it, if there is one: the one without a window does not know the argument by which an address
 * other than this machine's own counts as safe enough for a camera.
 */
export const findWholeChromium = (env = process.env) =>
  env.CHROMIUM_BIN ? findChromium(env) : (onPath(WHOLE, env) ?? newestDownloaded(env));

const onPath = (names, env) => names.flatMap((name) => which(name, env.PATH) ?? [])[0];

/** Finds a Chromium for the end-to-end tests or gets one. */
export async function ensureChromium(log) {
  const mayInstall = canInstall();
  // Where only the whole Chromium is, the lighter one is worth fetching; where it can't be had, the whole one will do.
  if (mayInstall && !process.env.CHROMIUM_BIN && !which(SHELL))
    await install(SHELL, log).catch(() => undefined);
  const found = findChromium();
  if (found) {
    log(found);
    return found;
  }
  if (mayInstall) await install('chromium', log);
  else {
    log('downloading one with playwright');
    const cli = join(root, 'node_modules/@playwright/test/cli.js');
    await run(serverNode(), [cli, 'install', 'chromium'], {
      cwd: root,
      env: toolEnv(),
      logFile: logFile('chromium'),
      timeoutMs: 300_000,
    });
  }
  const now = findChromium();
  if (now) return now;
  throw new Problem(
    'The end-to-end tests need a Chromium and none could be had; install one ("sudo apt-get install chromium") ' +
      'or set CHROMIUM_BIN to its path.',
  );
}

const install = (name, log) =>
  ensurePackages([name], { purpose: 'the end-to-end tests', log, logFile: logFile('chromium') });

function newestDownloaded(env) {
  const caches = [
    env.PLAYWRIGHT_BROWSERS_PATH,
    join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
    join(env.LOCALAPPDATA || homedir(), 'ms-playwright'),
  ];
  const builds = caches
    .filter((cache) => cache && existsSync(cache))
    .flatMap((cache) =>
      readdirSync(cache).map((name) => ({
        path: join(cache, name),
        build: /^chromium-(\d+)$/.exec(name)?.[1],
      })),
    )
    .filter(({ build }) => build !== undefined)
    .sort((a, b) => Number(b.build) - Number(a.build));
  for (const { path } of builds) {
    const binary = IN_PLAYWRIGHT_CACHE.map((inside) => join(path, inside)).find((each) => existsSync(each));
    if (binary) return binary;
  }
  return undefined;
}
