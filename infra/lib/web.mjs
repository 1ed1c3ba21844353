import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { logFile, root, scratch, serverNode, toolEnv } from './paths.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';
import { whenChanged } from './stamp.mjs';

/** Everything that can change a byte of the built web app. */
const WEB = {
  root,
  inputs: [
    'apps/web',
    'packages/domain',
    'packages/protocol',
    // What infra/messages.mjs compiled, by its own stamp: the project folder also holds caches.
    'packages/messages/generated/sources.sha256',
    'svelte.config.js',
    'tsconfig.base.json',
    'package.json',
    'package-lock.json',
  ],
  product: 'apps/web/build/handler.js',
  stamp: 'apps/web/build/.inputs',
};

/** Compiles the sentences of the screens; the script itself sees whether they changed. */
export async function ensureMessages(log) {
  await alone('messages', log, async () => {
    await build('messages', [join(root, 'infra/messages.mjs')]);
    log('compiled');
  });
}

/** Builds the web app, if anything that it is made of changed. Needs the messages. */
export async function ensureWeb(log) {
  if (!existsSync(join(root, 'apps/web/vite.config.ts'))) {
    throw new Problem(
      'apps/web/vite.config.ts is missing, so there is nothing to build; check out the repository whole.',
    );
  }
  await alone('web', log, async () => {
    const ran = await whenChanged(WEB, async () => {
      log('building');
      const vite = join(root, 'node_modules/vite/bin/vite.js');
      await build('web app', [vite, 'build', '--config', 'apps/web/vite.config.ts']);
    });
    log(ran ? 'built' : 'unchanged');
  });
}

function alone(name, log, work) {
  const onWait = () => log('waiting for another process that does the same');
  return withLock(join(scratch, `${name}.lock`), work, { onWait });
}

async function build(what, args) {
  const file = logFile(what.replace(' ', '-'));
  rmSync(file, { force: true });
  const { code, output } = await run(serverNode(), args, { cwd: root, env: toolEnv(), logFile: file });
  if (code === 0) return;
  throw new Problem(
    `${output.trim()}\n\nBuilding the ${what} failed; what it said stands above and in ${file}.`,
  );
}
