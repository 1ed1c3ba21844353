// `npm run bench -- NAME [--json]`: sets up what a measurement needs and runs it on the Node from the lock.
import './lib/node-version.mjs';

const { endWithNpm, exitOnSignals } = await import('./lib/at-exit.mjs');
const { root, serverNode, toolEnv } = await import('./lib/paths.mjs');
const { endWith } = await import('./lib/problem.mjs');
const { progress } = await import('./lib/progress.mjs');
const { run } = await import('./lib/run.mjs');
const { setUp } = await import('./lib/set-up.mjs');

try {
  endWithNpm();
  exitOnSignals();
  // On the error output, so that the standard output holds the tables and the JSON alone.
  const { worker } = await setUp(progress(4, console.error));
  // Each part looks for the Chromium that it needs: a camera in a namespace needs a whole one.
  const env = { MEDIASOUP_WORKER_BIN: worker };
  const args = ['tests/load/bench.ts', ...process.argv.slice(2)];
  const { code } = await run(serverNode(), args, { cwd: root, env: toolEnv(env), show: true });
  process.exitCode = code;
} catch (error) {
  endWith(error);
}
