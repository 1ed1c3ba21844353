import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findWholeChromium } from './chromium.mjs';
import { NOTHING, countCheck, countPlaywright, countVitest, tellPlaywright, tellVitest } from './count.mjs';
import { canMakeLab, makeLab } from './network-lab.mjs';
import { root, scratch, serverNode, toolEnv } from './paths.mjs';
import { run } from './run.mjs';

const module = (path) => join(root, 'node_modules', path);
const PRETTIER = module('prettier/bin/prettier.cjs');
const ESLINT = module('eslint/bin/eslint.js');
const OXLINT = module('oxlint/bin/oxlint');
/** The native compiler; what reads types through an API (the linter, svelte-check) has "typescript", the last that offers one. */
const TSC = module('@typescript/native/bin/tsc');
const KIT = module('@sveltejs/kit/svelte-kit.js');
const SVELTE_CHECK = module('svelte-check/bin/svelte-check');
const VITEST = module('vitest/vitest.mjs');
const PLAYWRIGHT = module('@playwright/test/cli.js');

const VITEST_REPORT = { count: countVitest, tell: tellVitest };
const PLAYWRIGHT_REPORT = { count: countPlaywright, tell: tellPlaywright };

/**
 * Everything that `npm test` runs, in stages: what is local first. The rows of a stage run side by side, the runners of a
 * row one after the other. Each `run(show)` resolves to its count, with lines to be `told` below it; `show` is how its output
 * is shown.
 */
export function stages(env) {
  const check = (name, ...commands) => ({ name, run: (show) => runCheck(commands, env, show) });
  const vitest = (project) => ({
    name: `${project} tests`,
    run: (show) =>
      runReported(show, `vitest-${project}`, VITEST_REPORT, (report) => ({
        args: [
          VITEST,
          'run',
          '--project',
          project,
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${report}`,
        ],
        env,
      })),
  });
  const playwright = (name, ...projects) => ({
    name,
    run: (show) =>
      runReported(show, `playwright-${projects[0]}`, PLAYWRIGHT_REPORT, (report) => ({
        args: [
          PLAYWRIGHT,
          'test',
          '--reporter=list,json',
          ...projects.flatMap((each) => ['--project', each]),
          // Each clears its own folder as it begins, and another may be writing beside it.
          `--output=test-results/${projects[0]}`,
        ],
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      })),
  });
  return [
    [
      // What only reads gives way to what waits for sockets, media and clocks half of its time.
      [
        check('lint (eslint, oxlint)', [ESLINT, '.'], [OXLINT]),
        check('format (prettier)', [PRETTIER, '--check', '--log-level=warn', '.']),
      ],
      [
        // Several threads check much of it twice: the cores are wanted beside.
        check(
          'types (tsc)',
          ...['.', 'tests', 'apps/web/src/service-worker'].map((each) => [
            TSC,
            '--singleThreaded',
            '-p',
            each,
          ]),
        ),
        check(
          'types of the web app (svelte-check)',
          [KIT, 'sync', '--config', 'apps/web/vite.config.ts'],
          [
            SVELTE_CHECK,
            '--tsgo-experimental-api',
            '--workspace',
            'apps/web',
            '--tsconfig',
            './tsconfig.json',
            '--output',
            'human',
          ],
        ),
        playwright('end-to-end tests that mostly wait', 'waits'),
      ],
      [vitest('integration')],
      [
        // Media over bad networks is mostly waited for. The unit tests, which don't give way, come after it.
        {
          name: 'tests of networks (Chromium in network namespaces)',
          run: (show) => runNetworks(env, show),
        },
        vitest('unit'),
      ],
    ],
    [[playwright('end-to-end tests (Chromium)', 'calls', 'desk', 'booking', 'visits')]],
  ];
}

/** Networks that block, lose and change can only be made by root on Linux; elsewhere the summary says so. */
async function runNetworks(env, show) {
  if (!(await canMakeLab(show.onLine ?? console.log)))
    return {
      ...NOTHING,
      skipped: 1,
      problem: 'not run: they need root on Linux, network namespaces, coturn and a whole Chromium',
    };
  const lab = makeLab();
  try {
    return await runReported(show, 'playwright-networks', PLAYWRIGHT_REPORT, (report) => ({
      command: lab.inOffice([serverNode()]),
      args: [PLAYWRIGHT, 'test', '--config', 'tests/networks/playwright.config.ts', '--reporter=list,json'],
      env: { ...env, ...lab.env, CHROMIUM_BIN: findWholeChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    }));
  } finally {
    lab.remove();
  }
}

/** Several commands that are one check: all of them run, and one failure is enough. */
async function runCheck(commands, env, show) {
  let worst = 0;
  for (const args of commands) {
    const { code } = await run(serverNode(), args, {
      cwd: root,
      env: toolEnv(env),
      givesWay: true,
      ...show,
    });
    worst ||= code;
  }
  return countCheck(worst);
}

async function runReported(show, name, { count, tell }, command) {
  const report = join(scratch, 'reports', `${name}.json`);
  mkdirSync(join(scratch, 'reports'), { recursive: true });
  // An old report must never stand in for a run that wrote none.
  rmSync(report, { force: true });
  const { command: [program, ...before] = [serverNode()], args, env } = command(report);
  const { code } = await run(program, [...before, ...args], { cwd: root, env: toolEnv(env), ...show });
  const read = readReport(report);
  return { ...count(read, code), told: tell(read) };
}

function readReport(path) {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
