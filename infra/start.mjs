// `npm start`: from a fresh checkout to a running Neuvo. Runs on the system's Node 20 and on Node 24.
import './lib/node-version.mjs';

const { endWithNpm, exitOnSignals } = await import('./lib/at-exit.mjs');
const { checkDataFolder, checkPort } = await import('./lib/preflight.mjs');
const { endWith } = await import('./lib/problem.mjs');
const { progress } = await import('./lib/progress.mjs');
const { serve } = await import('./lib/serve.mjs');
const { setUp } = await import('./lib/set-up.mjs');

try {
  endWithNpm();
  const stopExiting = exitOnSignals();
  const step = progress(5);
  await checkPort();
  checkDataFolder();
  const { worker } = await setUp(step);
  await step('server', (log) => log('starting'));
  stopExiting();
  process.exitCode = await serve({
    script: 'apps/server/src/main.ts',
    env: { NEUVO_DEMO: process.env.NEUVO_DEMO ?? '1', MEDIASOUP_WORKER_BIN: worker },
  });
} catch (error) {
  endWith(error);
}
